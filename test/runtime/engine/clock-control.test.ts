/** Time under the user's control. */
import { describe, expect, test } from 'vitest';
import { ControlledClock } from '../../../runtime/src/controlled-clock.ts';
import { ClockControl } from '../../../runtime/src/engine/clock-control.ts';
import { MemoryJournal } from '../../../runtime/src/journal/memory-journal.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import {
  ops,
  ran,
  result,
  type Script,
  scriptedEngine,
  slept,
  waits,
} from '../../support/runtime/scripted-engine.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** An engine whose clock can be moved; `real` is the time outside. */
function movable(script: Script, journal = new MemoryJournal(), real = new FakeClock()) {
  const clock = new ControlledClock(real);
  const setting = journal.clockSetting();
  if (setting) clock.restore(setting);
  const scripted = scriptedEngine({ script, journal, clock: real, engineClock: clock, functions });
  return { ...scripted, real, clock, control: new ClockControl(clock, scripted.engine) };
}

const functions = [{ id: 'app-month' }, { id: 'app-nightly', triggers: [{ cron: '0 3 * * *' }] }];

/** Thirty days: a step, a reminder after a week, a wait of three weeks that times out, a last step. */
const month: Script = ({ functionId, steps }) => {
  if (functionId === 'app-nightly') return result('cleaned');
  if (!('welcome' in steps)) return ops(ran('welcome'));
  if (!('a week' in steps)) return ops(slept('a week', '7d'));
  if (!('remind' in steps)) return ops(ran('remind'));
  if (!('answer' in steps)) return ops(waits('answer', 'user.answered', '21d'));
  return 'close' in steps ? result('closed') : ops(ran('close'));
};

/** Every entry as it is stored, but for those about the clock itself, which moves their numbers. */
function story(journal: MemoryJournal): string[] {
  return journal
    .read(0, 100_000)
    .filter((entry) => entry.kind !== 'clock-set')
    .map(({ seq: _, ...entry }) => JSON.stringify(entry));
}

describe('a month', () => {
  test('in one move leaves the same journal as a month that passes, id by id', async () => {
    const passed = scriptedEngine({ script: month, functions });
    await passed.send('list.uploaded');
    for (let at = 0; at < 30 * 24; at++) {
      passed.clock.advance(hour);
      await passed.settle();
    }
    const moved = movable(month);
    await moved.send('list.uploaded');
    const { arrived, fired } = await moved.control.advance(30 * day);
    expect(arrived).toBe(true);
    expect(fired).toBe(30 + 2);
    expect(story(moved.journal).length).toBeGreaterThan(250);
    expect(story(moved.journal)).toEqual(story(passed.journal));
    expect(moved.runs().map(({ functionId, status }) => `${functionId} ${status}`)).toEqual([
      'app-month completed',
      ...Array.from({ length: 30 }, () => 'app-nightly completed'),
    ]);
  });

  test('one timer at a time', async () => {
    const { control, engine, send, runs } = movable(month);
    await send('list.uploaded');
    const days = [];
    const begin = engine.now;
    for (let at = 0; at < 4; at++) {
      await control.next();
      days.push((engine.now - begin) / day);
    }
    expect(days).toEqual([3 / 24, 1 + 3 / 24, 2 + 3 / 24, 3 + 3 / 24]);
    expect(runs().filter(({ functionId }) => functionId === 'app-nightly')).toHaveLength(4);
  });
});

test('while the clock is paused, nothing comes due; afterwards, everything does, in order', async () => {
  const { control, real, send, runs, settle } = movable(month);
  await send('list.uploaded');
  await control.pause();
  real.advance(40 * day);
  await settle();
  expect(runs().map(({ status }) => status)).toEqual(['sleeping']);
  await control.advance(7 * day);
  expect(runs()[0]!.steps.map(({ step, status }) => `${step.name} ${status}`)).toEqual([
    'welcome completed',
    '7d completed',
    'remind completed',
    'user.answered waiting',
  ]);
  await control.resume();
  real.advance(21 * day);
  await settle();
  expect(runs()[0]!.status).toBe('completed');
});

test('the clock continues from there in the next process', async () => {
  const first = movable(month);
  await first.send('list.uploaded');
  await first.control.advance(6 * day);
  const now = first.engine.now;
  await first.engine.stop(0);
  const again = movable(month, first.journal, first.real);
  expect(again.engine.now).toBe(now);
  again.real.advance(day);
  await again.settle();
  expect(again.runs()[0]!.status).toBe('waiting');
});

test('an advancing clock fires timers in order, including those set meanwhile', () => {
  const real = new FakeClock(0);
  const clock = new ControlledClock(real);
  const fired: string[] = [];
  clock.setTimer(30, () => fired.push(`c at ${clock.now()}`));
  clock.setTimer(10, () => {
    fired.push(`a at ${clock.now()}`);
    clock.setTimer(40, () => fired.push(`d at ${clock.now()}`));
  });
  const cancel = clock.setTimer(20, () => fired.push('never'));
  cancel();
  clock.moveTo(10);
  clock.moveTo(30);
  real.advance(10);
  expect(fired).toEqual(['a at 10', 'c at 30', 'd at 40']);
});

test("a step is timed by the runtime's clock, not by the app's", async () => {
  const real = new FakeClock();
  const script: Script = ({ steps }) => {
    if (!('a week' in steps)) return ops(slept('a week', '7d'));
    if ('late' in steps) return result('done');
    const startedAt = real.now() * 1e6;
    real.advance(250);
    return ops({ ...ran('late'), timing: { a: startedAt, b: 250e6 } });
  };
  const { control, send, runs } = movable(script, new MemoryJournal(), real);
  await send('list.uploaded');
  await control.advance(8 * day);
  const late = runs()[0]!.steps[1]!;
  expect(late.endedAt! - late.startedAt!).toBe(250);
});
