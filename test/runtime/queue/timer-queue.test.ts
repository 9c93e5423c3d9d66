import { expect, test } from 'vitest';
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
