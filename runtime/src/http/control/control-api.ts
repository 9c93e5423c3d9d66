/** Steplight's own interface under `/steplight/` (`contract/api.ts`). */
import { Hono } from 'hono';
import type { HostRequest, SendEventResponse } from '../../contract/api.ts';
import { endedStatuses, type RunStatus } from '../../contract/run.ts';
import { failure, withToken } from '../guard.ts';
import { readRerun, rerunRun } from '../rerun-run.ts';
import { readEvent } from '../sdk/read-events.ts';
import { readJson } from '../sdk/sdk-api.ts';
import type { Services } from '../services.ts';
import { listProgress, progressOf } from '../views/run-progress.ts';
import { clockRoutes } from './clock-api.ts';
import { functionRoutes } from './functions-api.ts';
import { openStream } from './journal-stream.ts';
import { pruneRoutes } from './prune-api.ts';
import { realtimeStream } from './realtime-stream.ts';
import { whyRoutes } from './why-api.ts';

export function controlApi(services: Services): Hono {
  const { engine, journal, apps } = services;
  const api = new Hono();
  api.use(withToken(services.token));

  api.get('/status', (context) => context.json(services.status()));

  api.post('/events', async (context) => {
    const result = readEvent(await readJson(context), 0, { now: engine.now, newId: () => engine.newId() });
    if ('error' in result) return context.json(failure('event-rejected', sentence(result.error)), 400);
    const [receipt] = engine.intake.receive([result.event], 'control');
    const { event, resumed, notMatched } = receipt!;
    await engine.durable();
    const runs = await receipt!.runs;
    await engine.durable();
    const ref = ({ runId, hashedId }: { runId: string; hashedId: string }) => ({ runId, hashedId });
    const answer: SendEventResponse = {
      event,
      runs,
      resumed: resumed.map(ref),
      notMatched: notMatched.map(ref),
    };
    return context.json(answer);
  });

  api.get('/runs', (context) => {
    const query = context.req.query();
    const runs = listProgress(services, {
      limit: Math.min(Math.max(Number(query.limit) || 50, 1), 1_000),
      ...(query.function ? { functionId: query.function } : {}),
      ...(query.status ? { status: query.status as RunStatus } : {}),
      ...(query.before ? { before: query.before } : {}),
    });
    return context.json({ runs });
  });

  api.use('/runs/:id/*', async (context, next) => {
    const runId = context.req.param('id');
    if (!progressOf(services, runId))
      return context.json(failure('run-not-found', `There is no run ${runId}.`), 404);
    return next();
  });

  api.get('/runs/:id', (context) => {
    const runId = context.req.param('id');
    const run = progressOf(services, runId);
    if (!run) return context.json(failure('run-not-found', `There is no run ${runId}.`), 404);
    const events = run.eventIds.map((id) => journal.event(id)).filter((event) => event !== null);
    return context.json({ run, events });
  });

  api.get('/runs/:id/journal', (context) =>
    context.json({ entries: journal.entriesOf(context.req.param('id')) }),
  );

  api.post('/runs/:id/cancel', async (context) => {
    const runId = context.req.param('id');
    if (!engine.cancel(runId, 'cancelled by a person')) return context.json(ended(runId), 409);
    await engine.durable();
    return context.json({ run: progressOf(services, runId) });
  });

  api.post('/runs/:id/rerun', async (context) => {
    const request = readRerun(await readJson(context));
    if ('problem' in request) return context.json(failure('bad-request', request.problem), 400);
    const answer = await rerunRun(services, context.req.param('id'), request);
    return 'refusal' in answer
      ? context.json(failure(answer.refusal.code, answer.refusal.message), 409)
      : context.json({ run: progressOf(services, answer.runId) });
  });

  api.post('/runs/:id/retry', async (context) => {
    const runId = context.req.param('id');
    if (!engine.state.runs.has(runId)) return context.json(ended(runId), 409);
    if (!engine.retryNow(runId)) {
      return context.json(failure('nothing-to-skip', `Run ${runId} does not wait for another attempt.`), 409);
    }
    await engine.durable();
    return context.json({ run: progressOf(services, runId) });
  });

  api.post('/runs/:id/steps/:step/skip', async (context) => {
    const { id: runId, step: hashedId } = context.req.param();
    const run = progressOf(services, runId)!;
    if (endedStatuses.has(run.status)) return context.json(ended(runId), 409);
    const step = run.steps.find((each) => each.step.hashedId === hashedId);
    if (!step) return context.json(failure('step-not-found', `Run ${runId} has no step ${hashedId}.`), 404);
    if (!engine.skip(runId, hashedId)) {
      const message = `"${step.step.name}" does not wait for anything now: it is ${step.status}.`;
      return context.json(failure('nothing-to-skip', message), 409);
    }
    await engine.durable();
    return context.json({ run: progressOf(services, runId) });
  });

  api.route('/', whyRoutes(services));
  api.route('/', functionRoutes(services));
  api.route('/clock', clockRoutes(services));

  api.put('/host', async (context) => {
    const request = (await readJson(context)) as Partial<HostRequest> | undefined;
    if (typeof request?.root !== 'string' || !Array.isArray(request.files)) {
      return context.json(failure('bad-request', 'PUT /steplight/host needs root and files.'), 400);
    }
    try {
      return context.json(await apps.configureHost(request as HostRequest));
    } catch (error) {
      return context.json(failure('host-failed', messageOf(error)), 500);
    }
  });

  api.post('/host/inspect', async (context) => {
    const { port } = ((await readJson(context)) ?? {}) as { port?: unknown };
    const isPort = Number.isInteger(port) && Number(port) >= 0 && Number(port) <= 65_535;
    if (port !== null && !isPort)
      return context.json(failure('bad-request', 'POST /steplight/host/inspect needs a port.'), 400);
    return context.json(await apps.inspectHost(port === null ? null : Number(port)));
  });

  api.get('/apps', (context) => context.json({ apps: apps.apps() }));

  api.post('/apps', async (context) => {
    const { url } = ((await readJson(context)) ?? {}) as { url?: unknown };
    if (typeof url !== 'string')
      return context.json(failure('bad-request', 'POST /steplight/apps needs a url.'), 400);
    try {
      await apps.addApp(url);
    } catch (error) {
      return context.json(failure('app-not-found', messageOf(error)), 400);
    }
    return context.json({ apps: apps.apps() });
  });

  api.get('/stream', (context) => {
    const after = Number(context.req.header('last-event-id') ?? context.req.query('after') ?? 0);
    const stream = openStream(services, Number.isFinite(after) ? after : 0, context.req.raw.signal);
    return context.body(stream, 200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  });

  api.get('/realtime', (context) => {
    const stream = realtimeStream(services, context.req.query('channel'), context.req.raw.signal);
    return context.body(stream, 200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  });

  api.route('/prune', pruneRoutes(services));

  api.post('/stop', (context) => {
    setImmediate(() => services.stop());
    return context.json({ stopping: true });
  });

  return api;
}

function ended(runId: string) {
  return failure('run-ended', `Run ${runId} has ended.`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function sentence(text: string): string {
  return `${text[0]?.toUpperCase()}${text.slice(1)}.`;
}
