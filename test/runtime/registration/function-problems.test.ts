/** Why Inngest's servers would reject a function, reported although it still runs here. */
import { expect, test } from 'vitest';
import { functionProblems } from '../../../runtime/src/registration/function-problems.ts';
import { parseRegistration } from '../../../runtime/src/registration/registered-app.ts';

const check = (config: Record<string, unknown>, problems: string[]) =>
  expect(functionProblems(config)).toEqual(problems);

test('none for valid settings', () =>
  check(
    {
      triggers: [
        { event: 'list.uploaded', expression: 'event.data.n > 3' },
        { cron: 'TZ=Europe/Berlin */5 9-17 * * MON-FRI', jitter: '30s' },
      ],
      concurrency: [{ limit: 3 }, { limit: 1, key: 'event.data.id', scope: 'env' }],
      cancel: [{ event: 'list.deleted', if: 'event.data.id == async.data.id && int(async.data.n) > 3' }],
      rateLimit: { limit: 5, period: '24h', key: 'event.data.id' },
      throttle: { limit: 5, period: '7d' },
      debounce: { period: '1s' },
      priority: { run: "event.data.plan == 'paid' ? 120 : 0" },
      idempotency: 'event.data.id',
      timeouts: { start: '10s', finish: '1h30m' },
    },
    [],
  ));

test('triggers', () =>
  check(
    {
      triggers: [
        { event: 'a', expression: 'event.data.n ==' },
        { cron: '61 * * * *' },
        { cron: '0 0 * * * *' },
        { cron: 'TZ=Atlantis/City 0 9 * * *' },
        { cron: '0 9 * * *', jitter: '1h' },
        { event: 'b' },
        { event: 'b' },
        { event: 'c', cron: '0 9 * * *' },
        {},
      ],
    },
    [
      'the condition of the trigger a: Unexpected token: EOF at its end in the expression event.data.n ==',
      `"61 * * * *" has "61", which Inngest's servers do not accept for the minute`,
      '"0 0 * * * *" does not have five fields',
      '"TZ=Atlantis/City 0 9 * * *" has an unknown time zone, "Atlantis/City"',
      'a jitter of "1h" is not between 1s and 5m',
      'a trigger has both an event and a cron',
      'a trigger has neither an event nor a cron',
      'it has the same trigger twice',
    ],
  ));

test('more triggers than ten', () =>
  check({ triggers: Array.from({ length: 11 }, (_, n) => ({ event: `e${n}` })) }, [
    'it has more than 10 triggers',
  ]));

test('batches, and what they exclude', () =>
  check(
    {
      batchEvents: { maxSize: 1, timeout: '1d', key: 'nope(1)' },
      cancel: [{ event: 'x' }],
      debounce: { period: '10s' },
      singleton: { mode: 'skip' },
      priority: { run: '10' },
    },
    [
      'batchEvents and cancelOn cannot be combined',
      'batchEvents and debounce cannot be combined',
      'batchEvents and singleton cannot be combined',
      'batchEvents and priority cannot be combined',
      'batchEvents.maxSize is less than 2',
      'a batchEvents.timeout of "1d" is not a duration of at least 1s',
      'batchEvents.key: unknown function nope()',
    ],
  ));

test('limits', () =>
  check(
    {
      concurrency: [{ limit: 1 }, { limit: 2, scope: 'account' }, { limit: 3, key: 'event.data.' }],
      rateLimit: { limit: 0, period: '2d' },
      throttle: { limit: 1, period: 'often' },
      debounce: { period: '500ms' },
      timeouts: { finish: 'soon' },
    },
    [
      'a concurrency limit with scope "account" requires a key',
      'concurrency.key: Expected IDENTIFIER, got EOF at its end in the expression event.data.',
      'it has more than 2 concurrency limits',
      'rateLimit.limit is less than 1',
      'a rateLimit.period of "2d" is more than 1d',
      'a throttle.period of "often" is not a duration',
      'a debounce.period of "500ms" is less than 1s',
      'a timeouts.finish of "soon" is not a duration',
    ],
  ));

test('cancellations allow only comparisons', () =>
  check(
    {
      cancel: [
        { event: 'a', if: 'has(async.data.x)' },
        { event: 'b', if: 'async.name.endsWith("x")' },
        { event: 'c', if: 'async.data.n + 1 == 2' },
        { event: 'd' },
        { event: 'e' },
        { event: 'f' },
      ],
    },
    [
      'the condition of cancelOn a: only comparisons are allowed: has(async.data.x)',
      'the condition of cancelOn b: only comparisons are allowed: async.name.endsWith("x")',
      'the condition of cancelOn c: only comparisons are allowed: async.data.n + 1 == 2',
      'it has more than 5 cancelOn entries',
    ],
  ));

test.each([
  ['js:v3.21.9', 0],
  ['js:v3.22.0', 1],
  ['js:v3.53.1', 1],
  ['js:v3.54.0', 0],
  ['js:v4.24.0', 0],
  ['js:v1.10.1', 0],
])('the vulnerability in SDK 3: %s', (sdk, count) => {
  const parsed = parseRegistration({
    appName: 'app',
    url: 'http://localhost:3000/api/inngest',
    sdk,
    functions: [],
  });
  expect(parsed.ok && parsed.app.warnings.length).toBe(count);
});
