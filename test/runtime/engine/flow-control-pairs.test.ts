/**
 * Every pair of flow control features on one function. Expectations follow the official server: the order in which it
 * applies them is batch, rate limit (and idempotency, which is one), debounce, singleton, throttle, concurrency, priority.
 * It refuses a batch together with a debounce or a singleton when the app registers; here they run, and are warned about.
 *
 * Five events come at once, of which the fourth has the higher priority; a sixth comes after five seconds. A run takes a
 * second. A line is a run: its events, and the second in which it was first at work.
 */
import { expect, test } from 'vitest';
import { tellFlow } from '../../support/analysis/check-flow.ts';

const features = {
  batch: { batchEvents: { maxSize: 2, timeout: '3s' } },
  rateLimit: { rateLimit: { limit: 1, period: '4s' } },
  idempotency: { idempotency: 'event.data.order' },
  debounce: { debounce: { period: '2s' } },
  singleton: { singleton: { mode: 'skip' } },
  throttle: { throttle: { limit: 1, period: '2s' } },
  concurrency: { concurrency: 1 },
  runs: { concurrency: { fn: [{ limit: 2 }] } },
  priority: { priority: { run: 'event.data.paid ? 60 : 0' } },
} satisfies Record<string, Record<string, unknown>>;
type Name = keyof typeof features;

const pairs: [Name, Name, string[]][] = [
  ['batch', 'rateLimit', ['1+2 at 0', '3+4 at 0', '5 at 3', '6 at 8']],
  ['batch', 'idempotency', ['1+2 at 0', '3+4 at 0', '5 at 3', '6 at 8']],
  ['batch', 'debounce', ['1+2 at 0', '3+4 at 0', '5 at 3', '6 at 8']],
  ['batch', 'singleton', ['1+2 at 0', '3+4 - skipped', '5 at 3', '6 at 8']],
  ['batch', 'throttle', ['1+2 at 0', '3+4 at 2', '5 at 4', '6 at 8']],
  ['batch', 'concurrency', ['1+2 at 0', '3+4 at 1', '5 at 3', '6 at 8']],
  ['batch', 'runs', ['1+2 at 0', '3+4 at 0', '5 at 3', '6 at 8']],
  ['batch', 'priority', ['1+2 at 0', '3+4 at 0', '5 at 3', '6 at 8']],
  ['rateLimit', 'idempotency', ['1 at 0', '3 at 0', '4 at 0', '5 at 0']],
  ['rateLimit', 'debounce', ['1 at 2', '6 at 7']],
  ['rateLimit', 'singleton', ['1 at 0', '6 at 5']],
  ['rateLimit', 'throttle', ['1 at 0', '6 at 5']],
  ['rateLimit', 'concurrency', ['1 at 0', '6 at 5']],
  ['rateLimit', 'runs', ['1 at 0', '6 at 5']],
  ['rateLimit', 'priority', ['1 at 0', '6 at 5']],
  ['idempotency', 'debounce', ['5 at 2']],
  ['idempotency', 'singleton', ['1 at 0', '3 - skipped', '4 - skipped', '5 - skipped']],
  ['idempotency', 'throttle', ['1 at 0', '3 at 2', '4 at 4', '5 at 6']],
  ['idempotency', 'concurrency', ['1 at 0', '3 at 1', '4 at 2', '5 at 3']],
  ['idempotency', 'runs', ['1 at 0', '3 at 0', '4 at 1', '5 at 1']],
  ['idempotency', 'priority', ['1 at 0', '3 at 0', '4 at 0', '5 at 0']],
  ['debounce', 'singleton', ['5 at 2', '6 at 7']],
  ['debounce', 'throttle', ['5 at 2', '6 at 7']],
  ['debounce', 'concurrency', ['5 at 2', '6 at 7']],
  ['debounce', 'runs', ['5 at 2', '6 at 7']],
  ['debounce', 'priority', ['5 at 2', '6 at 7']],
  ['singleton', 'throttle', ['1 at 0', '2 - skipped', '3 - skipped', '4 - skipped', '5 - skipped', '6 at 5']],
  [
    'singleton',
    'concurrency',
    ['1 at 0', '2 - skipped', '3 - skipped', '4 - skipped', '5 - skipped', '6 at 5'],
  ],
  ['singleton', 'runs', ['1 at 0', '2 - skipped', '3 - skipped', '4 - skipped', '5 - skipped', '6 at 5']],
  ['singleton', 'priority', ['1 at 0', '2 - skipped', '3 - skipped', '4 - skipped', '5 - skipped', '6 at 5']],
  ['throttle', 'concurrency', ['1 at 0', '2 at 2', '3 at 4', '4 at 6', '5 at 8', '6 at 10']],
  ['throttle', 'runs', ['1 at 0', '2 at 2', '3 at 4', '4 at 6', '5 at 8', '6 at 10']],
  ['throttle', 'priority', ['1 at 0', '2 at 4', '3 at 6', '4 at 2', '5 at 8', '6 at 10']],
  ['concurrency', 'runs', ['1 at 0', '2 at 1', '3 at 2', '4 at 3', '5 at 4', '6 at 5']],
  ['concurrency', 'priority', ['1 at 0', '2 at 2', '3 at 3', '4 at 1', '5 at 4', '6 at 5']],
  ['runs', 'priority', ['1 at 0', '2 at 0', '3 at 1', '4 at 1', '5 at 2', '6 at 5']],
];

for (const [one, other, lines] of pairs) {
  test(`${one} with ${other}`, async () => expect(await told(one, other)).toEqual(lines));
}

test('all pairs are here', () => {
  const names = Object.keys(features);
  const all = names.flatMap((one, index) => names.slice(index + 1).map((other) => `${one} ${other}`));
  expect(pairs.map(([one, other]) => `${one} ${other}`)).toEqual(all);
});

async function told(one: Name, other: Name): Promise<string[]> {
  const story = await tellFlow({
    config: { ...features[one], ...features[other], ...both(one, other) },
    sent: [
      [0, { order: 'a' }, { order: 'a' }, { order: 'b' }, { order: 'c', paid: true }, { order: 'd' }],
      [5, { order: 'a' }],
    ],
    takes: 1,
    until: 16,
  });
  return story.lines;
}

/** Two features that share a key of the configuration. */
function both(one: Name, other: Name): Record<string, unknown> {
  return one === 'concurrency' && other === 'runs'
    ? { concurrency: { fn: [{ limit: 2 }], step: [{ limit: 1 }] } }
    : {};
}
