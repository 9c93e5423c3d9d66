/** Runs under `/v2/runs` (protocol 6.2). */
import { type Context, Hono } from 'hono';
import { rerunRun } from '../rerun-run.ts';
import { readJson } from '../sdk/sdk-api.ts';
import type { Services } from '../services.ts';
import { decodeCursor, encodeCursor } from '../views/cursor.ts';
import { findRuns } from '../views/find-runs.ts';
import { eventsOf, senderView } from '../views/run-facts.ts';
import { progressOf } from '../views/run-progress.ts';
import { traceOf } from '../views/run-trace.ts';
import { isUlid } from '../views/wire-id.ts';
import { type RunsQuery, readRerunV2, readRunsQuery } from './v2-requests.ts';
import { answer, answerPage, refuse } from './v2-responses.ts';
import { runV2, spanV2 } from './v2-views.ts';

export function runRoutesV2(services: Services): Hono {
  const { engine } = services;
  const routes = new Hono();

  routes.get('/', (context) => answerRuns(context, services, (query) => query));

  routes.use('/:id/*', async (context, next) =>
    isUlid(context.req.param('id'))
      ? next()
      : refuse(context, 400, 'invalid_field_format', 'Run ID must be a valid ULID'),
  );

  routes.get('/:id', (context) => {
    const run = progressOf(services, context.req.param('id'));
    if (!run) return runNotFound(context);
    return answer(context, runV2(services, run, context.req.query('includeOutput') === 'true'));
  });

  routes.get('/:id/trace', (context) => {
    const run = progressOf(services, context.req.param('id'));
    if (!run) return runNotFound(context);
    const includeOutput = context.req.query('includeOutput') === 'true';
    const input = eventsOf(services, run).map(senderView);
    return answer(context, { runId: run.runId, rootSpan: spanV2(traceOf(run), { includeOutput, input }) });
  });

  routes.post('/:id/rerun', async (context) => {
    const request = readRerunV2(await readJson(context));
    if (typeof request === 'string') return refuse(context, 400, 'invalid_field_format', request);
    const rerun = await rerunRun(services, context.req.param('id'), request);
    if ('runId' in rerun) return answer(context, { runId: rerun.runId });
    const { code, message } = rerun.refusal;
    return code === 'run-not-found' || code === 'app-not-found'
      ? refuse(context, 404, 'not_found', message)
      : refuse(context, 400, 'invalid_request', message);
  });

  routes.post('/:id/cancel', async (context) => {
    const runId = context.req.param('id');
    const run = progressOf(services, runId);
    if (!run) return runNotFound(context);
    if (run.status === 'cancelled')
      return refuse(context, 409, 'run_already_cancelled', 'Run is already cancelled');
    if (!engine.cancel(runId, 'cancelled by API'))
      return refuse(context, 409, 'run_already_ended', 'Cannot cancel an ended run');
    await engine.durable();
    return answer(context, { runId });
  });

  return routes;
}

/** @param narrow adds to the criteria that the query asks for. */
export async function answerRuns(
  context: Context,
  services: Services,
  narrow: (criteria: RunsQuery['criteria']) => RunsQuery['criteria'],
) {
  const query = readRunsQuery(context.req.queries(), services.engine.now);
  if (typeof query === 'string') return refuse(context, 400, 'invalid_field_format', query);
  const { limit, includeOutput, order, cursor } = query;
  const after = cursor === null ? null : decodeCursor(cursor, 'id');
  if (cursor !== null && after === null)
    return refuse(context, 400, 'invalid_field_format', 'Cursor is invalid');
  const { items, more } = await findRuns(services, narrow(query.criteria), { order, after, limit });
  const last = items.at(-1);
  return answerPage(
    context,
    items.map((run) => runV2(services, run, includeOutput)),
    { ...(more && last ? { cursor: encodeCursor({ id: last.runId }), hasMore: true } : {}), limit },
  );
}

function runNotFound(context: Context) {
  return refuse(context, 404, 'not_found', 'Run not found');
}
