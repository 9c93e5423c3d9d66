/** What apps and API clients attach to runs and steps, and where it is found again. */
import { afterEach, expect, test } from 'vitest';
import type { Metadata } from '../../../../runtime/src/contract/metadata.ts';
import { serveRawApp } from '../../../support/runtime/raw-app.ts';
import { runRuntime } from '../../../support/runtime/runtime-harness.ts';
import { ran } from '../../../support/runtime/scripted-engine.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

/** sha1 of `charge`, as SDK 3 and 4 name the step. */
const charge = '5ea9c348e59fe73a4b15cb287e33e4546dcef782';

async function ranOnce(during: (origin: string, runId: string) => Promise<unknown> = async () => {}) {
  const harness = await runRuntime();
  cleanups.push(() => harness.stop());
  const { origin } = harness.runtime;
  const op = {
    ...ran(charge, 20),
    userland: { id: 'charge' },
    metadata: [{ kind: 'userland.note', op: 'set', values: { a: 1 } }],
  };
  const app = await serveRawApp(origin, [{ id: 'raw-f', event: 'go' }], async ({ steps, ctx }) => {
    if (charge in steps) return { status: 200, body: 'done' };
    await during(origin, ctx.run_id);
    return { status: 206, body: [op] };
  });
  cleanups.push(() => app.stop());
  await harness.client.sendEvent({ name: 'go' });
  const { runId } = await harness.runThatIs('completed');
  const post = async (path: string, body: unknown) => {
    const response = await fetch(`${origin}${path.replace(':run', runId)}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  };
  const run = async () => (await harness.client.getRun(runId)).run;
  return { post, run };
}

const told = (metadata: Metadata[] = []) =>
  metadata.map(({ scope, kind, values }) => `${scope} ${kind} ${JSON.stringify(values)}`);
const note = (values: Record<string, unknown>) => [{ kind: 'userland.note', op: 'merge', values }];

test('a step reports its own, and gets more by its ID after the run has ended', async () => {
  const { post, run } = await ranOnce();
  expect(
    await post('/v1/runs/:run/metadata', { target: { step_id: 'charge' }, metadata: note({ b: 2 }) }),
  ).toEqual({
    status: 200,
    text: '',
  });
  expect(told((await run()).steps[0]!.metadata)).toEqual(['step userland.note {"a":1,"b":2}']);
});

test('a run has some of its own', async () => {
  const { post, run } = await ranOnce();
  await post('/v1/runs/:run/metadata', { target: {}, metadata: note({ b: 2 }) });
  expect(told((await run()).metadata)).toEqual(['run userland.note {"b":2}']);
});

test('scores belong to a run or a step, with the experiment that they judge', async () => {
  const { post, run } = await ranOnce();
  const { status, text } = await post('/v2/runs/:run/scores', {
    scores: [
      { name: 'good', value: true, experiment: { id: 'checkout', variant: 'b' } },
      { name: 'price', value: 0.5, stepId: 'charge' },
    ],
  });
  expect([status, JSON.parse(text).data]).toMatchObject([
    200,
    [{ name: 'good', value: true }, { stepId: 'charge' }],
  ]);
  expect(told((await run()).metadata)).toEqual([
    'run inngest.experiment {"name":"checkout","variant":"b"}',
    'run inngest.score {"good":{"value":true}}',
  ]);
  expect(told((await run()).steps[0]!.metadata)).toContain('step inngest.score {"price":{"value":0.5}}');
});

test.each([
  [
    { target: { step_index: 1 }, metadata: note({}) },
    400,
    'target.step_id must be defined if target.step_index is defined',
  ],
  [{ target: {}, metadata: [] }, 400, 'must be a list of updates, each with kind, op and values'],
  [{ target: {}, metadata: note({ large: 'x'.repeat(65 * 1024) }) }, 413, 'exceeds maximum size of 64KB'],
])('what is wrong is refused', async (body, status, message) => {
  const { post, run } = await ranOnce();
  const answer = await post('/v1/runs/:run/metadata', body);
  expect(answer.status).toBe(status);
  expect(answer.text).toContain(message);
  expect((await run()).metadata).toBe(undefined);
});

test('a run has at most 1 MiB of it', async () => {
  const { post } = await ranOnce();
  const statuses = [];
  for (let index = 0; index < 18; index++) {
    const metadata = [{ kind: `userland.k${index}`, op: 'set', values: { large: 'x'.repeat(60 * 1024) } }];
    statuses.push((await post('/v1/runs/:run/metadata', { target: {}, metadata })).status);
  }
  expect(statuses.filter((status) => status === 200)).toHaveLength(17);
  expect(statuses.at(-1)).toBe(413);
});

test('the run does not exist', async () => {
  const { post } = await ranOnce();
  const unknown = '01HZZZZZZZZZZZZZZZZZZZZZZZ';
  expect((await post(`/v1/runs/${unknown}/metadata`, { target: {}, metadata: note({}) })).status).toBe(404);
  expect((await post(`/v2/runs/${unknown}/scores`, { scores: [{ name: 'a', value: 1 }] })).status).toBe(404);
});

test('the code of a step attaches to it before the step is reported', async () => {
  const { run } = await ranOnce((origin, runId) =>
    fetch(`${origin}/v1/runs/${runId}/metadata`, {
      method: 'POST',
      body: JSON.stringify({
        target: { step_id: 'charge' },
        metadata: [{ kind: 'userland.early', op: 'set', values: { b: 2 } }],
      }),
    }),
  );
  expect(told((await run()).steps[0]!.metadata)).toEqual([
    'step userland.early {"b":2}',
    'step userland.note {"a":1}',
  ]);
});
