/** What is done to many runs at once, under `/steplight/` (`contract/api.ts`). */
import { type Context, Hono } from 'hono';
import type { RerunRunsResponse } from '../../contract/api.ts';
import type { RunFilter } from '../../contract/run-filter.ts';
import { ExpressionError } from '../../expressions/values.ts';
import { type RunMatcher, runMatcher } from '../../search/run-matcher.ts';
import { searchRuns } from '../../search/search-runs.ts';
import { failure } from '../guard.ts';
import { rerunRun } from '../rerun-run.ts';
import type { Services } from '../services.ts';
import { cancelRunsBody, readBody, rerunRunsBody } from './request-bodies.ts';

const maxReruns = 1_000;

export function bulkRoutes(services: Services): Hono {
  const { engine, journal } = services;
  const routes = new Hono();

  routes.post('/cancellations', async (context) => {
    const request = await readBody(context, cancelRunsBody);
    if ('problem' in request) return badRequest(context, request.problem);
    const matcher = readFilter(services, request.body);
    if (typeof matcher === 'string') return badRequest(context, matcher);
    engine.flush();
    // All are found before the first is cancelled.
    const limit = Number.POSITIVE_INFINITY;
    const { runs } = await searchRuns(journal, { ...matcher, ended: ['unended'] }, { limit });
    const runIds = runs.map(({ runId }) => runId).filter((runId) => engine.cancel(runId, 'user request'));
    await engine.durable();
    return context.json({ runIds });
  });

  routes.post('/reruns', async (context) => {
    const request = await readBody(context, rerunRunsBody);
    if ('problem' in request) return badRequest(context, request.problem);
    const { from, ...filter } = request.body;
    const matcher = readFilter(services, filter);
    if (typeof matcher === 'string') return badRequest(context, matcher);
    engine.flush();
    const { runs } = await searchRuns(journal, matcher, { limit: maxReruns + 1 });
    if (runs.length > maxReruns)
      return badRequest(context, `More than ${maxReruns} runs match. Narrow the filter.`);
    const response: RerunRunsResponse = { reruns: [], refused: [] };
    for (const { runId } of runs.reverse()) {
      const answer = await rerunRun(services, runId, from ? { from } : {});
      if ('runId' in answer) response.reruns.push({ runId: answer.runId, rerunOf: runId });
      else response.refused.push({ runId, message: answer.refusal.message });
    }
    return context.json(response);
  });

  return routes;
}

/** A string says what is wrong with its expression. */
export function readFilter({ engine }: Services, filter: RunFilter): RunMatcher | string {
  try {
    return runMatcher(filter, engine.now);
  } catch (error) {
    if (error instanceof ExpressionError) return `${error.message}.`;
    throw error;
  }
}

export function badRequest(context: Context, message: string) {
  return context.json(failure('bad-request', message), 400);
}
