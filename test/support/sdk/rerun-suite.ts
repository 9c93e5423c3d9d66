/** A run again from a step or from its failure, with the SDKs themselves: nothing that was taken over happens twice. */
import { afterEach, expect, test } from 'vitest';
import type { RerunBody } from '../../../runtime/src/contract/api.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { runRuntime } from '../runtime/runtime-harness.ts';
import { waitUntil } from '../wait-until.ts';
import { type Handler, type Major, serveFunctions } from './sdk.ts';

const cleanups: (() => unknown)[] = [];
async function cleanUp(): Promise<void> {
  for (const clean of cleanups.splice(0).reverse()) await clean();
}

/** A run of `handler`, and what it did. `calls` are the steps whose code ran. */
async function ranOnce(major: Major, handler: (calls: string[]) => Handler, retries = 0) {
  const harness = await runRuntime();
  cleanups.push(() => harness.stop());
  const calls: string[] = [];
  const definition = { id: 'import', event: 'list.uploaded', retries, handler: handler(calls) };
  const app = await serveFunctions(major, harness, [definition]);
  cleanups.push(() => app.stop());
  const { client } = harness;
  const ended = (runId: string) =>
    waitUntil(
      'the end of the run',
      async () => {
        const { run } = await client.getRun(runId);
        if (run.status === 'sleeping' || run.status === 'waiting') await client.setClock({ action: 'next' });
        return run.endedAt === null ? undefined : run;
      },
      async () => (await client.getRun(runId)).run,
    );
  const { runs } = await client.sendEvent({ name: 'list.uploaded', data: { n: 1 } });
  const first = await ended(runs[0]!.runId);
  const again = async (request: RerunBody, of: RunProgress = first) => {
    calls.length = 0;
    const { run } = await client.rerun(of.runId, request);
    return ended(run.runId);
  };
  return { ...harness, calls, first, again, ended };
}

const tell = ({ steps }: RunProgress) =>
  steps.map(
    ({ step, status, takenOver }) =>
      `${step.name} ${status}${takenOver ? (takenOver.edited ? ' (edited)' : ' (taken over)') : ''}`,
  );

export const three =
  (calls: string[]): Handler =>
  async ({ step }) => {
    const one = await step.run('one', () => calls.push('one') && 1);
    const two = await step.run('two', () => calls.push('two') && one + 1);
    return step.run('three', () => calls.push('three') && two + 1);
  };

export function specifyReruns(major: Major): void {
  afterEach(cleanUp);
  test('from a step on: those before it are taken over', async () => {
    const { again, calls, first } = await ranOnce(major, three);
    expect(calls).toEqual(['one', 'two', 'three']);
    const run = await again({ from: { step: 'two' } });
    expect(calls).toEqual(['two', 'three']);
    expect(run).toMatchObject({
      status: 'completed',
      output: 3,
      originalRunId: first.runId,
      rerun: { runId: first.runId, from: { at: 'step', name: 'two' } },
    });
    expect(tell(run)).toEqual(['one completed (taken over)', 'two completed', 'three completed']);
  });

  test('with another result of an earlier step', async () => {
    const { again, calls } = await ranOnce(major, three);
    const run = await again({ from: { step: 'three' }, outputs: { one: 10, two: 20 } });
    expect(calls).toEqual(['three']);
    expect(run.output).toBe(21);
    expect(tell(run)).toEqual(['one completed (edited)', 'two completed (edited)', 'three completed']);
  });

  test('from its failure on, and a rerun of a rerun', async () => {
    let broken = true;
    const { again, calls, first } = await ranOnce(major, (called) => async ({ step }) => {
      await step.run('one', () => called.push('one'));
      await step.run('two', () => {
        called.push('two');
        if (broken) throw new Error('broken');
      });
      return step.run('three', () => called.push('three') && 'done');
    });
    expect(first.status).toBe('failed');
    const failed = await again({ from: 'failure' });
    expect([failed.status, calls]).toEqual(['failed', ['two']]);
    broken = false;
    const run = await again({ from: 'failure' }, failed);
    expect([run.status, run.output, calls]).toEqual(['completed', 'done', ['two', 'three']]);
    expect(run).toMatchObject({ originalRunId: first.runId, rerun: { runId: failed.runId } });
    expect(tell(await again({ from: { step: 'three' } }, run))).toEqual([
      'one completed (taken over)',
      'two completed (taken over)',
      'three completed',
    ]);
    expect(calls).toEqual(['three']);
  });

  test('from one of two chains that ran beside each other', async () => {
    const { again, calls, first } = await ranOnce(major, (called) => async ({ step }) => {
      const chain = async (name: string) => {
        await step.run(`${name}1`, () => called.push(`${name}1`));
        return step.run(`${name}2`, () => called.push(`${name}2`) && name);
      };
      const both = await Promise.all([chain('a'), chain('b')]);
      return step.run('last', () => called.push('last') && both.join());
    });
    const order = first.steps
      .filter((each) => each.step.name !== 'last')
      .sort((one, other) => one.endedAt! - other.endedAt!)
      .map((each) => each.step.name);
    for (const from of ['b1', 'a2', 'b2', 'last']) {
      const run = await again({ from: { step: from } });
      expect([run.status, run.output]).toEqual(['completed', 'a,b']);
      expect(calls, `from ${from}, after ${order}`).toContain(from);
      const taken = run.steps.filter((each) => each.takenOver).map((each) => each.step.name);
      expect([...calls, ...taken].sort()).toEqual(['a1', 'a2', 'b1', 'b2', 'last']);
      const twice = await again({ from: { step: from } }, run);
      expect([twice.status, twice.output]).toEqual(['completed', 'a,b']);
    }
  });

  test('waits and sleeps that were over are over', async () => {
    const { client, ended, again, calls, first } = await ranOnce(major, (called) => async ({ step }) => {
      await step.sleep('pause', '1d');
      const event = await step.waitForEvent('review', { event: 'list.reviewed', timeout: '7d' });
      return step.run('after', () => called.push('after') && event);
    });
    expect(first.output).toBeNull();
    const run = await again({ from: { step: 'after' } });
    expect([run.status, run.output, calls]).toEqual(['completed', null, ['after']]);
    const review = run.steps[1]!.step;
    const event = { name: 'list.reviewed', data: { ok: true }, ts: 5 };
    const edited = await again({ from: { step: 'after' }, outputs: { [review.hashedId]: event } });
    expect(edited.output).toMatchObject({ name: 'list.reviewed', data: { ok: true } });
    const { run: waits } = await client.rerun(first.runId, { from: { step: review.hashedId } });
    expect((await ended(waits.runId)).steps.map(({ status }) => status)).toEqual([
      'completed',
      'timed-out',
      'completed',
    ]);
  });

  test('what cannot be is refused, with the reason', async () => {
    const { client, first } = await ranOnce(major, three);
    const refused = async (request: RerunBody) => {
      const error = await client.rerun(first.runId, request).catch((reason: unknown) => reason);
      return (error as Error).message;
    };
    expect(await refused({ from: { step: 'four' } })).toBe(
      'The run has no step "four". Its steps: "one", "two", "three".',
    );
    expect(await refused({ from: { step: 'two' }, outputs: { three: 1 } })).toBe(
      '"three" runs again, so it has no result to replace.',
    );
    expect(await refused({ input: [1] })).toBe('Specify the step that gets the input.');
    if (major > 2) return;
    expect(await refused({ from: { step: 'two' }, input: [1] })).toBe(
      `SDK ${major} does not pass input to steps. Edit the result of an earlier step.`,
    );
  });
}

/** What SDK 3 and 4 have besides. */
export function specifyEditedInput(major: Major): void {
  afterEach(cleanUp);
  test('a step gets another input', async () => {
    const { again, calls, first } = await ranOnce(major, (called) => async ({ step }) => {
      const run = step.run as (
        id: string,
        code: (...input: number[]) => number,
        ...input: number[]
      ) => Promise<number>;
      const price = await run('price', (amount, rate) => called.push('price') && amount * rate, 10, 2);
      return step.run('charge', () => called.push('charge') && price);
    });
    expect(first.output).toBe(20);
    expect(first.steps[0]!.input).toEqual([10, 2]);
    const run = await again({ from: { step: 'price' }, input: [10, 3] });
    expect([run.output, calls]).toEqual([30, ['price', 'charge']]);
    expect(run.rerun?.input).toEqual([10, 3]);
    expect(run.steps[0]!.input).toEqual([10, 3]);
  });
}
