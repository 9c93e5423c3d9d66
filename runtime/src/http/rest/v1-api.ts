/** The first REST API of Inngest's servers (protocol 6.1). */
import type { Context, Hono } from 'hono';
import type { EventRecord } from '../../contract/run.ts';
import { readJson } from '../sdk/sdk-api.ts';
import type { Services } from '../services.ts';
import { isInternal, newestEvents, runsOfEvent, take } from '../views/newest-first.ts';
import { progressOf } from '../views/run-progress.ts';
import { isUlid, readTime } from '../views/wire-id.ts';
import { cancelRuns, readCancellation } from './cancellations.ts';
import { eventV1, functionV1, jobsV1, runV1 } from './v1-views.ts';

export function addV1Api(app: Hono, services: Services): void {
  const { engine, journal, apps } = services;
  const answer = (context: Context, data: unknown, status: 200 | 201 = 200) =>
    context.json({ data, metadata: { fetched_at: new Date().toISOString(), cached_until: null } }, status);

  app.get('/v1/events', async (context) => {
    const query = context.req.query();
    const filter = readEventFilter(query);
    if (typeof filter === 'string') return refuse(context, 400, filter);
    const { items } = await take(listedEvents(services, filter), filter.limit);
    return answer(context, items.map(eventV1));
  });

  refuseOtherIds(app, '/v1/events', 'event');
  refuseOtherIds(app, '/v1/runs', 'run');

  app.get('/v1/events/:id', (context) => {
    engine.flush();
    const event = journal.event(context.req.param('id'));
    return event ? answer(context, eventV1(event)) : refuse(context, 404, 'Event not found');
  });

  app.get('/v1/events/:id/runs', (context) =>
    answer(
      context,
      runsOfEvent(services, context.req.param('id')).map((run) => runV1(services, run)),
    ),
  );

  app.get('/v1/runs/:id', (context) => {
    const run = progressOf(services, context.req.param('id'));
    return run ? answer(context, runV1(services, run)) : refuse(context, 404, 'Run not found');
  });

  app.get('/v1/runs/:id/jobs', (context) => {
    const runId = context.req.param('id');
    return progressOf(services, runId)
      ? answer(context, jobsV1(services, runId))
      : refuse(context, 404, 'Run not found');
  });

  app.delete('/v1/runs/:id', async (context) => {
    const runId = context.req.param('id');
    if (!progressOf(services, runId)) return refuse(context, 404, 'Run not found');
    engine.cancel(runId, 'cancelled by API');
    await engine.durable();
    return context.body(null, 200);
  });

  // Without an envelope, as on the official server.
  app.get('/v1/apps/:app/functions', (context) => {
    const appId = context.req.param('app');
    const known = apps.apps().find((each) => each.appId === appId);
    if (!known) return context.json([]);
    const functions = apps.all().filter((fn) => fn.appId === appId);
    return context.json(functions.map((fn) => functionV1(fn, known.syncedAt)));
  });

  app.post('/v1/cancellations', async (context) => {
    const cancellation = readCancellation(await readJson(context), engine.now);
    if (typeof cancellation === 'string') return refuse(context, 400, cancellation);
    const cancelled = await cancelRuns(services, cancellation);
    return cancelled ? answer(context, cancelled, 201) : refuse(context, 404, 'function not found');
  });

  // Cancellations take effect at once: there are none to list or delete.
  app.get('/v1/cancellations', (context) => answer(context, []));
  app.delete('/v1/cancellations/:id', (context) => refuse(context, 404, 'Cancellation not found'));

  // Spans of the app's own tracing are taken, so that its exporter does not report errors, and not shown.
  app.post('/v1/traces/userland', (context) => context.json({}));

  app.get('/v1/prom/:env', (context) => refuse(context, 501, 'not implemented'));
}

function refuse(context: Context, status: 400 | 404 | 501, error: string) {
  return context.json({ error, data: null, status }, status);
}

/** @param name of what the IDs under the path stand for. */
function refuseOtherIds(app: Hono, path: string, name: string): void {
  app.use(`${path}/:id/*`, async (context, next) => {
    const id = context.req.param('id');
    return isUlid(id) ? next() : refuse(context, 400, `Invalid ${name} ID: ${id}`);
  });
}

interface EventFilter {
  name: string | null;
  limit: number;
  /** Internal id of the previous page's last event. */
  cursor: string | null;
  /** Unix milliseconds. */
  after: number;
  before: number;
}

const defaultLimit = 20;
const maxLimit = 100;

/** A string says what is wrong. */
function readEventFilter(query: Record<string, string>): EventFilter | string {
  const after = query.received_after ? readTime(query.received_after) : 0;
  const before = query.received_before ? readTime(query.received_before) : Number.POSITIVE_INFINITY;
  if (after === null) return 'Invalid received_after query parameter';
  if (before === null) return 'Invalid received_before query parameter';
  if (query.cursor && !isUlid(query.cursor)) return 'Invalid cursor query parameter';
  return {
    name: query.name || null,
    limit: Math.min(Math.max(Math.trunc(Number(query.limit)) || defaultLimit, 1), maxLimit),
    cursor: query.cursor || null,
    after,
    before,
  };
}

/** Internal events are listed only by name. */
async function* listedEvents(
  services: Services,
  { name, cursor, after, before }: EventFilter,
): AsyncGenerator<EventRecord> {
  for await (const event of newestEvents(services, { before: cursor, ...(name === null ? {} : { name }) })) {
    if (event.receivedAt < after) return;
    if (event.receivedAt <= before && (name !== null || !isInternal(event))) yield event;
  }
}
