/** What becomes of runs when workers come, go and die, with a real SDK. One file per major runs it. */
import { afterEach, expect, test } from 'vitest';
import { runLines } from '../../../runtime/src/client/why-text.ts';
import { FakeClock } from '../fake-clock.ts';
import { type RuntimeHarness, runRuntime, temporaryFolder } from '../runtime/runtime-harness.ts';
import { spawnWorker } from '../runtime/worker-process.ts';
import { waitUntil } from '../wait-until.ts';
import type { Definition, Handler } from './sdk.ts';
import { connectFunctions, type SdkWorker } from './sdk-worker.ts';

const cleanups: (() => unknown)[] = [];

const upload = { name: 'list.uploaded', data: { id: 7 } };
const importing = (handler: Handler): Definition => ({ id: 'import', event: upload.name, handler });

const appOf = async ({ client }: RuntimeHarness) =>
  (await client.apps()).apps.find(({ source }) => source === 'connected');

export function specifyWorkers(major: 3 | 4): void {
  afterEach(async () => {
    for (const clean of cleanups.splice(0).reverse()) await clean();
  });

  async function runtime(options: Parameters<typeof runRuntime>[0] = {}): Promise<RuntimeHarness> {
    const harness = await runRuntime(options);
    cleanups.push(() => harness.stop());
    return harness;
  }

  async function worker(harness: RuntimeHarness, definition: Definition, options = {}): Promise<SdkWorker> {
    const connected = await connectFunctions(major, harness, [definition], options);
    cleanups.push(() => connected.stop());
    return connected;
  }

  test('an app of connected workers is shown with what it serves and how many there are', async () => {
    const harness = await runtime();
    const definition = importing(() => 'done');
    await worker(harness, definition);
    const second = await worker(harness, definition, { instanceId: 'second', maxWorkerConcurrency: 3 });
    expect(await appOf(harness)).toMatchObject({
      appId: 'app',
      source: 'connected',
      workers: 2,
      status: 'ok',
      problem: null,
      framework: 'connect',
      targetsThisRuntime: true,
      functions: [{ id: 'app-import', triggers: [{ event: 'list.uploaded' }] }],
    });
    expect((await appOf(harness))!.sdk).toMatch(new RegExp(`^js:v${major}\\.`));
    await second.stop();
    await waitUntil('one worker', async () => (await appOf(harness))?.workers === 1);
  });

  test('an event that comes while no worker is there starts a run, which waits for one and loses no attempt', async () => {
    const harness = await runtime();
    const definition = importing(({ attempt }) => `attempt ${attempt}`);
    await (await worker(harness, definition)).stop();
    await waitUntil('no worker', async () => (await appOf(harness))?.workers === 0);
    expect(await appOf(harness)).toMatchObject({
      status: 'unreachable',
      problem: 'No worker for app is connected. Restart the worker.',
    });
    await harness.client.sendEvent(upload);
    const told = await waitUntil('the reason', async () => (await harness.runs())[0]?.failures[0]);
    expect(told).toMatchObject({ from: 'transport', error: { name: 'AppUnreachable' } });
    await worker(harness, definition);
    expect(await harness.runThatIs('completed')).toMatchObject({ output: 'attempt 0' });
  });

  test('two workers share the steps of a run, and none is run twice', async () => {
    const harness = await runtime();
    const ran: string[] = [];
    const definition = importing(({ step }) =>
      Promise.all(['a', 'b', 'c', 'd'].map((id) => step.run(id, () => ran.push(id)))),
    );
    await worker(harness, definition, { maxWorkerConcurrency: 1 });
    await worker(harness, definition, { maxWorkerConcurrency: 1 });
    await harness.client.sendEvent(upload);
    await harness.runThatIs('completed');
    expect(ran.sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  test('a run whose request stands in line for a worker says so', async () => {
    const harness = await runtime();
    const gates: (() => void)[] = [];
    const definition = importing(({ step }) =>
      step.run('slow', () => new Promise<void>((resolve) => gates.push(resolve))),
    );
    await worker(harness, definition, { maxWorkerConcurrency: 1 });
    await harness.client.sendEvent(upload);
    await waitUntil('the step', () => gates.length === 1);
    const { runs } = await harness.client.sendEvent(upload);
    const why = await waitUntil('the reason', async () => {
      const answer = await harness.client.whyRun(runs[0]!.runId);
      return answer.held && answer;
    });
    expect(runLines(why, harness.runtime.engine.now)).toEqual([
      `${runs[0]!.runId} is running`,
      '  queued: its worker is busy with 1 request',
    ]);
    await waitUntil('the end of both', async () => {
      for (const open of gates.splice(0)) open();
      return (await harness.runs()).every(({ status }) => status === 'completed');
    });
  });

  test('a worker that stops takes leave only when it has done what it was given', async () => {
    const harness = await runtime();
    let finish = () => {};
    const definition = importing(({ step }) =>
      step.run(
        'slow',
        () =>
          new Promise((resolve) => {
            finish = () => resolve('done');
          }),
      ),
    );
    const leaving = await worker(harness, definition);
    await harness.client.sendEvent(upload);
    await waitUntil('the step', () => harness.runtime.connect.workers()[0]?.inFlight === 1);
    const stopped = leaving.stop();
    await waitUntil('draining', () => harness.runtime.connect.workers()[0]?.state === 'draining');
    await waitUntil('the step', () => {
      finish();
      return harness.runtime.connect.workers().length === 0;
    });
    await stopped;
    await worker(harness, definition);
    expect(await harness.runThatIs('completed')).toMatchObject({ output: 'done' });
  });

  test('a worker that is killed during a step loses that attempt; what it had done before is not run again', async () => {
    const clock = new FakeClock();
    const harness = await runtime({ clock });
    const doomed = spawnWorker(major, harness.runtime.origin);
    cleanups.push(() => doomed.kill());
    // On a busy machine a process takes its time to start.
    await waitUntil(
      'the worker',
      async () => (await appOf(harness))?.workers === 1,
      () => '',
      40_000,
    );
    await harness.client.sendEvent(upload);
    await doomed.begun;
    await doomed.kill();
    await waitUntil('its end', async () => (await appOf(harness))?.workers === 0);
    const ran: string[] = [];
    const log = (id: string) => () => ran.push(id);
    await worker(
      harness,
      importing(async ({ step }) => {
        const first = await step.run('first', log('first'));
        return [first, await step.run('second', log('second'))];
      }),
    );
    clock.advance(5_000);
    const run = await waitUntil('the end', async () => {
      clock.advance(20);
      return (await harness.runs()).find(({ status }) => status === 'completed');
    });
    expect(ran).toEqual(['second']);
    expect(run.output).toEqual([doomed.child.pid, 1]);
  }, 60_000);

  test('when the runtime restarts, the worker comes back by itself, and no run and no event was lost', async () => {
    const { path, remove } = temporaryFolder();
    cleanups.push(remove);
    const ran: string[] = [];
    const definition = importing(async ({ step, event }) => {
      await step.run('before', () => ran.push(`${event.data.id} before`));
      const review = await step.waitForEvent('wait', { event: 'list.reviewed', timeout: '1d' });
      return step.run('after', () => `${ran.push(`${event.data.id} after`)} ${review?.data.verdict}`);
    });
    const first = await runtime({ dataFolder: path });
    await worker(first, definition);
    await first.client.sendEvent(upload);
    await first.runThatIs('waiting');
    const { port } = first.runtime;
    await first.stop();
    const second = await runtime({ dataFolder: path, port, gatewayPort: 0 });
    // Before the worker is back. (Connections that were kept to the first are found broken.)
    await waitUntil('an answer', () => appOf(second).catch(() => null));
    await second.client.sendEvent({ name: upload.name, data: { id: 8 } });
    await waitUntil('the worker', () => second.runtime.connect.workers()[0]?.state === 'ready');
    const ended = async (status: string) => (await second.runs()).filter((run) => run.status === status);
    await waitUntil('two that wait', async () => (await ended('waiting')).length === 2);
    await second.client.sendEvent({ name: 'list.reviewed', data: { verdict: 'good' } });
    await waitUntil('the end of both', async () => (await ended('completed')).length === 2);
    expect(ran.sort()).toEqual(['7 after', '7 before', '8 after', '8 before']);
  });
}
