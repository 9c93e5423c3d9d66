import { expect, test } from 'vitest';
import type { Clock } from '../../../runtime/src/clock.ts';
import { ControlledClock } from '../../../runtime/src/controlled-clock.ts';
import { TimerQueue } from '../../../runtime/src/queue/timer-queue.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import fc from '../../support/property.ts';

test('fires what is due in the order of time, once, and nothing that was cleared or replaced', () => {
  const operation = fc.record({
    key: fc.integer({ min: 0, max: 20 }),
    delay: fc.integer({ min: 0, max: 100 }),
    clear: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 300 }), (operations) => {
      const clock = new FakeClock(0);
      const queue = new TimerQueue(clock);
      const expected = new Map<string, number>();
      const fired: [string, number][] = [];
      for (const { key, delay, clear } of operations) {
        const name = `k${key}`;
        if (clear) {
          queue.clear(name);
          expected.delete(name);
        } else {
          queue.set(name, delay, () => fired.push([name, delay]));
          expected.set(name, delay);
        }
      }
      clock.advance(100);
      expect(fired.map(([, at]) => at)).toEqual(fired.map(([, at]) => at).toSorted((a, b) => a - b));
      expect(new Map(fired)).toEqual(expected);
      expect(fired).toHaveLength(expected.size);
      expect(queue.size).toBe(0);
    }),
  );
});

test('a timer set by a timer fires when its own time comes', () => {
  const clock = new FakeClock(0);
  const queue = new TimerQueue(clock);
  const fired: number[] = [];
  queue.set('a', 10, () => queue.set('b', 25, () => fired.push(clock.now())));
  clock.advance(24);
  expect(fired).toEqual([]);
  clock.advance(1);
  expect(fired).toEqual([25]);
});

/** A clock that counts what is armed: each keeps the process alive. */
function countingClock(): { clock: Clock; armed: () => number } {
  const base = new FakeClock(0);
  const armed = new Set<number>();
  let next = 0;
  const clock: Clock = {
    now: () => base.now(),
    setTimer(timestamp, fn) {
      const id = next++;
      armed.add(id);
      const cancel = base.setTimer(timestamp, () => {
        armed.delete(id);
        fn();
      });
      return () => {
        armed.delete(id);
        cancel();
      };
    },
  };
  return { clock, armed: () => armed.size };
}

test('cleared timers leave nothing armed', () => {
  const { clock, armed } = countingClock();
  const queue = new TimerQueue(new ControlledClock(clock));
  queue.set('a', 10, () => {});
  queue.set('b', 20, () => {});
  queue.clear('a');
  queue.clear('b');
  expect(armed()).toBe(0);
  queue.set('c', 30, () => {});
  expect(armed()).toBe(1);
});

test('a closed queue leaves nothing armed, and accepts nothing', () => {
  const { clock, armed } = countingClock();
  const queue = new TimerQueue(new ControlledClock(clock));
  queue.set('a', 10, () => {});
  queue.close();
  queue.set('b', 20, () => {});
  expect({ armed: armed(), size: queue.size, due: queue.nextDue }).toEqual({ armed: 0, size: 0, due: null });
});

test('of two timers of a clock, the cancelled one leaves the other armed', () => {
  const { clock, armed } = countingClock();
  const controlled = new ControlledClock(clock);
  const cancels = [10, 20].map((at) => controlled.setTimer(at, () => {}));
  cancels[0]!();
  expect(armed()).toBe(1);
  cancels[1]!();
  expect(armed()).toBe(0);
});
