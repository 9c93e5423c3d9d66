/** Runs under `/steplight/runs` (`contract/api.ts`). */
import { Hono } from 'hono';
import type { ListRunsResponse } from '../../contract/api.ts';
import { endedStatuses } from '../../contract/run.ts';
import { searchRuns } from '../../search/search-runs.ts';
import { failure } from '../guard.ts';
import { rerunRun } from '../rerun-run.ts';
import type { Services } from '../services.ts';
import { progressOf } from '../views/run-progress.ts';
import { badRequest, readFilter } from './bulk-api.ts';
import { readBody, readRunsQuery, rerunBody } from './request-bodies.ts';

const defaultLimit = 50;
const maxLimit = 1_000;
/** A search through many runs responds at least this often. */
const maxSearchMs = 2_000;

export function runRoutes(services: Services): Hono {
  const { journal } = services;
  const routes = new Hono();

  routes.get('/', async (context) => {
    const filter = readRunsQuery(context.req.queries());
    if ('problem' in filter) return badRequest(context, filter.problem);
    const matcher = readFilter(services, filter.body);
    if (typeof matcher === 'string') return badRequest(context, matcher);
    const { before, limit } = context.req.query();
    services.engine.flush();
    const { runs, next } = await searchRuns(journal, matcher, {
      limit: Math.min(Math.max(Number(limit) || defaultLimit, 1), maxLimit),
      maxMs: maxSearchMs,
      signal: context.req.raw.signal,
      ...(before ? { before } : {}),
    });
    return context.json({ runs, ...(next === null ? {} : { next }) } satisfies ListRunsResponse);
  });

  routes.use('/:id/*', async (context, next) => {
    const runId = context.req.param('id');
    return progressOf(services, runId) ? next() : context.json(runNotFound(runId), 404);
  });

  routes.get('/:id', (context) => {
    const run = progressOf(services, context.req.param('id'))!;
    const events = run.eventIds.map((id) => journal.event(id)).filter((event) => event !== null);
    return context.json({ run, events });
  });

  routes.get('/:id/journal', (context) =>
    context.json({ entries: journal.entriesOf(context.req.param('id')) }),
  );

  routes.route('/', runActions(services));
  return routes;
}

function runActions(services: Services): Hono {
  const { engine } = services;
  const routes = new Hono();

  routes.post('/:id/cancel', async (context) => {
    const runId = context.req.param('id');
    if (!engine.cancel(runId, 'user request')) return context.json(runEnded(runId), 409);
    await engine.durable();
    return context.json({ run: progressOf(services, runId) });
  });

  routes.post('/:id/rerun', async (context) => {
    const request = await readBody(context, rerunBody);
    if ('problem' in request) return context.json(failure('bad-request', request.problem), 400);
    const answer = await rerunRun(services, context.req.param('id'), request.body);
    return 'refusal' in answer
      ? context.json(failure(answer.refusal.code, answer.refusal.message), 409)
      : context.json({ run: progressOf(services, answer.runId) });
  });

  routes.post('/:id/retry', async (context) => {
    const runId = context.req.param('id');
    if (!engine.state.runs.has(runId)) return context.json(runEnded(runId), 409);
    if (!engine.retryNow(runId))
      return context.json(failure('nothing-to-skip', `Run ${runId} is not waiting for a retry.`), 409);
    await engine.durable();
    return context.json({ run: progressOf(services, runId) });
  });

  routes.post('/:id/steps/:step/skip', async (context) => {
    const { id: runId, step: hashedId } = context.req.param();
    const run = progressOf(services, runId)!;
    if (endedStatuses.has(run.status)) return context.json(runEnded(runId), 409);
    const step = run.steps.find((each) => each.step.hashedId === hashedId);
    if (!step) return context.json(failure('step-not-found', `Run ${runId} has no step ${hashedId}.`), 404);
    if (!engine.skip(runId, hashedId)) {
      const message = `Step "${step.step.name}" is not waiting for anything. Its status is ${step.status}.`;
      return context.json(failure('nothing-to-skip', message), 409);
    }
    await engine.durable();
    return context.json({ run: progressOf(services, runId) });
  });

  return routes;
}

function runNotFound(runId: string) {
  return failure('run-not-found', `Run ${runId} not found.`);
}

function runEnded(runId: string) {
  return failure('run-ended', `Run ${runId} has already ended.`);
}
