/** How the engine makes requests for functions: once, with attempts, and anew after a crash only when nothing came back. */
import { expect, test } from 'vitest';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { MemoryJournal } from '../../../runtime/src/journal/memory-journal.ts';
import type { FetchRequest } from '../../../runtime/src/sdk-protocol/fetch-op.ts';
import type { Fetcher, FetchOutcome } from '../../../runtime/src/transport/fetcher.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import type { RawAnswer, RawRequest } from '../../support/runtime/raw-app.ts';
import { ops, ran, result, scriptedEngine } from '../../support/runtime/scripted-engine.ts';

const fetches = (id: string, opts: Record<string, unknown> = {}) => ({
  op: 'Gateway',
  id,
  displayName: 'step.fetch: crm.test',
  userland: { id },
  opts: {
    url: 'https://crm.test/lists?token=secret',
    method: 'POST',
    headers: { authorization: 'secret' },
    body: '{}',
    ...opts,
  },
});
const infers = (id: string, opts: Record<string, unknown> = {}) => ({
  ...fetches(id),
  op: 'AIGateway',
  opts: {
    type: 'step.ai.infer',
    url: 'https://ai.test/v1/chat',
    auth_key: 'secret',
    format: 'openai-chat',
    body: { n: 1 },
    ...opts,
  },
});

const answered = (status: number, body = '{}', headers = {}): FetchOutcome => ({
  kind: 'answered',
  status,
  headers,
  body,
});
const refused: FetchOutcome = {
  kind: 'failed',
  message: 'connect ECONNREFUSED',
  code: 'ECONNREFUSED',
  retriable: true,
};

class ScriptedGateway implements Fetcher {
  readonly made: FetchRequest[] = [];
  readonly signals: AbortSignal[] = [];
  readonly #answers: (FetchOutcome | Promise<FetchOutcome>)[];
  constructor(...answers: (FetchOutcome | Promise<FetchOutcome>)[]) {
    this.#answers = answers;
  }
  async fetch(request: FetchRequest, signal: AbortSignal): Promise<FetchOutcome> {
    this.made.push(request);
    this.signals.push(signal);
    return this.#answers.shift() ?? new Promise<never>(() => {});
  }
}

/** A function that awaits the step of that op, and returns what it got of it. */
const awaiting =
  (op: { id: string }) =>
  ({ steps }: RawRequest): RawAnswer =>
    op.id in steps ? result(steps[op.id]) : ops(op);

const stepsOf = ({ steps }: RunProgress) =>
  steps.map(({ step, status, attempt }) => `${step.op} ${status} ${attempt}`);

test('returns the response to the step and calls the function again', async () => {
  const gateway = new ScriptedGateway(
    answered(404, 'no such list', { 'content-type': 'text/plain', 'x-request-id': '7' }),
  );
  const { runs, send, requests } = scriptedEngine({ gateway, script: awaiting(fetches('list')) });
  await send('list.uploaded');
  expect(gateway.made).toEqual([
    {
      by: 'fetch',
      method: 'POST',
      url: 'https://crm.test/lists?token=secret',
      headers: { authorization: 'secret' },
      body: '{}',
    },
  ]);
  expect(requests).toHaveLength(2);
  expect(runs()[0]).toMatchObject({
    status: 'completed',
    output: {
      data: {
        url: 'https://crm.test/lists?token=secret',
        status_code: 404,
        headers: { 'Content-Type': 'text/plain', 'X-Request-Id': '7' },
        body: 'no such list',
      },
    },
    steps: [{ fetch: { by: 'fetch', method: 'POST', url: 'https://crm.test/lists' } }],
  });
});

test('keeps neither headers nor query nor body of a request', async () => {
  const { journal, send } = scriptedEngine({
    gateway: new ScriptedGateway(),
    script: awaiting(infers('ask')),
  });
  await send('list.uploaded');
  const kept = JSON.stringify(journal.read(0, 100));
  expect(kept).toContain('https://ai.test/v1/chat');
  expect(kept).not.toContain('secret');
});

test("retries requests without a response, using the step's own attempts", async () => {
  const gateway = new ScriptedGateway(refused, refused, answered(200, 'ok'));
  const { runs, send, clock, settle, requests } = scriptedEngine({
    gateway,
    script: awaiting(fetches('list')),
  });
  await send('list.uploaded');
  expect(stepsOf(runs()[0]!)).toEqual(['Gateway retrying 0']);
  clock.advance(4_000);
  await settle();
  expect(stepsOf(runs()[0]!)).toEqual(['Gateway retrying 1']);
  clock.advance(8_000);
  await settle();
  expect(stepsOf(runs()[0]!)).toEqual(['Gateway completed 2']);
  expect(requests).toHaveLength(2);
});

test('throws the error of the last attempt into the function', async () => {
  const gateway = new ScriptedGateway(refused, refused);
  const { runs, send, clock, settle } = scriptedEngine({
    gateway,
    functions: [{ maxAttempts: 2 }],
    script: awaiting(fetches('list')),
  });
  await send('list.uploaded');
  clock.advance(4_000);
  await settle();
  expect(runs()[0]).toMatchObject({
    status: 'completed',
    output: {
      error: {
        name: 'GatewayError',
        message: 'Error making gateway request: connect ECONNREFUSED',
        cause: { code: 'ECONNREFUSED' },
      },
    },
    steps: [{ status: 'failed', attempt: 1 }],
  });
});

test('reports an invalid URL at once', async () => {
  const gateway = new ScriptedGateway();
  const { runs, send } = scriptedEngine({ gateway, script: awaiting(fetches('list', { url: 'crm/lists' })) });
  await send('list.uploaded');
  expect(runs()[0]!.steps[0]!.error?.message).toBe(
    'Error making gateway request: "crm/lists" is not a valid URL.',
  );
  expect(gateway.made).toEqual([]);
});

test.each([
  ['openai-chat', 'https://ai.test/v1/chat', { authorization: 'Bearer secret' }],
  ['anthropic', 'https://ai.test/v1/chat', { 'x-api-key': 'secret' }],
  ['bedrock', 'https://ai.test/v1/chat', { authorization: 'secret' }],
  ['gemini', 'https://ai.test/v1/chat?key=secret', {}],
])('passes the API key of a model of format %s where the model expects it', async (format, url, headers) => {
  const gateway = new ScriptedGateway(answered(200, '{"id":"answer"}'));
  const { runs, send } = scriptedEngine({ gateway, script: awaiting(infers('ask', { format })) });
  await send('list.uploaded');
  expect(gateway.made).toEqual([
    {
      by: 'ai',
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json', ...headers },
      body: '{"n":1}',
    },
  ]);
  expect(runs()[0]!.output).toEqual({ data: { id: 'answer' } });
});

test.each([
  ['OpenAI', { model: 'gpt-4o-2099-01-01', usage: { prompt_tokens: 1000, completion_tokens: 200 } }, 0.0045],
  ['Anthropic', { model: 'claude-opus-4-5', usage: { input_tokens: 1000, output_tokens: 200 } }, 0.01],
  [
    'Gemini',
    { modelVersion: 'unheard-of', usageMetadata: { promptTokenCount: 1000, candidatesTokenCount: 200 } },
    undefined,
  ],
])('records the usage of a model of %s, and its approximate cost', async (_, answer, cost) => {
  const gateway = new ScriptedGateway(answered(200, JSON.stringify(answer)));
  const { runs, send } = scriptedEngine({ gateway, script: awaiting(infers('ask')) });
  await send('list.uploaded');
  expect(runs()[0]!.steps[0]!.metadata).toMatchObject([
    { scope: 'step', kind: 'inngest.ai', values: { input_tokens: 1000, output_tokens: 200, latency_ms: 0 } },
  ]);
  expect(runs()[0]!.steps[0]!.metadata?.[0]?.values.estimated_cost).toBe(cost);
});

test('retries a model request when the response asks for it', async () => {
  const gateway = new ScriptedGateway(
    answered(429, '{"error":"slow down"}', { 'retry-after': '30' }),
    answered(200, '{}'),
  );
  const { runs, send, clock, settle } = scriptedEngine({ gateway, script: awaiting(infers('ask')) });
  await send('list.uploaded');
  expect(runs()[0]!.steps[0]).toMatchObject({
    status: 'retrying',
    retryAt: clock.now() + 30_000,
    failures: [
      {
        error: {
          name: 'AIGatewayError',
          message: 'Error making AI request: unsuccessful status code: 429',
          cause: { error: 'slow down' },
        },
      },
    ],
  });
  clock.advance(30_000);
  await settle();
  expect(runs()[0]!.status).toBe('completed');
});

test('aborts the request when the run is cancelled', async () => {
  const gateway = new ScriptedGateway();
  const { engine, runs, send, settle } = scriptedEngine({ gateway, script: awaiting(fetches('list')) });
  await send('list.uploaded');
  expect(gateway.signals[0]!.aborted).toBe(false);
  engine.cancel(runs()[0]!.runId, 'no longer wanted');
  await settle();
  expect(gateway.signals[0]!.aborted).toBe(true);
  expect(stepsOf(runs()[0]!)).toEqual(['Gateway cancelled 0']);
});

test('makes requests of parallel steps in parallel', async () => {
  let first: (outcome: FetchOutcome) => void = () => {};
  const gateway = new ScriptedGateway(new Promise((resolve) => (first = resolve)), answered(200, 'b'));
  const { runs, send, settle } = scriptedEngine({
    gateway,
    script: ({ steps }) =>
      Object.keys(steps).length === 2 ? result('both') : ops(fetches('a'), fetches('b')),
  });
  await send('list.uploaded');
  expect(stepsOf(runs()[0]!)).toEqual(['Gateway running 0', 'Gateway completed 0']);
  first(answered(200, 'a'));
  await settle();
  expect(runs()[0]!.output).toBe('both');
});

/** What an engine that goes on with a journal does after the process before it was killed. */
async function afterCrash(
  script: (request: RawRequest) => RawAnswer,
  before: ScriptedGateway,
  after: ScriptedGateway,
) {
  const clock = new FakeClock();
  const journal = new MemoryJournal();
  const killed = scriptedEngine({ gateway: before, script, journal, clock });
  await killed.send('list.uploaded');
  const next = scriptedEngine({ gateway: after, script, journal, clock });
  await next.settle();
  return next;
}

test('asks the function for the request again after a crash, and makes it', async () => {
  const after = new ScriptedGateway(answered(200, 'ok'));
  const { runs, requests } = await afterCrash(awaiting(fetches('list')), new ScriptedGateway(), after);
  expect(after.made.map(({ headers }) => headers)).toEqual([{ authorization: 'secret' }]);
  expect(runs()[0]!.status).toBe('completed');
  expect(requests.map(({ target }) => target)).toEqual([null, null]);
});

test('never repeats a request whose response was recorded', async () => {
  const after = new ScriptedGateway();
  const waits = { op: 'WaitForEvent', id: 'wait', name: 'never', opts: { timeout: '1h' } };
  const script = ({ steps }: RawRequest) => ('list' in steps ? ops(waits) : ops(fetches('list')));
  const { runs, clock, settle } = await afterCrash(script, new ScriptedGateway(answered(200)), after);
  clock.advance(3_600_000);
  await settle();
  expect(after.made).toEqual([]);
  expect(stepsOf(runs()[0]!)).toEqual(['Gateway completed 0', 'WaitForEvent timed-out 0']);
});

test('keeps the attempts of a request across a crash', async () => {
  const after = new ScriptedGateway(answered(200, 'ok'));
  const { runs, clock, settle } = await afterCrash(
    awaiting(fetches('list')),
    new ScriptedGateway(refused),
    after,
  );
  expect(after.made).toEqual([]);
  clock.advance(4_000);
  await settle();
  expect(stepsOf(runs()[0]!)).toEqual(['Gateway completed 1']);
});

test('fails a request that the code no longer makes after a crash', async () => {
  let calls = 0;
  const script = ({ steps }: RawRequest) => {
    if (calls++ === 0) return ops(fetches('list'));
    return 'list' in steps ? result('caught') : ops(ran('instead'));
  };
  const { runs } = await afterCrash(script, new ScriptedGateway(), new ScriptedGateway());
  expect(runs()[0]).toMatchObject({ status: 'completed', output: 'caught' });
  expect(stepsOf(runs()[0]!)).toEqual(['Gateway failed 0', 'StepRun completed 0']);
});
