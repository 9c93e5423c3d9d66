/** Steps one after the other, sleeps, and events that steps send. */
import { expect } from 'vitest';
import { feature } from '../feature.ts';

const upload = { name: 'list.uploaded', data: { id: 7 } };

export const steps = [
  feature('steps in sequence, each run once', async ({ serve, send, told }) => {
    const ran: string[] = [];
    await serve([
      {
        id: 'import',
        event: 'list.uploaded',
        handler: async ({ step, event }) => {
          const one = await step.run('one', () => {
            ran.push('one');
            return { n: event.data.id as number };
          });
          const two = await step.run('two', () => {
            ran.push('two');
            return one.n + 1;
          });
          return { one, two };
        },
      },
    ]);
    await send(upload);
    expect(await told()).toEqual(['import: ✓ one ✓ two → {"one":{"n":7},"two":8}']);
    expect(ran).toEqual(['one', 'two']);
  }),

  feature('results: null, false, 0, text, lists, nothing', async ({ serve, send, told }) => {
    const values = [null, false, 0, '', 'é𝄞', [1, [2]], { data: 1 }, { error: 'none' }, undefined];
    await serve([
      {
        id: 'import',
        event: 'list.uploaded',
        handler: async ({ step }) => {
          const got: unknown[] = [];
          for (const [index, value] of values.entries())
            got.push(await step.run(`v${index}`, () => value as object));
          return got.map((value) => value ?? null);
        },
      },
    ]);
    await send(upload);
    const [line] = await told();
    expect(line).toMatch(/→ \[null,false,0,"","é𝄞",\[1,\[2\]\],\{"data":1\},\{"error":"none"\},null\]$/);
  }),

  feature('the same id in a loop', async ({ serve, send, told }) => {
    await serve([
      {
        id: 'import',
        event: 'list.uploaded',
        handler: async ({ step }) => {
          let sum = 0;
          for (const n of [1, 2, 3]) sum += await step.run('add', () => n);
          return sum;
        },
      },
    ]);
    await send(upload);
    expect(await told()).toEqual(['import: ✓ add ✓ add ✓ add → 6']);
  }),

  feature('sleep', async ({ serve, send, advance, told }) => {
    await serve([
      {
        id: 'import',
        event: 'list.uploaded',
        handler: async ({ step }) => {
          await step.run('one', () => 1);
          await step.sleep('a while', '2h');
          return step.run('two', () => 'awake');
        },
      },
    ]);
    await send(upload);
    expect(await told()).toEqual(['import: ✓ one ⏾ sleep']);
    await advance('119m');
    expect(await told()).toEqual(['import: ✓ one ⏾ sleep']);
    await advance('1m');
    expect(await told()).toEqual(['import: ✓ one ✓ sleep ✓ two → "awake"']);
  }),

  feature('sleep for 30 days', async ({ serve, send, advance, told }) => {
    await serve([
      {
        id: 'import',
        event: 'list.uploaded',
        handler: async ({ step }) => {
          await step.sleep('a month', '30d');
          return 'awake';
        },
      },
    ]);
    await send(upload);
    await advance('29d');
    expect(await told()).toEqual(['import: ⏾ sleep']);
    await advance('1d');
    expect(await told()).toEqual(['import: ✓ sleep → "awake"']);
  }),

  feature('sleepUntil: a date, and one that is past', async ({ serve, send, advance, told, runs }) => {
    const future = new Date(Date.now() + 3 * 3_600_000);
    await serve([
      {
        id: 'import',
        event: 'list.uploaded',
        handler: async ({ step }) => {
          await step.sleepUntil('long ago', new Date(2020, 0, 1));
          await step.sleepUntil('later', future);
          return 'awake';
        },
      },
    ]);
    await send(upload);
    expect(await told()).toEqual(['import: ✓ sleep ⏾ sleep']);
    expect(Math.abs((await runs())[0]!.steps[1]!.sleep!.until - future.getTime())).toBeLessThan(1_000);
    await advance('3h');
    expect(await told()).toEqual(['import: ✓ sleep ✓ sleep → "awake"']);
  }),

  feature('sendEvent: one and several', async ({ serve, send, told, runs }) => {
    const seen: unknown[] = [];
    await serve([
      {
        id: 'import',
        event: 'list.uploaded',
        handler: async ({ step }) => {
          await step.sendEvent('tell', { name: 'list.done', data: { n: 1 } });
          await step.sendEvent('tell all', [
            { name: 'list.done', data: { n: 2 } },
            { name: 'list.done', data: { n: 3 } },
          ]);
          return 'told';
        },
      },
      { id: 'other', event: 'list.done', handler: ({ event }) => seen.push(event.data.n) },
    ]);
    await send(upload);
    expect((await told())[0]).toMatch(/^import: ✓ .* ✓ .* → "told"$/);
    expect(await runs()).toHaveLength(4);
    expect(seen.sort()).toEqual([1, 2, 3]);
  }),

  feature('the event as it was sent, and the id of the run', async ({ serve, send, runs }) => {
    const seen: unknown[] = [];
    await serve([
      {
        id: 'import',
        event: 'list.uploaded',
        handler: ({ event, runId }) => {
          seen.push(event, runId);
        },
      },
    ]);
    const ts = Date.now() - 1_000;
    await send({ ...upload, id: 'upload-7', ts });
    expect(seen).toMatchObject([{ ...upload, id: 'upload-7', ts }, (await runs())[0]!.runId]);
  }),

  feature('client.send from outside a step', async ({ serve, settle, told }) => {
    const app = await serve([{ id: 'import', event: 'list.uploaded', handler: () => 'done' }]);
    await app.inngest.send([upload, upload]);
    await settle();
    expect(await told()).toEqual(['import: → "done"', 'import: → "done"']);
  }),
];
