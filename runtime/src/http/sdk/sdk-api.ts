/** The API that apps use: registration, signals, the state of a run (protocol 1.4, 2.9, 2.1). */
import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import type { RunState } from '../../engine/state/run-state.ts';
import { parseJson } from '../../sdk-protocol/json.ts';
import { wireEvent } from '../../sdk-protocol/memo.ts';
import { wireSteps } from '../../sdk-protocol/request.ts';
import { uuidOf } from '../../sdk-protocol/uuid.ts';
import type { Services } from '../services.ts';
import { isUlid } from '../views/wire-id.ts';

export function addSdkApi(app: Hono, services: Services): void {
  const { engine, apps } = services;

  app.get('/health', (context) => context.json({ status: 200, message: 'OK' }));
  app.get('/ready', (context) => context.body(null, 200));

  app.post('/fn/register', async (context) => {
    const expected = context.req.header('x-inngest-expected-server-kind');
    if (expected !== undefined && expected !== 'dev') {
      return context.json({ error: `This is a dev server, but the app expected ${expected}.` }, 400);
    }
    const body = await readJson(context);
    const result = apps.acceptRegistration(body);
    if (!result.ok) return context.json({ error: result.error }, 400);
    const { appName } = body as { appName?: unknown };
    return context.json({
      ok: true,
      modified: result.modified,
      sync_id: randomUUID(),
      app_id: uuidOf(String(appName ?? '')),
    });
  });

  app.post('/v1/signals', async (context) => {
    const { signal, data } = ((await readJson(context)) ?? {}) as { signal?: unknown; data?: unknown };
    if (typeof signal !== 'string' || signal === '') {
      return context.json({ error: '"signal" must be the name of a signal.', status: 400 }, 400);
    }
    const runId = engine.signal(signal, data ?? null);
    if (runId === null) return context.json({ error: 'No signal found', data: null, status: 404 }, 404);
    await engine.durable();
    return context.json({ data: { run_id: runId } });
  });

  app.get('/v0/runs/:run/batch', (context) =>
    answerState(context, services, (run) => run.events.map(wireEvent)),
  );

  app.get('/v0/runs/:run/actions', (context) => answerState(context, services, wireSteps));
}

/** What a run that has not ended was sent, for SDKs that fetch it. */
function answerState(context: Context, { engine }: Services, view: (run: RunState) => unknown) {
  const runId = context.req.param('run') ?? '';
  const refuse = (status: 400 | 410, error: string) => context.json({ error, data: null, status }, status);
  if (!isUlid(runId)) return refuse(400, 'The run ID specified is invalid');
  const run = engine.state.runs.get(runId);
  return run
    ? context.json(view(run))
    : refuse(410, `runtime state is no longer available for runID: ${runId}`);
}

/** Undefined when the body is not valid JSON. */
export async function readJson(context: Context): Promise<unknown> {
  try {
    return parseJson(await context.req.text());
  } catch {
    return undefined;
  }
}
