/** Worlds of functions, events and failures, each checked at every moment; `npm run simulate` runs 100,000. */
import { describe, expect, test } from 'vitest';
import { Decision } from '../../runtime/src/engine/decisions/decision.ts';
import { Delivery } from '../../runtime/src/engine/delivery.ts';
import { Engine } from '../../runtime/src/engine/engine.ts';
import { EngineState } from '../../runtime/src/engine/state/engine-state.ts';
import { EventBuffers } from '../../runtime/src/engine/state/event-buffers.ts';
import { MemoryJournal } from '../../runtime/src/journal/memory-journal.ts';
import { ConcurrencyLimiter } from '../../runtime/src/queue/concurrency-limiter.ts';
import { TimerQueue } from '../../runtime/src/queue/timer-queue.ts';
import { simulate } from './simulation.ts';

const seeds = 1_000;
const share = 250;

test.each(Array.from({ length: seeds / share }, (_, index) => [1 + index * share, (index + 1) * share]))(
  'worlds %i to %i',
  async (from, to) => {
    const broken: string[] = [];
    let crashes = 0;
    for (let seed = from!; seed <= to!; seed++) {
      await simulate(seed).then(
        (summary) => {
          crashes += summary.crashes;
        },
        (error: Error) => broken.push(error.message),
      );
    }
    expect(broken).toEqual([]);
    // A simulation in which nothing goes wrong proves nothing.
    expect(crashes).toBeGreaterThan(share / 10);
  },
  60_000,
);

test('a seed reproduces the same scenario', async () => {
  expect(await simulate(82)).toEqual(await simulate(82));
});

/** A simulation that finds nothing wrong is worth as much as what it would find. */
describe('a broken engine is detected that', () => {
  const worlds = 1_000;

  async function checkCaught<T extends object, K extends keyof T>(target: T, name: K, faulty: T[K]) {
    const right = target[name];
    target[name] = faulty;
    let broken: string | null = null;
    try {
      for (let seed = 1; seed <= worlds && broken === null; seed++) {
        await simulate(seed).catch((error: Error) => {
          broken = error.message;
        });
      }
    } finally {
      target[name] = right;
    }
    expect(broken).not.toBe(null);
  }

  test('ignores concurrency', () =>
    checkCaught(ConcurrencyLimiter.prototype, 'acquire', () => ({ granted: true, wake: [] })));

  test('releases slots without dispatching', () => {
    const { release } = ConcurrencyLimiter.prototype;
    return checkCaught(ConcurrencyLimiter.prototype, 'release', function (this: ConcurrencyLimiter, itemId) {
      release.call(this, itemId);
      return [];
    });
  });

  test('forgets rates', () => checkCaught(EngineState.prototype, 'arrival', () => null));

  test('starts a function twice for an event that was sent again', () =>
    checkCaught(EngineState.prototype, 'startedAt', () => null));

  test('lets two runs of a singleton be active', () =>
    checkCaught(EngineState.prototype, 'singletons', () => []));

  test('buffers each event separately', () => checkCaught(EventBuffers.prototype, 'find', () => undefined));

  test('loses event buffers when it restarts', () =>
    checkCaught(MemoryJournal.prototype, 'openBuffers', () => []));

  test('fires timers early', () => {
    const { set } = TimerQueue.prototype;
    return checkCaught(TimerQueue.prototype, 'set', function (this: TimerQueue, key, at, fire) {
      set.call(this, key, at - 1_000, fire);
    });
  });

  test('loses what was deferred', () => {
    const { add } = Decision.prototype;
    return checkCaught(Decision.prototype, 'add', function (this: Decision, fact) {
      if (fact.kind !== 'defer-added') add.call(this, fact);
    });
  });

  test('lets two runs wait for the same signal', () => {
    const { record } = Engine.prototype;
    return checkCaught(Engine.prototype, 'record', function (this: Engine, facts) {
      record.call(
        this,
        facts.filter(({ kind }) => kind !== 'signal-wait-replaced'),
      );
    });
  });

  test('does not ask for a pending request again after a crash', () =>
    checkCaught(Delivery.prototype, 'resume', () => {}));
});
