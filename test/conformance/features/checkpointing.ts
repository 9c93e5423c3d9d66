/** Steps reported while the request goes on (protocol 2.9). */
import { expect } from 'vitest';
import type { Definition, Handler } from '../../support/sdk/sdk.ts';
import { feature, only } from '../feature.ts';

const upload = { name: 'list.uploaded', data: {} };
const importing = (handler: Handler, options: Record<string, unknown> = {}): Definition[] => [
  { id: 'import', event: 'list.uploaded', handler, options },
];
const offered = only(
  ({ major, checkpoints }) => major === 3 || checkpoints,
  'added in SDK 3, and disabled in this column of SDK 4',
);
const four: Handler = async ({ step }) => {
  let sum = 0;
  for (const n of [1, 2, 3, 4]) sum += await step.run(`step ${n}`, () => n);
  return sum;
};
const told4 = ['import: ✓ step 1 ✓ step 2 ✓ step 3 ✓ step 4 → 10'];

export const checkpointing = [
  feature('checkpointing: all steps in one request', offered, async ({ serve, send, told }) => {
    const app = await serve(importing(four, { checkpointing: true }));
    await send(upload);
    expect(await told()).toEqual(told4);
    expect(app.recorded).toHaveLength(1);
  }),

  feature('checkpointing: bufferedSteps', offered, async ({ serve, send, told }) => {
    const app = await serve(importing(four, { checkpointing: { bufferedSteps: 3 } }));
    await send(upload);
    expect(await told()).toEqual(told4);
    expect(app.recorded).toHaveLength(1);
  }),

  feature('checkpointing: maxRuntime', offered, async ({ serve, send, told }) => {
    const app = await serve(
      importing(
        async ({ step }) => {
          await step.run('one', () => new Promise((resolve) => setTimeout(resolve, 20)));
          await step.run('two', () => 2);
          return 'done';
        },
        { checkpointing: { maxRuntime: '10ms' } },
      ),
    );
    await send(upload);
    expect(await told()).toEqual(['import: ✓ one ✓ two → "done"']);
    expect(app.recorded.length).toBeGreaterThan(1);
  }),

  feature('checkpointing: a sleep, a wait and a fork between', offered, async (bench) => {
    const { serve, send, advance, told } = bench;
    const ran: string[] = [];
    await serve(
      importing(
        async ({ step }) => {
          await step.run('one', () => ran.push('one'));
          await step.sleep('a while', '1h');
          await step.run('two', () => ran.push('two'));
          await Promise.all([step.run('a', () => ran.push('a')), step.run('b', () => ran.push('b'))]);
          await step.run('three', () => ran.push('three'));
          return ran.length;
        },
        { checkpointing: true },
      ),
    );
    await send(upload);
    await advance('1h');
    expect(await told()).toEqual(['import: ✓ one ✓ sleep ✓ two ✓ a ✓ b ✓ three → 5']);
  }),

  feature('checkpointing: what was reported is not run again after a failure', offered, async (bench) => {
    const { serve, send, advance, told } = bench;
    const ran: string[] = [];
    await serve(
      importing(
        async ({ step }) => {
          await step.run('one', () => ran.push('one'));
          await step.run('two', () => {
            if (ran.push('two') < 3) throw new Error('not yet');
          });
          if (ran.push('body') < 5) throw new Error('outside');
          return 'done';
        },
        { checkpointing: true },
      ),
    );
    await send(upload);
    await advance('1h');
    expect(await told()).toEqual(['import: ✓ one ✓ two → "done"']);
    expect(ran).toEqual(['one', 'two', 'two', 'body', 'body']);
  }),

  feature(
    'checkpointing: false',
    only(({ major }) => major === 4, 'checkpointing is off by default before SDK 4'),
    async ({ serve, send, told }) => {
      const app = await serve(importing(four, { checkpointing: false }));
      await send(upload);
      expect(await told()).toEqual(told4);
      expect(app.recorded).toHaveLength(5);
    },
  ),
];
