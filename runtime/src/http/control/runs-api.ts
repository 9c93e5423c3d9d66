/** Runs under `/steplight/runs` (`contract/api.ts`). */
import { Hono } from 'hono';
import { endedStatuses, type RunStatus } from '../../contract/run.ts';
import { failure } from '../guard.ts';
import { rerunRun } from '../rerun-run.ts';
import type { Services } from '../services.ts';
import { listProgress, progressOf } from '../views/run-progress.ts';
import { readBody, rerunBody } from './request-bodies.ts';

const defaultLimit = 50;
const maxLimit = 1_000;

export function runRoutes(services: Services): Hono {
  const { journal } = services;
  const routes = new Hono();

  routes.get('/', (context) => {
    const query = context.req.query();
    const runs = listProgress(services, {
      limit: Math.min(Math.max(Number(query.limit) || defaultLimit, 1), maxLimit),
      ...(query.function ? { functionId: query.function } : {}),
      ...(query.status ? { status: query.status as RunStatus } : {}),
      ...(query.before ? { before: query.before } : {}),
    });
    return context.json({ runs });
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
