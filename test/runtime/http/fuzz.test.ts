/** Whatever is sent to the runtime, and however an app responds: a message or a status, never a crash. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEvent, seededIds } from '../../../runtime/src/http/sdk/read-events.ts';
import { parseJson } from '../../../runtime/src/sdk-protocol/json.ts';
import { readOps } from '../../../runtime/src/sdk-protocol/ops.ts';
import { readAnswer } from '../../../runtime/src/sdk-protocol/response.ts';
import fc, { runs } from '../../support/property.ts';
import { visit } from '../../support/runtime/check-visit.ts';
import { type RawAnswer, serveRawApp } from '../../support/runtime/raw-app.ts';
import { type RuntimeHarness, runRuntime } from '../../support/runtime/runtime-harness.ts';
import { scriptedEngine } from '../../support/runtime/scripted-engine.ts';

/** JSON with the names that mean something to objects, to the protocol and to SQLite. */
const key = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'name',
    'data',
    'id',
    'op',
    'opts',
    'ts',
    '_inngest',
    '$1',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, 0, -1, 1e308, 2 ** 53, '', 'x'.repeat(600), '\ud800', '1h', '2026-01-01'),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(key, tie('tree'), { maxKeys: 5, noNullPrototype: true }),
  ),
}));
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  tree.map((value) => JSON.stringify(value)),
  tree.map((value) => JSON.stringify(value).slice(0, -1)),
);

describe('events', () => {
  const context = { now: Date.UTC(2026, 0, 1), newId: () => '01KE0000000000000000000000' };
  const event = fc.record(
    { name: fc.oneof(fc.constant('shop/paid'), tree), data: tree, id: tree, ts: tree, user: tree, v: tree },
    { requiredKeys: [] },
  );

  test('are accepted as they are sent, or rejected with a message', () => {
    fc.assert(
      fc.property(fc.oneof(event, tree), (value) => {
        const result = readEvent(value, 0, context);
        if ('error' in result) {
          expect(result.error).toMatch(/^\S.{5,}$/);
          return;
        }
        const sent = value as { name: string; data?: Record<string, unknown> | null };
        const { _inngest: _, ...data } = sent.data ?? {};
        expect(result.event.name).toBe(sent.name);
        expect(JSON.stringify(result.event.data)).toBe(JSON.stringify(data));
        expect(Number.isSafeInteger(result.event.ts)).toBe(true);
      }),
    );
  });

  test('have distinct ids from any seed, or from none', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.tuple(fc.nat(), fc.base64String()).map(String)), (seed) => {
        const ids = seededIds(seed);
        if (ids) expect(new Set([ids(0), ids(1), ids(4_999)]).size).toBe(3);
      }),
    );
  });
});

describe('responses of apps', () => {
  const headers = fc.dictionary(
    fc.constantFrom('x-inngest-sdk', 'x-inngest-req-version', 'x-inngest-no-retry', 'retry-after'),
    fc.oneof(text, fc.constantFrom('inngest-js:v4.24.0', 'true', '2', '-1', 'Infinity')),
  );
  const status = fc.constantFrom(200, 201, 204, 206, 302, 400, 401, 404, 429, 500, 503, 999);

  test('are ops, a result, or a failure that says something', () => {
    fc.assert(
      fc.property(status, headers, text, (code, head, body) => {
        const answer = readAnswer(code, { ...head }, body);
        if (answer.kind === 'failure') expect(answer.error.message).toBeTypeOf('string');
        if (answer.kind === 'ops')
          expect(answer.ops.every(({ op, id }) => `${op}${id}` !== '')).toBeDefined();
        expect(() => JSON.stringify(answer)).not.toThrow();
      }),
    );
  });

  test('any JSON is a list of ops or none', () => {
    fc.assert(
      fc.property(tree, (value) => {
        const ops = readOps(value);
        for (const op of ops ?? [])
          expect([typeof op.op, typeof op.id, typeof op.name]).toEqual(Array(3).fill('string'));
      }),
    );
  });

  const op = fc.record(
    {
      op: fc.constantFrom(
        ...['StepRun', 'StepPlanned', 'StepError', 'StepFailed', 'Sleep', 'WaitForEvent', 'InvokeFunction'],
        ...['WaitForSignal', 'Gateway', 'AIGateway', 'RunComplete', 'DeferAdd', 'StepNotFound', 'Nonsense'],
      ),
      id: fc.oneof(fc.stringMatching(/^[0-9a-f]{1,4}$/), fc.constantFrom('__proto__', '', 'step')),
      name: tree,
      displayName: tree,
      data: tree,
      error: tree,
      opts: fc.oneof(
        tree,
        fc.dictionary(
          fc.constantFrom('timeout', 'event', 'if', 'function_id', 'payload', 'signal', 'type'),
          tree,
        ),
      ),
      timing: tree,
      userland: tree,
    },
    { requiredKeys: ['op', 'id'] },
  );

  test('keep the engine working, and every run with an end or something to wait for', async () => {
    const answers = fc.array(
      fc.record({
        status: fc.constantFrom(200, 206, 206, 206, 400, 500),
        body: fc.oneof(tree, fc.array(op, { maxLength: 3 })),
      }),
      { minLength: 1, maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(answers, async (script) => {
        const answered = [...script];
        const scripted = scriptedEngine({
          script: (): RawAnswer => answered.shift() ?? { status: 200, body: 'over' },
          onFatal: (error) => {
            throw error;
          },
        });
        await scripted.send('list.uploaded', { n: 1 });
        await scripted.settle();
        const [run] = scripted.runs();
        expect(run?.status).toMatch(/^(queued|running|waiting|sleeping|completed|failed)$/);
      }),
      { numRuns: runs(150) },
    );
  });
});

describe('the HTTP APIs', () => {
  let harness: RuntimeHarness;
  beforeAll(async () => {
    harness = await runRuntime();
  });
  afterAll(() => harness.stop());

  const requests = [
    ...['POST /e/key', 'POST /fn/register', 'POST /invoke/raw-pay', 'POST /invoke/pay', 'DELETE /fn/remove'],
    ...[
      'POST /v1/signals',
      'POST /v1/checkpoint',
      'POST /v1/checkpoint/run/async',
      'POST /v1/runs/run/metadata',
    ],
    ...['POST /v1/cancellations', 'DELETE /v1/cancellations/x', 'GET /v1/cancellations', 'DELETE /v1/runs/x'],
    ...[
      'GET /v1/events',
      'GET /v1/events/x/runs',
      'GET /v1/runs/x/jobs',
      'GET /v1/apps/raw/functions',
      'GET /v1/prom/x',
    ],
    ...[
      'POST /v1/realtime/token',
      'POST /v1/realtime/publish',
      'POST /v1/realtime/publish/tee',
      'GET /v1/realtime/sse',
    ],
    ...[
      'POST /v0/connect/start',
      'POST /v0/connect/flush',
      'POST /v0/gql',
      'GET /v0/gql',
      'GET /v0/runs/x/actions',
    ],
    ...[
      'GET /v2/apps',
      'GET /v2/runs',
      'GET /v2/runs/x/trace',
      'POST /v2/cancellations',
      'POST /v2/runs/x/rerun',
    ],
    ...['POST /v2/apps/raw/functions/pay/invoke', 'GET /v2/apps/raw/functions/pay/runs', 'GET /v2/envs'],
    ...['POST /steplight/events', 'POST /steplight/clock', 'POST /steplight/apps', 'PUT /steplight/host'],
    ...[
      'POST /steplight/runs/last/rerun',
      'POST /steplight/host/inspect',
      'GET /steplight/runs',
      'GET /steplight/x',
    ],
    ...[
      'POST /steplight/functions/pay/invoke',
      'POST /steplight/cancellations',
      'GET /steplight/events/x/why',
    ],
  ];
  const query = fc.dictionary(
    fc.constantFrom(
      ...[
        'limit',
        'cursor',
        'name',
        'channel',
        'topic',
        'token',
        'query',
        'variables',
        'status',
        'before',
        'function',
      ],
      ...['channel', 'topic', 'token', 'run_id', 'metadata'],
    ),
    text,
  );
  const token = fc.boolean();

  test('never fail internally, and still respond afterwards', async () => {
    const { origin, port, token: own } = harness.runtime;
    const app = await serveRawApp(origin, [{ id: 'pay', event: 'shop/paid' }], () => ({
      status: 200,
      body: null,
    }));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...requests),
        query,
        token,
        text,
        async (request, params, known, body) => {
          const [method, path] = request.split(' ');
          const { status, text: answer } = await visit({
            port,
            request: `${method} ${path}?${new URLSearchParams(params)}`,
            headers: known ? { authorization: `Bearer ${own}` } : {},
            ...(method === 'GET' ? {} : { body }),
          });
          // 501: known to other servers, and not offered here.
          expect(status >= 500 && status !== 501 ? answer : '').toBe('');
          if (answer.startsWith('{')) parseJson(answer);
        },
      ),
      { numRuns: runs(500) },
    );
    await app.stop();
    expect((await harness.client.status()).pid).toBe(process.pid);
  });
});
