/** What a workflow's author may rely on, with a real SDK over real HTTP. One file per major runs it. */
import { afterEach, expect, test } from 'vitest';
import type { StepProgress } from '../../../runtime/src/contract/progress.ts';
import { type RuntimeHarness, runRuntime } from '../runtime/runtime-harness.ts';
import { waitUntil } from '../wait-until.ts';
import { type Definition, type Handler, type Major, nonRetriable, serveFunctions } from './sdk.ts';

const cleanups: (() => Promise<void>)[] = [];
async function cleanUp(): Promise<void> {
  for (const clean of cleanups.splice(0).reverse()) await clean();
}

/** How functions are reached: over HTTP, or by a worker's WebSocket. */
export type Serve = (
  major: Major,
  harness: RuntimeHarness,
  definitions: Definition[],
) => Promise<{ functions: Map<string, unknown>; stop(): Promise<void> }>;

const servingBy =
  (serve: Serve) =>
  async (major: Major, ...definitions: Definition[]) => {
    const harness = await runRuntime();
    cleanups.push(() => harness.stop());
    const app = await serve(major, harness, definitions);
    cleanups.push(() => app.stop());
    return { ...harness, app };
  };

const serving = servingBy(serveFunctions);

/** Code of a step that says that it ran. */
const logged =
  <T>(calls: string[], name: string, result: T) =>
  (): T => {
    calls.push(name);
    return result;
  };

const workflow = (handler: Handler, more: Partial<Definition> = {}): Definition => ({
  id: 'import',
  event: 'list.uploaded',
  handler,
  ...more,
});

const upload = { name: 'list.uploaded', data: { id: 7 } };

/** `name:status` of each step, in order. */
const stepsOf = (steps: StepProgress[]) =>
  steps.map(({ step, status }) => `${step.name}:${status}`).join(' ');

export function specifyWorkflows(major: Major, serve: Serve = serveFunctions): void {
  const serving = servingBy(serve);
  afterEach(cleanUp);
  test('runs each step once, in order, and remembers its result', async () => {
    const calls: string[] = [];
    const { client, runThatIs } = await serving(
      major,
      workflow(async ({ step, event }) => {
        const a = await step.run('one', logged(calls, 'one', { n: event.data.id as number }));
        const b = await step.run('two', logged(calls, 'two', a.n + 1));
        const c = await step.run('three', logged(calls, 'three', undefined));
        return { a, b, c };
      }),
    );
    const { runs } = await client.sendEvent(upload);
    expect(runs).toHaveLength(1);
    const run = await runThatIs('completed');
    expect(calls).toEqual(['one', 'two', 'three']);
    expect(run.output).toEqual({ a: { n: 7 }, b: 8, c: null });
    expect(stepsOf(run.steps)).toBe('one:completed two:completed three:completed');
    expect(run.steps[1]).toMatchObject({ output: 8, step: { parent: run.steps[0]!.step.hashedId } });
    expect(run.failures).toEqual([]);
    for (const each of run.steps) expect(each.endedAt! - each.startedAt!).toBeGreaterThanOrEqual(0);
  });

  test('tries a failed step again, and no other', async () => {
    const calls: string[] = [];
    const { client, runThatIs } = await serving(
      major,
      workflow(async ({ step }) => {
        await step.run('one', () => calls.push('one'));
        return step.run('two', () => {
          if (calls.push('two') < 4) throw new Error('no answer');
          return 'enriched';
        });
      }),
    );
    await client.sendEvent(upload);
    const run = await runThatIs('completed');
    expect(calls).toEqual(['one', 'two', 'two', 'two']);
    expect(run.output).toBe('enriched');
    const failures = major <= 2 ? run.failures : run.steps[1]!.failures;
    expect(failures.map(({ attempt, error }) => `${attempt} ${error.message}`)).toEqual([
      '0 no answer',
      '1 no answer',
    ]);
  });

  test('gives a step that failed for good back to the code (SDK 3 and 4), or fails the run', async () => {
    let attempts = 0;
    const { client, runThatIs } = await serving(
      major,
      workflow(
        async ({ step }) => {
          try {
            await step.run('charge', () => {
              attempts++;
              throw new Error('declined');
            });
          } catch (error) {
            return `caught ${(error as Error).message}`;
          }
        },
        { retries: 2 },
      ),
    );
    await client.sendEvent(upload);
    const run = await runThatIs(major <= 2 ? 'failed' : 'completed');
    expect(attempts).toBe(3);
    if (major <= 2) expect(run.error).toMatchObject({ message: 'declined' });
    else {
      expect(run.output).toBe('caught declined');
      expect(run.steps[0]).toMatchObject({ status: 'failed', error: { message: 'declined' }, attempt: 2 });
    }
  });

  test('does not repeat what cannot be retried', async () => {
    const NonRetriableError = await nonRetriable(major);
    let attempts = 0;
    const { client, runThatIs } = await serving(
      major,
      workflow(({ step }) =>
        step.run('charge', () => {
          attempts++;
          throw new NonRetriableError('no such card');
        }),
      ),
    );
    await client.sendEvent(upload);
    const run = await runThatIs('failed');
    expect(run.error?.message).toBe('no such card');
    expect(attempts).toBe(1);
  });

  test('retries the function body when it throws outside of steps', async () => {
    let bodies = 0;
    const { client, runThatIs } = await serving(
      major,
      workflow(async ({ step }) => {
        const a = await step.run('one', () => 1);
        if (++bodies < 3) throw new Error('outside');
        return a;
      }),
    );
    await client.sendEvent(upload);
    const run = await runThatIs('completed');
    expect(run.failures.map(({ attempt, error, from }) => `${attempt} ${from} ${error.message}`)).toEqual([
      '0 app outside',
      '1 app outside',
    ]);
    expect(run.output).toBe(1);
  });

  test('waits for the event that matches, and says why another did not', async () => {
    const { client, runThatIs } = await serving(
      major,
      workflow(async ({ step }) => {
        const review = await step.waitForEvent('review', {
          event: 'list.reviewed',
          timeout: '7d',
          match: 'data.id',
        });
        return review?.data;
      }),
    );
    await client.sendEvent({ name: 'list.reviewed', data: { id: 7, early: true } });
    await client.sendEvent(upload);
    const waiting = await runThatIs('waiting');
    expect(waiting.steps[0]).toMatchObject({
      status: 'waiting',
      wait: { event: 'list.reviewed', if: 'event.data.id == async.data.id' },
    });
    const miss = await client.sendEvent({ name: 'list.reviewed', data: { id: 8 } });
    expect(miss).toMatchObject({ resumed: [], notMatched: [{ runId: waiting.runId }] });
    const missed = (await client.getRun(waiting.runId)).run.steps[0]!.wait!.nearMisses;
    expect(missed[0]!.clauses).toEqual([
      {
        expression: 'event.data.id == async.data.id',
        result: false,
        left: { expression: 'event.data.id', value: 7 },
        right: { expression: 'async.data.id', value: 8 },
      },
    ]);
    const hit = await client.sendEvent({ name: 'list.reviewed', data: { id: 7, is_approved: true } });
    expect(hit).toMatchObject({ resumed: [{ runId: waiting.runId }], notMatched: [] });
    expect((await runThatIs('completed')).output).toEqual({ id: 7, is_approved: true });
  });

  test('goes on with null when a wait times out', async () => {
    const { client, runThatIs } = await serving(
      major,
      workflow(async ({ step }) => {
        const review = await step.waitForEvent('review', { event: 'list.reviewed', timeout: '7d' });
        return review === null ? 'nobody answered' : 'answered';
      }),
    );
    await client.sendEvent(upload);
    const waiting = await runThatIs('waiting');
    const { run } = await client.skipStep(waiting.runId, waiting.steps[0]!.step.hashedId);
    expect(run.steps[0]).toMatchObject({ status: 'timed-out', wait: { skipped: true } });
    expect((await runThatIs('completed')).output).toBe('nobody answered');
  });

  test('sleeps, and can be woken', async () => {
    const { client, runThatIs } = await serving(
      major,
      workflow(async ({ step }) => {
        await step.sleep('a while', '2h');
        return step.run('after', () => 'awake');
      }),
    );
    await client.sendEvent(upload);
    const asleep = await runThatIs('sleeping');
    const { sleep, startedAt } = asleep.steps[0]!;
    expect(Math.round((sleep!.until - startedAt!) / 60_000)).toBe(120);
    await client.skipStep(asleep.runId, asleep.steps[0]!.step.hashedId);
    expect((await runThatIs('completed')).output).toBe('awake');
  });

  test('runs steps in parallel, each once, beside a sleep', async () => {
    const calls: string[] = [];
    const { client, runThatIs } = await serving(
      major,
      workflow(async ({ step }) => {
        const [a, b] = await Promise.all([
          step.run('a', logged(calls, 'a', 'A')),
          step.run('b', logged(calls, 'b', 'B')),
          step.sleep('s', '1s'),
        ]);
        const c = await step.run('c', logged(calls, 'c', 'C'));
        return a + b + c;
      }),
    );
    await client.sendEvent(upload);
    const run = await runThatIs('completed');
    expect(run.output).toBe('ABC');
    expect(calls.sort()).toEqual(['a', 'b', 'c']);
  });

  test('goes on in two chains at once', async () => {
    const calls: string[] = [];
    const one = (name: string) => logged(calls, name, name);
    const { client, runThatIs } = await serving(
      major,
      workflow(async ({ step }) => {
        const chain = async (name: string) => {
          const first = await step.run(`${name}1`, one(`${name}1`));
          return first + (await step.run(`${name}2`, one(`${name}2`)));
        };
        return Promise.all([chain('a'), chain('b')]);
      }),
    );
    await client.sendEvent(upload);
    const run = await runThatIs('completed');
    expect(run.output).toEqual(['a1a2', 'b1b2']);
    expect(calls.sort()).toEqual(['a1', 'a2', 'b1', 'b2']);
  });

  test('an event sent by a step starts another function, whose condition decides', async () => {
    const seen: unknown[] = [];
    const { client, runThatIs } = await serving(
      major,
      workflow(async ({ step, event }) => {
        await step.sendEvent('tell', { name: 'list.done', data: { id: event.data.id } });
        return 'told';
      }),
      {
        id: 'other',
        event: 'list.done',
        if: 'event.data.id == 7',
        handler: ({ event }) => seen.push(event.data),
      },
      {
        id: 'another',
        event: 'list.done',
        if: 'event.data.id == 8',
        handler: ({ event }) => seen.push(event.data),
      },
    );
    await client.sendEvent(upload);
    await runThatIs('completed', 'app-other');
    expect(seen).toEqual([{ id: 7 }]);
    expect((await runThatIs('completed', 'app-import')).output).toBe('told');
  });

  test('calls onFailure when a run failed', async () => {
    const NonRetriableError = await nonRetriable(major);
    const told: string[] = [];
    const { client, runThatIs } = await serving(
      major,
      workflow(
        () => {
          throw new NonRetriableError('broken');
        },
        { onFailure: ({ error }) => told.push(error!.message) },
      ),
    );
    await client.sendEvent(upload);
    await runThatIs('failed', 'app-import');
    await runThatIs('completed', 'app-import-failure');
    expect(told).toEqual(['broken']);
  });

  test('a run can be cancelled, by a person and by an event, and be run again', async () => {
    const { client, runThatIs, runs } = await serving(
      major,
      workflow(({ step }) => step.waitForEvent('never', { event: 'never', timeout: '1d' }), {
        cancelOn: [{ event: 'list.deleted', match: 'data.id' }],
      }),
    );
    await client.sendEvent(upload);
    const first = await runThatIs('waiting');
    await client.sendEvent({ name: 'list.deleted', data: { id: 8 } });
    expect((await runs()).map((run) => run.status)).toEqual(['waiting']);
    await client.sendEvent({ name: 'list.deleted', data: { id: 7 } });
    expect((await runs()).map((run) => run.status)).toEqual(['cancelled']);
    const { run: second } = await client.rerun(first.runId);
    expect(second).toMatchObject({ originalRunId: first.runId, eventIds: first.eventIds });
    await runThatIs('waiting');
    expect((await client.cancelRun(second.runId)).run.status).toBe('cancelled');
    await expect(client.cancelRun(second.runId)).rejects.toMatchObject({ code: 'run-ended' });
  });
}

/** What SDK 3 and 4 have besides. */
export function specifyNewerTools(major: Major): void {
  afterEach(cleanUp);
  test('invokes another function and gets its result or its error', async () => {
    const NonRetriableError = await nonRetriable(major);
    const called: Definition = {
      id: 'called',
      event: 'never',
      handler: ({ event }) => {
        if (event.data.bad) throw new NonRetriableError('bad input');
        return { doubled: (event.data.n as number) * 2 };
      },
    };
    const functions = new Map<string, unknown>();
    const { client, runThatIs, app } = await serving(
      major,
      called,
      workflow(async ({ step }) => {
        const good = await step.invoke('good', { function: functions.get('called'), data: { n: 4 } });
        try {
          await step.invoke('bad', { function: functions.get('called'), data: { bad: true } });
        } catch (error) {
          return { good, error: (error as Error).message };
        }
      }),
    );
    functions.set('called', app.functions.get('called'));
    await client.sendEvent(upload);
    const run = await runThatIs('completed', 'app-import');
    expect(run.output).toEqual({ good: { doubled: 8 }, error: 'bad input' });
    expect(stepsOf(run.steps)).toBe('good:completed bad:failed');
  });

  test('waits for a signal', async () => {
    const { client, runThatIs, runtime } = await serving(
      major,
      workflow(({ step }) => step.waitForSignal('go', { signal: 'go/7', timeout: '1h' })),
    );
    await client.sendEvent(upload);
    const waiting = await runThatIs('waiting');
    const send = (signal: string) =>
      fetch(`${runtime.origin}/v1/signals`, {
        method: 'POST',
        body: JSON.stringify({ signal, data: { ok: true } }),
      });
    expect((await send('go/8')).status).toBe(404);
    expect(await (await send('go/7')).json()).toEqual({ data: { run_id: waiting.runId } });
    expect((await runThatIs('completed')).output).toEqual({ signal: 'go/7', data: { ok: true } });
  });
}

/** SDK 3 and 4: a run whose results are larger than a request may be. */
export function specifyLargeState(major: Major): void {
  afterEach(cleanUp);

  test('fetches results that are too large for a request', async () => {
    const large = 'x'.repeat(3 * 1024 * 1024);
    const { client, runThatIs, runtime } = await runRuntime();
    cleanups.push(() => runtime.stop());
    const app = await serveFunctions(major, { client, runtime }, [
      workflow(async ({ step, event }) => {
        const a = await step.run('a', () => large);
        const b = await step.run('b', () => large);
        await step.sleep('nap', '1s');
        return [a.length, b.length, event.data.id];
      }),
    ]);
    cleanups.push(() => app.stop());
    await client.sendEvent(upload);
    expect((await runThatIs('completed')).output).toEqual([large.length, large.length, 7]);
    const last = app.recorded.at(-1)!.body;
    expect(last.length).toBeLessThan(10_000);
    expect(JSON.parse(last)).toMatchObject({ steps: {}, events: [], ctx: { use_api: true } });
  });
}

export function specifyOutage(major: Major): void {
  afterEach(cleanUp);

  test('an app that stops answering costs no attempt, and the run goes on when it is back', async () => {
    const harness = await runRuntime();
    cleanups.push(() => harness.stop());
    const definition = workflow(({ attempt }) => `attempt ${attempt}`);
    const app = await serveFunctions(major, harness, [definition]);
    await app.stop();
    await harness.client.sendEvent(upload);
    const told = await waitUntil('the failure', async () => (await harness.runs())[0]?.failures[0]);
    expect(told).toMatchObject({ from: 'transport', error: { name: 'AppUnreachable' } });
    const again = await serveFunctions(major, harness, [definition], { port: app.port });
    cleanups.push(() => again.stop());
    const run = await harness.runThatIs('completed');
    expect(run.output).toBe('attempt 0');
    expect(run.failures).toHaveLength(1);
  });
}
