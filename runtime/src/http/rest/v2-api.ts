/** The second REST interface of Inngest's servers (protocol 6.2), at `/v2` and `/api/v2`. */
import { type Context, Hono } from 'hono';
import { invokeFunction } from '../invoke-function.ts';
import { rerunRun } from '../rerun-run.ts';
import { readEvent } from '../sdk/read-events.ts';
import { readJson } from '../sdk/sdk-api.ts';
import type { Services } from '../services.ts';
import { decodeCursor, encodeCursor } from '../views/cursor.ts';
import { findRuns } from '../views/find-runs.ts';
import { runsOfEvent } from '../views/newest-first.ts';
import { eventsOf, senderView } from '../views/run-facts.ts';
import { progressOf } from '../views/run-progress.ts';
import { traceOf } from '../views/run-trace.ts';
import { localAccountId } from '../views/wire-id.ts';
import { functionOfApp } from './cancellations.ts';
import { type RunsQuery, readRerunV2, readRunsQuery } from './v2-requests.ts';
import { appV2, functionV2, runV2, spanV2 } from './v2-views.ts';

export function v2Api(services: Services): Hono {
  const { engine, apps } = services;
  const api = new Hono();

  api.get('/health', (context) => answer(context, { status: 'ok' }));

  api.get('/account', (context) =>
    answer(context, {
      id: localAccountId,
      name: 'Steplight',
      email: 'dev@localhost',
      createdAt: beginning,
      updatedAt: beginning,
    }),
  );
  api.get('/envs', (context) =>
    answerPage(context, [{ id: localAccountId, name: 'dev', type: 'TEST', createdAt: beginning }], {}),
  );
  // A local server asks for no keys.
  api.get('/keys/events', (context) => answerPage(context, [], {}));
  api.get('/keys/signing', (context) => answerPage(context, [], {}));

  api.get('/apps', (context) => answerPage(context, apps.apps().map(appV2), { limit: defaultLimit }));

  api.get('/apps/:app', (context) => {
    const app = apps.apps().find(({ appId }) => appId === context.req.param('app'));
    return app ? answer(context, appV2(app)) : refuse(context, 404, 'not_found', 'App not found');
  });

  api.get('/apps/:app/functions', (context) => {
    const functions = apps.all().filter(({ appId }) => appId === context.req.param('app'));
    return answerPage(context, functions.map(functionV2), { limit: defaultLimit });
  });

  api.get('/apps/:app/functions/:function', (context) => {
    const fn = functionOfApp(services, context.req.param('app'), context.req.param('function'));
    return fn ? answer(context, functionV2(fn)) : refuse(context, 404, 'not_found', 'Function not found');
  });

  api.get('/apps/:app/functions/:function/runs', async (context) => {
    const fn = functionOfApp(services, context.req.param('app'), context.req.param('function'));
    if (!fn) return refuse(context, 404, 'not_found', 'Function not found');
    return answerRuns(context, (query) => ({ ...query, isFunction: (id) => id === fn.id }));
  });

  api.post('/apps/:app/functions/:function/invoke', async (context) => {
    const fn = functionOfApp(services, context.req.param('app'), context.req.param('function'));
    if (!fn) return refuse(context, 404, 'not_found', 'Function not found');
    const { data = {} } = ((await readJson(context)) ?? {}) as { data?: unknown };
    const invoked = await invokeFunction(services, fn.id, { data });
    if ('refusal' in invoked) return refuse(context, 400, 'validation_error', invoked.refusal.message);
    const { runId, event } = invoked;
    if (runId !== null) return answer(context, { runId });
    const isRefused = services.journal
      .entriesOf(event.internalId)
      .some(({ kind }) => kind === 'start-refused');
    return isRefused
      ? refuse(context, 422, 'rate_limited', "The function's rate limit lets no run start now.")
      : refuse(context, 422, 'function_debounced', 'The event waits with others to start a run.');
  });

  api.post('/events', async (context) => {
    const body = await readJson(context);
    const result = readEvent(body, 0, { now: engine.now, newId: () => engine.newId() });
    if ('error' in result) return refuse(context, 400, 'validation_error', result.error);
    engine.intake.receive([result.event], 'api');
    await engine.durable();
    return answer(context, { eventId: result.event.internalId });
  });

  api.get('/events/:id/runs', (context) => {
    const includeOutput = context.req.query('includeOutput') === 'true';
    const runs = runsOfEvent(services, context.req.param('id'));
    return answerPage(
      context,
      runs.map((run) => runV2(services, run, includeOutput)),
      { limit: defaultLimit },
    );
  });

  api.get('/runs', (context) => answerRuns(context, (query) => query));

  api.get('/runs/:id', (context) => {
    const run = progressOf(services, context.req.param('id'));
    if (!run) return refuse(context, 404, 'not_found', 'Run not found');
    return answer(context, runV2(services, run, context.req.query('includeOutput') === 'true'));
  });

  api.get('/runs/:id/trace', (context) => {
    const run = progressOf(services, context.req.param('id'));
    if (!run) return refuse(context, 404, 'not_found', 'Run not found');
    const includeOutput = context.req.query('includeOutput') === 'true';
    const input = eventsOf(services, run).map(senderView);
    return answer(context, { runId: run.runId, rootSpan: spanV2(traceOf(run), { includeOutput, input }) });
  });

  api.post('/runs/:id/rerun', async (context) => {
    const request = readRerunV2(await readJson(context));
    if (typeof request === 'string') return refuse(context, 400, 'invalid_field_format', request);
    const rerun = await rerunRun(services, context.req.param('id'), request);
    if ('runId' in rerun) return answer(context, { runId: rerun.runId });
    const { code, message } = rerun.refusal;
    return code === 'run-not-found' || code === 'app-not-found'
      ? refuse(context, 404, 'not_found', message)
      : refuse(context, 400, 'invalid_request', message);
  });

  api.post('/runs/:id/cancel', async (context) => {
    const runId = context.req.param('id');
    const run = progressOf(services, runId);
    if (!run) return refuse(context, 404, 'not_found', 'Run not found');
    if (run.status === 'cancelled')
      return refuse(context, 409, 'run_already_cancelled', 'Run is already cancelled');
    if (!engine.cancel(runId, 'cancelled by API'))
      return refuse(context, 409, 'run_already_ended', 'Cannot cancel an ended run');
    await engine.durable();
    return answer(context, { runId });
  });

  for (const path of notOffered)
    api.all(path, (context) =>
      refuse(context, 501, 'not_implemented', 'A local server does not offer this.'),
    );
  api.all('/*', (context) => refuse(context, 404, 'not_found', 'Not Found'));

  async function answerRuns(
    context: Context,
    narrowed: (criteria: RunsQuery['criteria']) => RunsQuery['criteria'],
  ) {
    const query = readRunsQuery(context.req.queries());
    if (typeof query === 'string') return refuse(context, 400, 'invalid_field_format', query);
    const { limit, includeOutput, order, cursor } = query;
    const after = cursor === null ? null : decodeCursor(cursor, 'id');
    if (cursor !== null && after === null)
      return refuse(context, 400, 'invalid_field_format', 'Cursor is invalid');
    const { items, more } = await findRuns(services, narrowed(query.criteria), { order, after, limit });
    const last = items.at(-1);
    return answerPage(
      context,
      items.map((run) => runV2(services, run, includeOutput)),
      { ...(more && last ? { cursor: encodeCursor({ id: last.runId }), hasMore: true } : {}), limit },
    );
  }

  return api;
}

const defaultLimit = 20;
/** When an environment that was always there was made. */
const beginning = '2021-05-13T09:30:04Z';

const notOffered = [
  '/apps/:app/syncs',
  '/sandboxes/*',
  '/sandboxes',
  '/insights/*',
  '/experiments',
  '/sessions',
  '/sessions/*',
  '/env/webhooks',
  '/partner/*',
];

function metadata() {
  return { fetchedAt: new Date().toISOString() };
}

function answer(context: Context, data: unknown) {
  return context.json({ data, metadata: metadata() });
}

/** An empty list is left out. */
function answerPage(context: Context, data: unknown[], page: Record<string, unknown>) {
  return context.json({ ...(data.length > 0 ? { data } : {}), metadata: metadata(), page });
}

function refuse(context: Context, status: 400 | 404 | 409 | 422 | 501, code: string, message: string) {
  return context.json({ errors: [{ code, message }] }, status);
}
