/** What an author of `step.fetch` and `step.ai.infer` may rely on, with a real SDK and a real server behind it. */
import { afterEach, expect, test } from 'vitest';
import { type RuntimeHarness, runRuntime } from '../runtime/runtime-harness.ts';
import {
  serveUpstream,
  type Upstream,
  type UpstreamAnswer,
  type UpstreamRequest,
} from '../runtime/upstream.ts';
import { type Handler, type Major, serveFunctions } from './sdk.ts';

interface FetchSteps {
  fetch(url: string, init?: RequestInit): Promise<Response>;
  ai: {
    infer(id: string, options: { model: unknown; body: unknown }): Promise<unknown>;
    wrap<I extends unknown[], O>(id: string, code: (...input: I) => O, ...input: I): Promise<O>;
  };
}

const cleanups: (() => Promise<void>)[] = [];
async function cleanUp(): Promise<void> {
  for (const clean of cleanups.splice(0).reverse()) await clean();
}

/** A started function that asks an upstream with these answers. */
async function started(
  major: Major,
  answer: (request: UpstreamRequest) => UpstreamAnswer | Promise<UpstreamAnswer>,
  ask: (step: FetchSteps, origin: string) => unknown,
  retries = 1,
): Promise<RuntimeHarness & { upstream: Upstream }> {
  const upstream = await serveUpstream(answer);
  cleanups.push(() => upstream.stop());
  const harness = await runRuntime();
  cleanups.push(() => harness.stop());
  const handler: Handler = ({ step }) => ask(step as unknown as FetchSteps, upstream.origin);
  const app = await serveFunctions(major, harness, [
    { id: 'import', event: 'list.uploaded', retries, handler },
  ]);
  cleanups.push(() => app.stop());
  await harness.client.sendEvent({ name: 'list.uploaded' });
  return { ...harness, upstream };
}

const model = (origin: string) => ({
  url: `${origin}/v1/chat`,
  headers: {},
  authKey: 'secret',
  format: 'openai-chat',
  options: { model: 'test' },
});

/** The error as the code caught it. */
const caught = (asked: Promise<unknown>) =>
  asked.then(
    () => 'nothing was thrown',
    ({ name, message, cause }: Error) => ({
      name,
      message,
      cause: cause instanceof Error ? cause.message : cause,
    }),
  );

export function specifyFetches(major: Major): void {
  afterEach(cleanUp);

  test('step.fetch answers as fetch does', async () => {
    const { runThatIs, upstream } = await started(
      major,
      () => ({ status: 404, headers: { 'x-kind': 'list' }, body: 'no such list' }),
      async (step, origin) => {
        const response = await step.fetch(`${origin}/lists?n=1`, {
          method: 'POST',
          headers: { authorization: 'Bearer secret' },
          body: 'name=x',
        });
        return [response.status, response.headers.get('x-kind'), await response.text()];
      },
    );
    const run = await runThatIs('completed');
    expect(run.output).toEqual([404, 'list', 'no such list']);
    expect(upstream.requests).toMatchObject([
      { method: 'POST', path: '/lists?n=1', body: 'name=x', headers: { authorization: 'Bearer secret' } },
    ]);
    expect(run.steps).toMatchObject([
      { status: 'completed', fetch: { method: 'POST', url: `${upstream.origin}/lists` } },
    ]);
  });

  test('fetches in parallel are each made once', async () => {
    const { runThatIs, upstream } = await started(
      major,
      ({ path }) => ({ body: path }),
      (step, origin) =>
        Promise.all(['/a', '/b', '/c'].map(async (path) => (await step.fetch(origin + path)).text())),
    );
    expect((await runThatIs('completed')).output).toEqual(['/a', '/b', '/c']);
    expect(upstream.requests.map(({ path }) => path).sort()).toEqual(['/a', '/b', '/c']);
  });

  test('a server that is not there throws into the code, after its attempts', async () => {
    const { runThatIs } = await started(
      major,
      () => ({}),
      (step) => caught(step.fetch('http://127.0.0.1:1/lists')),
    );
    const run = await runThatIs('completed');
    expect(run.output).toMatchObject({
      message: 'Error making gateway request: connect ECONNREFUSED 127.0.0.1:1',
      cause: 'connect ECONNREFUSED 127.0.0.1:1',
    });
    expect(run.steps[0]!.failures.map(({ attempt }) => attempt)).toEqual([0, 1]);
  });

  test('step.ai.infer asks the model with its key, and answers what it says', async () => {
    const { runThatIs, upstream } = await started(
      major,
      () => ({ body: '{"choices":[{"message":{"content":"four"}}]}' }),
      (step, origin) => step.ai.infer('ask', { model: model(origin), body: { messages: [] } }),
    );
    expect((await runThatIs('completed')).output).toEqual({ choices: [{ message: { content: 'four' } }] });
    expect(upstream.requests[0]).toMatchObject({
      method: 'POST',
      headers: { authorization: 'Bearer secret' },
    });
    expect(JSON.parse(upstream.requests[0]!.body)).toMatchObject({ messages: [] });
  });

  test('a model that fails is asked again, and its last answer is the cause', async () => {
    let asked = 0;
    const { runThatIs, upstream } = await started(
      major,
      () => (++asked === 1 ? { status: 500, body: 'oops' } : { status: 429, body: '{"error":"slow down"}' }),
      (step, origin) => caught(step.ai.infer('ask', { model: model(origin), body: {} })),
    );
    expect((await runThatIs('completed')).output).toMatchObject({
      message: 'Error making AI request: unsuccessful status code: 429',
      cause: { error: 'slow down' },
    });
    expect(upstream.requests).toHaveLength(2);
  });

  test('step.ai.wrap is a step of its own code', async () => {
    const { runThatIs } = await started(
      major,
      () => ({}),
      (step) => step.ai.wrap('sum', (a: number, b: number) => a + b, 2, 3),
    );
    const run = await runThatIs('completed');
    expect(run.output).toBe(5);
    expect(run.steps[0]!.step.type).toBe('step.ai.wrap');
  });

  test('a cancelled run gives its request up', async () => {
    const { client, runThatIs, upstream } = await started(
      major,
      () => new Promise<never>(() => {}),
      (step, origin) => step.fetch(origin),
    );
    const asked = () => upstream.requests.length === 1;
    await expect.poll(asked).toBe(true);
    const run = await runThatIs('running');
    await client.cancelRun(run.runId);
    await runThatIs('cancelled');
    await expect.poll(() => upstream.abandoned).toBe(1);
  });
}
