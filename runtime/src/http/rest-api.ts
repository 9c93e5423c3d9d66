/** The REST interface of Inngest's servers that API clients read (protocol 6.1). */
import type { Hono } from 'hono';
import type { RunProgress } from '../contract/progress.ts';
import type { EventRecord, RunStatus } from '../contract/run.ts';
import { type Door, progressOf } from './door.ts';

/** Environment and account are one here; clients only want them to be there. */
const nobody = '00000000-0000-4000-b000-000000000000';

export function addRestApi(app: Hono, door: Door): void {
  const { engine, journal } = door;
  const envelope = (data: unknown) => ({
    data,
    metadata: { fetched_at: new Date(engine.now).toISOString(), cached_until: null },
  });
  const notFound = (what: string) => ({ error: `${what} not found`, status: 404 });

  app.get('/v1/events', (context) => {
    engine.flush();
    const { name, limit, cursor } = context.req.query();
    const events = journal.listEvents({
      limit: Math.min(Math.max(Number(limit) || 20, 1), 100),
      ...(name ? { name } : {}),
      ...(cursor ? { before: cursor } : {}),
    });
    return context.json(envelope(events.map(restEvent)));
  });

  app.get('/v1/events/:id', (context) => {
    engine.flush();
    const event = journal.event(context.req.param('id'));
    return event ? context.json(envelope(restEvent(event))) : context.json(notFound('event'), 404);
  });

  app.get('/v1/events/:id/runs', (context) => {
    engine.flush();
    const runs = journal
      .runsOfEvent(context.req.param('id'))
      .map((runId) => progressOf(door, runId))
      .filter((run) => run !== null);
    return context.json(envelope(runs.map(restRun)));
  });

  app.get('/v1/runs/:id', (context) => {
    const run = progressOf(door, context.req.param('id'));
    return run ? context.json(envelope(restRun(run))) : context.json(notFound('run'), 404);
  });

  app.delete('/v1/runs/:id', async (context) => {
    const runId = context.req.param('id');
    if (!progressOf(door, runId)) return context.json(notFound('run'), 404);
    engine.cancel(runId, 'cancelled by API');
    await engine.durable();
    return context.body(null, 200);
  });
}

function restEvent(event: EventRecord) {
  const { internalId, receivedAt, ...rest } = event;
  return {
    internal_id: internalId,
    ...rest,
    account_id: nobody,
    environment_id: nobody,
    source: 'default',
    received_at: new Date(receivedAt).toISOString(),
  };
}

const wireStatus: Record<RunStatus, string> = {
  queued: 'Scheduled',
  running: 'Running',
  waiting: 'Running',
  sleeping: 'Running',
  completed: 'Completed',
  failed: 'Failed',
  cancelled: 'Cancelled',
  skipped: 'Skipped',
};

function restRun(run: RunProgress) {
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  return {
    run_id: run.runId,
    run_started_at: iso(run.startedAt ?? run.queuedAt),
    function_id: run.functionId,
    function_version: 1,
    environment_id: nobody,
    event_id: run.eventIds[0] ?? null,
    ...(run.originalRunId ? { original_run_id: run.originalRunId } : {}),
    status: wireStatus[run.status],
    ended_at: iso(run.endedAt),
    output: run.error ?? run.output ?? null,
  };
}
