/** One function calls another. */
import { expect } from 'vitest';
import type { Definition, Handler } from '../../support/sdk/sdk.ts';
import type { Bench } from '../bench.ts';
import { feature, since } from '../feature.ts';

const start = { name: 'list.uploaded', data: {} };

/** Serves `called` beside a function that calls it; the caller gets the function to call. */
async function serveBoth(
  { serve }: Bench,
  called: Omit<Definition, 'id'>,
  caller: (called: unknown) => Handler,
): Promise<void> {
  const functions = new Map<string, unknown>();
  const app = await serve([
    { id: 'called', ...called },
    {
      id: 'caller',
      event: 'list.uploaded',
      handler: (input) => caller(functions.get('called'))(input),
    },
  ]);
  for (const [id, each] of app.functions) functions.set(id, each);
}

const messageOf = (error: unknown) => (error as Error).message;

export const invoke = [
  feature('invoke: its result', since(3), async (bench) => {
    await serveBoth(
      bench,
      { event: 'never', handler: ({ event }) => ({ doubled: (event.data.n as number) * 2 }) },
      (called) =>
        ({ step }) =>
          step.invoke('call', { function: called, data: { n: 4 } }),
    );
    await bench.send(start);
    expect(await bench.told()).toEqual(['caller: ✓ call → {"doubled":8}', 'called: → {"doubled":8}']);
  }),

  feature('invoke: its failure can be caught', since(3), async (bench) => {
    const { NonRetriableError } = bench.sdk;
    await serveBoth(
      bench,
      {
        event: 'never',
        handler: () => {
          throw new NonRetriableError('bad input');
        },
      },
      (called) =>
        async ({ step }) => {
          try {
            return await step.invoke('call', { function: called });
          } catch (error) {
            return `caught ${messageOf(error)}`;
          }
        },
    );
    await bench.send(start);
    expect(await bench.told()).toEqual([
      'caller: ✗ call (bad input) → "caught bad input"',
      'called: ● failed: bad input',
    ]);
  }),

  feature('invoke: a failure that is not caught fails the caller', since(3), async (bench) => {
    const { NonRetriableError } = bench.sdk;
    await serveBoth(
      bench,
      {
        event: 'never',
        handler: () => {
          throw new NonRetriableError('bad input');
        },
      },
      (called) =>
        ({ step }) =>
          step.invoke('call', { function: called }),
    );
    await bench.send(start);
    expect((await bench.told())[0]).toBe('caller: ✗ call (bad input) ● failed: bad input');
  }),

  feature('invoke: timeout; the called run goes on', since(3), async (bench) => {
    await serveBoth(
      bench,
      { event: 'never', handler: ({ step }) => step.sleep('long', '2h') },
      (called) =>
        async ({ step }) => {
          try {
            return await step.invoke('call', { function: called, timeout: '1h' });
          } catch {
            return 'gave up';
          }
        },
    );
    await bench.send(start);
    await bench.advance('1h');
    expect(await bench.told()).toEqual([
      expect.stringMatching(/^caller: ✗ call \(.*\) → "gave up"$/),
      'called: ⏾ sleep',
    ]);
    await bench.advance('1h');
    expect((await bench.told())[1]).toBe('called: ✓ sleep → null');
  }),

  feature('invoke: a function that is not there', since(3), async (bench) => {
    const { serve, send, told } = bench;
    const { referenceFunction } = bench.sdk as unknown as {
      referenceFunction: (options: object) => unknown;
    };
    await serve([
      {
        id: 'caller',
        event: 'list.uploaded',
        handler: async ({ step }) => {
          const nobody = referenceFunction({ appId: 'away', functionId: 'nobody' });
          try {
            return await step.invoke('call', { function: nobody });
          } catch (error) {
            return messageOf(error);
          }
        },
      },
    ]);
    await send(start);
    expect(await told()).toEqual([
      'caller: ✗ call (could not find function with ID: away-nobody) → "could not find function with ID: away-nobody"',
    ]);
  }),

  feature('invoke: ignores the condition of the trigger', since(3), async (bench) => {
    await serveBoth(
      bench,
      { event: 'other', if: 'event.data.never == true', handler: () => 'ran' },
      (called) =>
        ({ step }) =>
          step.invoke('call', { function: called }),
    );
    await bench.send(start);
    expect((await bench.told())[0]).toBe('caller: ✓ call → "ran"');
  }),

  feature('invoke: a called run that is cancelled', since(3), async (bench) => {
    await serveBoth(
      bench,
      { event: 'never', handler: ({ step }) => step.sleep('long', '2h') },
      (called) =>
        async ({ step }) => {
          try {
            return await step.invoke('call', { function: called });
          } catch {
            return 'was cancelled';
          }
        },
    );
    await bench.send(start);
    await bench.client.cancelRun((await bench.runs())[1]!.runId);
    await bench.settle();
    expect((await bench.told())[0]).toMatch(/→ "was cancelled"$/);
  }),
];
