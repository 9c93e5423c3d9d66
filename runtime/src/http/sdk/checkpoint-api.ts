/** Checkpoints: apps report steps while they continue, from functions (`async`) and durable endpoints (protocol 2.9). */
import type { Context, Hono } from 'hono';
import type { JournalEntry } from '../../contract/journal.ts';
import { isToken } from '../../engine/endpoints.ts';
import { readEndpointAnswer, readEndpointStart } from '../../sdk-protocol/endpoint.ts';
import { maxOutputBytes } from '../../sdk-protocol/limits.ts';
import { type Op, readOps } from '../../sdk-protocol/ops.ts';
import { uuidOf } from '../../sdk-protocol/uuid.ts';
import { sizeText } from '../../text/size.ts';
import { givenToken } from '../given-token.ts';
import type { Services } from '../services.ts';
import { progressOf } from '../views/run-progress.ts';
import { readJson } from './sdk-api.ts';

/** How long one request waits for a run's output. */
const maxOutputWaitMs = 5 * 60_000;
/** As long as a client of an endpoint may follow it. */
const realtimeTokenLifetimeMs = 16 * 60_000;

export function addCheckpointApi(app: Hono, services: Services): void {
  const { engine } = services;

  app.post('/v1/checkpoint/:run/async', async (context) => {
    const body = await readJson(context);
    const { qi_id: requestId, steps } = (body ?? {}) as { qi_id?: unknown; steps?: unknown };
    const ops = readOps(steps ?? []);
    if (typeof requestId !== 'string' || !ops)
      return refuse(context, 400, 'The checkpoint must have qi_id and steps.');
    const large = tooLarge(ops);
    if (large) return refuse(context, 413, large);
    if (!engine.checkpoint(context.req.param('run'), requestId, ops))
      return refuse(context, 409, 'This request is no longer current for the run.');
    await engine.durable();
    return context.json({ data: {} });
  });

  for (const root of ['/v1/checkpoint', '/v1/http/runs']) {
    app.post(root, (context) => beginRun(context, services));
    app.post(`${root}/:run/steps`, (context) => reportSteps(context, services));
    app.get(`${root}/:run/output`, (context) => awaitOutput(context, services));
  }
}

async function beginRun(context: Context, services: Services): Promise<Response> {
  const { engine } = services;
  const start = readEndpointStart(await readJson(context));
  if (typeof start === 'string') return refuse(context, 400, `${start}.`);
  const large = tooLarge(start.ops);
  if (large) return refuse(context, 413, large);
  engine.flush();
  const first = services.journal.entriesOf(start.runId)[0];
  const known = endpointOf(first)?.token;
  if (first && !known) return refuse(context, 409, 'Run already exists');
  // The app did not get the response to the same request.
  if (known) engine.endpoints.report(start.runId, start.ops, start.version);
  const token = known ?? engine.endpoints.begin(start);
  await engine.durable();
  return context.json({
    data: {
      fn_id: uuidOf(start.functionId),
      app_id: uuidOf(start.origin),
      run_id: start.runId,
      token,
      realtime_token: services.realtime.tokens.issue(
        [{ channel: start.runId, name: '$stream' }],
        realtimeTokenLifetimeMs,
      ),
    },
    metadata: { fetched_at: new Date(engine.now).toISOString(), cached_until: null },
  });
}

async function reportSteps(context: Context, { engine }: Services): Promise<Response> {
  const { steps } = ((await readJson(context)) ?? {}) as { steps?: unknown };
  const ops = readOps(steps ?? []);
  if (!ops) return refuse(context, 400, 'steps must be a list of operations.');
  const large = tooLarge(ops);
  if (large) return refuse(context, 413, large);
  if (!engine.endpoints.report(context.req.param('run') ?? '', ops))
    return refuse(context, 404, 'The app is not executing this run.');
  await engine.durable();
  return context.json({ data: {} });
}

/** Responds as the endpoint does, once the run has ended. */
async function awaitOutput(context: Context, services: Services): Promise<Response> {
  const runId = context.req.param('run') ?? '';
  services.engine.flush();
  const token = endpointOf(services.journal.entriesOf(runId)[0])?.token;
  const given = givenToken(context.req.header('authorization'), context.req.query('token'));
  if (token === undefined || !isToken(given, token))
    return refuse(context, 401, 'Unable to find run with auth token');
  if (!(await hasEnded(services, runId, context.req.raw.signal)))
    return context.json({ status: 'running', message: 'run did not end within 5 minutes' });
  const run = progressOf(services, runId);
  const answer = readEndpointAnswer(run?.output);
  if (answer) return new Response(answer.body, { status: answer.status, headers: answer.headers });
  return run?.status === 'completed'
    ? context.json(run.output ?? null)
    : context.json({ error: run?.error ?? { name: 'Cancelled', message: 'The run was cancelled.' } }, 500);
}

/** Resolves to false after five minutes, or when the client has disconnected. */
function hasEnded({ engine }: Services, runId: string, gone: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (ended: boolean) => {
      stop();
      clearTimeout(timer);
      gone.removeEventListener('abort', leave);
      resolve(ended);
    };
    const leave = () => finish(false);
    const stop = engine.onEntries((entries) => {
      if (entries.some((entry) => 'runId' in entry && entry.runId === runId) && !engine.state.runs.has(runId))
        finish(true);
    });
    const timer = setTimeout(leave, maxOutputWaitMs);
    gone.addEventListener('abort', leave);
    if (!engine.state.runs.has(runId)) finish(true);
  });
}

function endpointOf(entry: JournalEntry | undefined) {
  return entry?.kind === 'run-queued' ? entry.endpoint : undefined;
}

/** Null when every output is within the limit. */
function tooLarge(ops: readonly Op[]): string | null {
  const large = ops.find(
    ({ op, data }) =>
      (op === 'StepRun' || op === 'Step') && Buffer.byteLength(JSON.stringify(data)) > maxOutputBytes,
  );
  return large
    ? `The output of step "${large.displayName ?? large.name}" exceeds ${sizeText(maxOutputBytes)}.`
    : null;
}

function refuse(context: Context, status: 400 | 401 | 404 | 409 | 413, error: string): Response {
  return context.json({ error, status }, status);
}
