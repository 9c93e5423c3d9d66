/** Steps one after the other, sleeps, and events that steps send. */
import { expect } from 'vitest';
import { ported } from '../ported.ts';

export const steps = [
  ported('steps in sequence, each run once', async ({ send, told, marks }) => {
    await send({ name: 'sequence', data: { id: 7 } });
    expect(await told()).toEqual(['sequence: ✓ one ✓ two → {"one":{"n":7},"two":8}']);
    expect(await marks()).toEqual(['one', 'two']);
  }),

  ported('results: null, false, 0, text, lists, nothing', async ({ send, told }) => {
    await send({ name: 'values', data: {} });
    const [line] = await told();
    expect(line).toMatch(/→ \[null,false,0,"","é𝄞",\[1,\[2\]\],\{"data":1\},\{"error":"none"\}\]$/);
  }),

  ported('the same id in a loop', async ({ send, told }) => {
    await send({ name: 'loop', data: {} });
    expect(await told()).toEqual(['loop: ✓ add ✓ add ✓ add → 6']);
  }),

  ported('sleep', async ({ send, advance, told }) => {
    await send({ name: 'sleep', data: {} });
    expect(await told()).toEqual(['sleep: ✓ one ⏾ sleep']);
    await advance('119m');
    expect(await told()).toEqual(['sleep: ✓ one ⏾ sleep']);
    await advance('1m');
    expect(await told()).toEqual(['sleep: ✓ one ✓ sleep ✓ two → "awake"']);
  }),

  ported('sleepUntil: a date, and one that is past', async ({ send, advance, told }) => {
    await send({ name: 'sleep-until', data: {} });
    expect(await told()).toEqual(['sleep-until: ✓ sleep ⏾ sleep']);
    await advance('3h');
    expect(await told()).toEqual(['sleep-until: ✓ sleep ✓ sleep → "awake"']);
  }),

  ported('sendEvent: one and several', async ({ send, told }) => {
    await send({ name: 'send', data: {} });
    const [sender, ...others] = await told();
    expect(sender).toMatch(/^send: ✓ .* ✓ .* → 2$/);
    expect(others.sort()).toEqual(['told: → 1', 'told: → 2', 'told: → 3']);
  }),

  ported('the event as it was sent, and the id of the run', async ({ send, runs }) => {
    const ts = Date.now() - 1_000;
    const event = { id: 'event-7', name: 'event', data: { n: 1 }, ts };
    await send(event);
    const [run] = await runs();
    expect(run!.output).toEqual({ ...event, run: run!.runId, events: 1 });
  }),

  ported('results of more than 4 MB', async ({ send, told }) => {
    await send({ name: 'large', data: {} });
    expect((await told())[0]).toMatch(/→ 5400000$/);
  }),
];
