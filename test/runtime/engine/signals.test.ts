/** Waits for signals: one at a time for each signal. */
import { expect, test } from 'vitest';
import { MemoryJournal } from '../../../runtime/src/journal/memory-journal.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { ops, result, scriptedEngine } from '../../support/runtime/scripted-engine.ts';

const awaits = (signal: string, conflict?: string) => ({
  op: 'WaitForSignal',
  id: 'go',
  name: signal,
  userland: { id: 'go' },
  opts: { signal, timeout: '1h', ...(conflict ? { conflict } : {}) },
});

function waiting(conflict?: string, more: { journal?: MemoryJournal; clock?: FakeClock } = {}) {
  return scriptedEngine({
    script: ({ steps }) => ('go' in steps ? result(steps.go) : ops(awaits('go/7', conflict))),
    ...more,
  });
}

test('a signal ends the wait and brings its data', async () => {
  const { engine, runs, send, settle } = waiting();
  await send('list.uploaded');
  expect(engine.signal('go/8', null)).toBe(null);
  expect(engine.signal('go/7', { ok: true })).toBe(runs()[0]!.runId);
  await settle();
  expect(runs()[0]!.output).toEqual({ data: { signal: 'go/7', data: { ok: true } } });
  expect(engine.signal('go/7', null)).toBe(null);
});

test('no signal arrives in time', async () => {
  const { clock, runs, send, settle } = waiting();
  await send('list.uploaded');
  clock.advance(3_600_000);
  await settle();
  expect(runs()[0]).toMatchObject({ output: null, steps: [{ status: 'timed-out' }] });
});

test('a second run that waits for the same signal fails', async () => {
  const { engine, runs, send } = waiting();
  await send('list.uploaded');
  await send('list.uploaded');
  expect(runs().map(({ status }) => status)).toEqual(['waiting', 'failed']);
  expect(runs()[1]!.error?.message).toMatch('Signal conflict; signal wait already exists for another run');
  expect(engine.signal('go/7', null)).toBe(runs()[0]!.runId);
});

test('or claims it: then the first waits for its timeout', async () => {
  const { clock, engine, runs, send, settle } = waiting('replace');
  await send('list.uploaded');
  await send('list.uploaded');
  const [first, second] = runs();
  expect(first!.steps[0]!.wait?.replacedBy).toBe(second!.runId);
  expect(engine.signal('go/7', 1)).toBe(second!.runId);
  expect(engine.signal('go/7', 2)).toBe(null);
  clock.advance(3_600_000);
  await settle();
  expect(runs().map(({ steps }) => steps[0]!.status)).toEqual(['timed-out', 'completed']);
});

test('waiting runs are known after a crash', async () => {
  const journal = new MemoryJournal();
  const clock = new FakeClock();
  const before = waiting('replace', { journal, clock });
  await before.send('list.uploaded');
  await before.send('list.uploaded');
  const { engine, runs } = waiting('replace', { journal, clock });
  expect(engine.signal('go/7', 1)).toBe(runs()[1]!.runId);
  expect(engine.signal('go/7', 2)).toBe(null);
});

test('the signal is free again when its run has ended', async () => {
  const { engine, runs, send } = waiting();
  await send('list.uploaded');
  engine.cancel(runs()[0]!.runId, 'no longer wanted');
  await send('list.uploaded');
  expect(runs().map(({ status }) => status)).toEqual(['cancelled', 'waiting']);
});
