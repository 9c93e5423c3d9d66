/** Figures and texts are the official dev server's (protocol 4.6). */
import { afterEach, expect, test } from 'vitest';
import type { RunLimit } from '../../../runtime/src/engine/state/run-limits.ts';
import { type RawApp, serveRawApp } from '../../support/runtime/raw-app.ts';
import { type RuntimeHarness, runRuntime } from '../../support/runtime/runtime-harness.ts';
import {
  ops,
  planned,
  ran,
  result,
  type Script,
  scriptedEngine,
} from '../../support/runtime/scripted-engine.ts';

const mebibyte = 1024 * 1024;

async function checkEnd(
  script: Script,
  end: object,
  limits: Partial<Record<RunLimit, number>> = {},
): Promise<void> {
  const { engine, send, runs } = scriptedEngine({ script });
  for (const [limit, value] of Object.entries(limits))
    engine.state.limits.set('app-import', limit as RunLimit, value);
  await send('list.uploaded');
  for (let turn = 0; turn < 400 && runs()[0]?.endedAt === null; turn++)
    for (let inner = 0; inner < 10; inner++) await new Promise((resolve) => setImmediate(resolve));
  expect(runs()[0]).toMatchObject(end);
}

const many = (count: number) => Array.from({ length: count }, (_, index) => planned(`s${index}`));

/** Runs one step after the other, each with a result of so many bytes. */
const steps =
  (count: number, bytes = 0): Script =>
  ({ steps: ended }) => {
    const next = Object.keys(ended).length;
    return next < count ? ops(ran(`s${next}`, 'x'.repeat(Math.max(0, bytes - 2)))) : result('done');
  };

test('a response with more than 1,000 steps fails the run', () =>
  checkEnd(() => ops(...many(1_001)), {
    status: 'failed',
    steps: [],
    error: {
      name: 'InngestErrFunctionOverflowed',
      message: 'The function run exceeded the step limit of 1000 steps.',
    },
  }));

test('a run completes with 999 steps, and is not called again after 1,000', async () => {
  await checkEnd(steps(999), { status: 'completed' });
  await checkEnd(steps(1_000), { status: 'failed', error: { name: 'InngestErrFunctionOverflowed' } });
});

test('a function may have other limits', async () => {
  await checkEnd(steps(1_001), { status: 'completed' }, { steps: 2_000 });
  const message = (limit: string) => `The function run exceeded the ${limit}.`;
  await checkEnd(
    steps(9),
    { status: 'failed', error: { message: message('step limit of 5 steps') } },
    { steps: 5 },
  );
  await checkEnd(
    steps(9, 100),
    { status: 'failed', error: { message: message('state size limit of 250 bytes') } },
    { stateBytes: 250 },
  );
});

test('a result of 4 MiB is kept; a larger one fails the step, which the function may catch', async () => {
  await checkEnd(steps(1, 4 * mebibyte), { status: 'completed' });
  await checkEnd(
    ({ steps: ended }) => ('s0' in ended ? result(ended.s0) : ops(ran('s0', 'x'.repeat(4 * mebibyte)))),
    {
      status: 'completed',
      output: {
        error: { name: 'output_too_large', message: 'step output size is greater than the limit' },
      },
    },
  );
});

test('results of more than 32 MiB together fail the run', async () => {
  await checkEnd(steps(8, 4 * mebibyte), { status: 'completed' });
  await checkEnd(steps(9, 4 * mebibyte), {
    status: 'failed',
    error: {
      name: 'InngestErrStateOverflowed',
      message: 'The function run exceeded the state size limit of 33554432 bytes.',
    },
  });
});

let harness: RuntimeHarness | null = null;
let app: RawApp | null = null;
afterEach(async () => {
  await harness?.stop();
  await app?.stop();
  harness = null;
  app = null;
});

test('a response of more than 8 MiB is a failed attempt', async () => {
  harness = await runRuntime();
  app = await serveRawApp(harness.runtime.origin, [{ id: 'import', event: 'large', retries: 0 }], () => ({
    status: 200,
    body: 'x'.repeat(8 * mebibyte),
  }));
  await harness.client.sendEvent({ name: 'large', data: {} });
  expect(await harness.runThatIs('failed')).toMatchObject({
    error: {
      name: 'output_too_large',
      message: "Your function's response body exceeds the maximum size limit",
    },
  });
});

test('of more than 5,000 events in a request, the first 5,000 are accepted', async () => {
  harness = await runRuntime();
  const events = Array.from({ length: 5_001 }, () => ({ name: 'one' }));
  const answer = await fetch(`${harness.runtime.origin}/e/test`, {
    method: 'POST',
    body: JSON.stringify(events),
  });
  const { ids, ...rest } = (await answer.json()) as { ids: string[] };
  expect([ids.length, rest]).toEqual([
    5_000,
    { status: 400, error: 'Cannot have more than 5000 events in a batch' },
  ]);
});

test('a request of more than 32 MiB is refused before it is read', async () => {
  harness = await runRuntime();
  const body = `[${' '.repeat(32 * mebibyte)}]`;
  const answer = await fetch(`${harness.runtime.origin}/e/test`, { method: 'POST', body });
  expect(answer.status).toBe(413);
});

test('an app that keeps reporting a recorded step is called twice more, and the run says why it failed', async () => {
  let calls = 0;
  await checkEnd(
    () => {
      calls++;
      return ops(ran('charge'));
    },
    {
      status: 'failed',
      error: { name: 'RunStuck', message: expect.stringContaining('The app kept reporting "charge"') },
    },
  );
  expect(calls).toBe(3);
});

test('a step that is reported again once does no harm', async () => {
  const answers = [ops(ran('a')), ops(ran('a')), ops(ran('b')), ops(ran('b')), result('done')];
  await checkEnd(() => answers.shift() ?? result('never'), { status: 'completed', output: 'done' });
});

test('an app that only asks to be called again fails, too', () =>
  checkEnd(() => ops({ op: 'DiscoveryRequest', id: 'next', name: '' }), {
    status: 'failed',
    error: { name: 'RunStuck' },
  }));
