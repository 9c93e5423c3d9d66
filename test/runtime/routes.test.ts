/**
 * Every route of the runtime as a process, with well-formed requests of any content: each gets a response that is not an
 * internal error, and the process is alive afterwards.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import fc, { runs } from '../support/property.ts';
import { type RuntimeProcess, startRuntimeProcess } from '../support/runtime/runtime-process.ts';

const routes = `
  GET /dev
  GET /health
  PUT /fn/register
  POST /fn/register
  DELETE /fn/remove
  POST /e/:id
  POST /invoke/:id
  POST /v1/signals
  GET /v0/runs/:id/batch
  GET /v0/runs/:id/actions
  POST /v1/runs/:id/metadata
  POST /v1/checkpoint
  POST /v1/checkpoint/:id/async
  POST /v1/checkpoint/:id/steps
  POST /v1/checkpoint/:id/response
  POST /v0/connect/start
  POST /v0/connect/flush
  POST /v1/realtime/token
  POST /v1/realtime/publish
  POST /v1/realtime/publish/tee
  GET /v1/realtime/sse
  GET /v1/events
  GET /v1/events/:id
  GET /v1/events/:id/runs
  GET /v1/runs/:id
  GET /v1/runs/:id/jobs
  DELETE /v1/runs/:id
  GET /v1/apps/:id/functions
  POST /v1/cancellations
  DELETE /v1/cancellations/:id
  POST /v0/gql
  GET /v0/gql
  GET /v2/runs
  GET /v2/runs/:id
  GET /v2/runs/:id/trace
  POST /v2/runs/:id/rerun
  POST /v2/runs/:id/cancel
  GET /v2/apps/:id/functions/:id/runs
  POST /v2/apps/:id/functions/:id/invoke
  POST /v2/events
  GET /v2/events/:id/runs
  GET /steplight/status
  GET /steplight/runs
  GET /steplight/runs/:id
  GET /steplight/runs/:id/journal
  POST /steplight/runs/:id/cancel
  POST /steplight/runs/:id/rerun
  POST /steplight/runs/:id/retry
  POST /steplight/runs/:id/steps/:id/skip
  GET /steplight/runs/:id/why
  GET /steplight/events/:id/why
  POST /steplight/functions/:id/invoke
  POST /steplight/cancellations
  POST /steplight/prune
  POST /steplight/events
  POST /steplight/apps
`
  .trim()
  .split('\n')
  .map((line) => line.trim().split(' ') as [method: string, path: string]);

let runtime: RuntimeProcess;
beforeAll(async () => {
  runtime = await startRuntimeProcess(['--in-memory', '--port', '0', '--connect-gateway-port', '0']);
}, 60_000);
afterAll(() => runtime?.kill());

const odd = fc.constantFrom(
  '',
  ' ',
  '..',
  '%',
  '%00',
  '%2F',
  '\u0000',
  '__proto__',
  'constructor',
  '😀',
  '-1',
);
const id = fc.oneof(odd, fc.constantFrom('shop-pay', '01JD8XJ3A4R7Z9S2K6M0P5T1QW'), fc.string());
const text = fc.oneof(
  odd,
  fc.constantFrom('shop/paid', '1h', 'now', '*', 'event.data.id == async.data.id', '@'),
);
const key = fc.constantFrom(
  ...[
    'name',
    'data',
    'id',
    'ts',
    'user',
    'v',
    'url',
    'appName',
    'framework',
    'functions',
    'steps',
    'triggers',
  ],
  ...[
    'event',
    'cron',
    'if',
    'op',
    'opts',
    'error',
    'run_id',
    'fn_id',
    'input',
    'query',
    'variables',
    'step_id',
  ],
  ...[
    'channel',
    'topic',
    'topics',
    'signal',
    'started_after',
    'started_before',
    'app_id',
    'function_id',
    'limit',
  ],
  ...[
    'expression',
    'concurrency',
    'debounce',
    'period',
    'batchEvents',
    'runtime',
    'from',
    'runId',
    'idempotencyKey',
  ],
  ...['__proto__', 'toString', ''],
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom<unknown>(null, true, 0, -1, 1e308, 2 ** 53, [], {}),
    text,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 6 }).map((pairs) => Object.fromEntries(pairs)),
  ),
}));
const body = fc.oneof(
  { weight: 6, arbitrary: value.map((content) => JSON.stringify(content) ?? '') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
);
const request = fc.record({
  route: fc.constantFrom(...routes),
  ids: fc.tuple(id, id),
  search: fc.array(fc.tuple(key, text), { maxLength: 4 }),
  body,
  type: fc.constantFrom('application/json', 'text/plain', 'application/protobuf', 'text/stream', 'x'),
  isChunked: fc.boolean(),
});

test('whatever the content of a request, it is answered, and never by an internal error', async () => {
  await fc.assert(
    fc.asyncProperty(request, async ({ route: [method, path], ids, search, body, type, isChunked }) => {
      const left = [...ids];
      const filled = path.replaceAll(':id', () => encodeURIComponent(left.shift() ?? 'x'));
      const url = `${runtime.runtime.origin}${filled}?${new URLSearchParams(search)}`;
      const hasBody = method !== 'GET';
      const response = await fetch(url, {
        method,
        headers: { authorization: `Bearer ${runtime.token}`, 'content-type': type },
        ...(hasBody ? { body: isChunked ? new Blob([body]).stream() : body, duplex: 'half' } : {}),
        signal: AbortSignal.timeout(10_000),
      });
      await response.body?.cancel();
      expect(`${method} ${path} ${response.status}`).not.toMatch(/ 50[0234]$/);
      expect(runtime.child.exitCode).toBeNull();
    }),
    { numRuns: runs(400) },
  );
  // Apps at made-up addresses cannot be reached, and that is said.
  expect(runtime.log.filter((line) => !/^warn: The app at .* cannot be reached/.test(line))).toEqual([]);
  expect((await runtime.client.status()).pid).toBe(runtime.child.pid);
}, 600_000);
