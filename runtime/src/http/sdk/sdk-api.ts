/** The API that apps use: registration, signals, the state of a run (protocol 1.4, 2.9, 2.1). */
import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { parseJson } from '../../sdk-protocol/json.ts';
import { wireEvent } from '../../sdk-protocol/memo.ts';
import { wireSteps } from '../../sdk-protocol/request.ts';
import { uuidOf } from '../../sdk-protocol/uuid.ts';
import type { Services } from '../services.ts';

export function addSdkApi(app: Hono, services: Services): void {
  const { engine, apps } = services;

  app.get('/health', (context) => context.json({ status: 200, message: 'OK' }));

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

  app.get('/v0/runs/:run/batch', (context) => {
    const run = engine.state.runs.get(context.req.param('run'));
    return run ? context.json(run.events.map(wireEvent)) : context.json({ error: 'run not found' }, 404);
  });

  app.get('/v0/runs/:run/actions', (context) => {
    const run = engine.state.runs.get(context.req.param('run'));
    return run ? context.json(wireSteps(run)) : context.json({ error: 'run not found' }, 404);
  });
}

/** Undefined when the body is not valid JSON. */
export async function readJson(context: Context): Promise<unknown> {
  try {
    return parseJson(await context.req.text());
  } catch {
    return undefined;
  }
}
