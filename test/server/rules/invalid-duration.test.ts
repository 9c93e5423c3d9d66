import { test } from 'vitest';
import { ruleChecker } from '../../support/analysis/check-rule.ts';

const rule = ruleChecker('invalid-duration');

test('two units in one duration, which the SDK cannot parse', () =>
  rule.finds(`await step.sleep('pause', '[|1h30m|]');`, {
    says: 'The SDK cannot parse `1h30m`, so it ends immediately. Use `90m`.',
    severity: 'error',
    fix: 'Replace with "90m"',
    after: `await step.sleep('pause', '90m');`,
  }));

test('a unit that the SDK does not know', () =>
  rule.finds(`await step.waitForEvent('w', { event: 'x', if: 'async.data.a', timeout: "[|2 months|]" });`, {
    says: 'so it ends immediately. Use `60d`.',
    fix: 'Replace with "60d"',
    after: `await step.waitForEvent('w', { event: 'x', if: 'async.data.a', timeout: "60d" });`,
  }));

test('an invocation waits for a year instead', () =>
  rule.finds(`await step.invoke('i', { function: fn, timeout: '[|soon|]' });`, {
    says: 'The SDK cannot parse `soon`, so it waits for a year. Use a format like `90m`.',
  }));

test('a number of milliseconds that was intended as seconds', () =>
  rule.finds(`await step.sleep('pause', [|30|]);`, {
    says: 'Numbers are milliseconds. `30` is less than a second: the SDK rounds it up to a second.',
    severity: 'information',
    fix: 'Replace with "30s"',
    after: `await step.sleep('pause', '30s');`,
  }));

test('less than a second counts as zero for SDK 3', () =>
  rule.finds(`await step.sleep('pause', '[|500ms|]');`, {
    says: 'less than a second: the SDK does not wait at all',
    severity: 'information',
    major: 3,
  }));

test('SDK 2 has the duration first', () =>
  rule.finds(
    `await step.sleep('[|1 hour 30 min|]');\nawait step.waitForEvent('x', { match: 'data.a', timeout: '1d' });`,
    {
      fix: 'Replace with "90m"',
      after: `await step.sleep('90m');\nawait step.waitForEvent('x', { match: 'data.a', timeout: '1d' });`,
      major: 2,
    },
  ));

test('more than a year', () =>
  rule.finds(`await step.sleep('pause', '[|2y|]');`, { says: 'Must be at most 1 year' }));

test('a point in time instead of a duration, and vice versa', async () => {
  await rule.finds(`await step.sleep('pause', '[|2030-01-31T12:00:00Z|]');`, {
    says: 'is a point in time, not a duration',
    fix: 'Use sleepUntil',
    after: `await step.sleepUntil('pause', '2030-01-31T12:00:00Z');`,
  });
  await rule.finds(`await step.sleepUntil('pause', '[|3 days|]');`, {
    says: '`3 days` is not a date, so the step throws.',
    fix: 'Use sleep',
    after: `await step.sleep('pause', '3 days');`,
  });
});

test('the constant in which the text is written', () =>
  rule.finds(
    `const pause = '[|1d12h|]';\nexport const fn = inngest.createFunction({ id: 'f', triggers: { event: 'e' } }, async ({ step }) => {\n  await step.sleep('pause', pause);\n});`,
    {
      fix: 'Replace with "36h"',
      after: `const pause = '36h';\nexport const fn = inngest.createFunction({ id: 'f', triggers: { event: 'e' } }, async ({ step }) => {\n  await step.sleep('pause', pause);\n});`,
    },
  ));

const withOptions = (options: string): string =>
  `inngest.createFunction({ id: 'f', triggers: { event: 'e' }, ${options} }, async () => {});`;

test('the server parses the durations of flow control, and accepts no words', () =>
  rule.finds(withOptions(`debounce: { period: '[|5 minutes|]' }, timeouts: { finish: '[|1 h|]' }`), {
    says: [
      'The server cannot parse `5 minutes`, so the server rejects the function. Use `5m`.',
      'The server cannot parse `1 h`, so the server ignores it. Use `1h`.',
    ],
    fix: 'Replace with "5m"',
    after: withOptions(`debounce: { period: '5m' }, timeouts: { finish: '1 h' }`),
    left: 1,
  }));

test('limits of flow control', () =>
  rule.finds(
    withOptions(
      `debounce: { period: '[|8d|]' }, rateLimit: { limit: 1, period: '[|25h|]' }, batchEvents: { maxSize: 5, timeout: '[|1d|]' }, cancelOn: [{ event: 'x', match: 'data.a', timeout: '[|1h30m|]' }]`,
    ),
    {
      says: [
        'at most 1 week, but is 8 days. The server rejects the function.',
        'at most 1 day, but is 1 day 1 hour',
        'Use `24h`',
        'Use `90m`',
      ],
      fix: 'Fix all 2 invalid-duration problems in this file',
      after: withOptions(
        `debounce: { period: '8d' }, rateLimit: { limit: 1, period: '25h' }, batchEvents: { maxSize: 5, timeout: '24h' }, cancelOn: [{ event: 'x', match: 'data.a', timeout: '90m' }]`,
      ),
      left: 2,
    },
  ));

test('durations that are parsed as intended', () =>
  rule.isSilent(
    `const days = event.data.days;
     await step.sleep('a', '7 days');
     await step.sleep('b', 60 * 1000);
     await step.sleep('c', 5000);
     await step.sleep('d', \`\${days} days\`);
     await step.sleep('e', '1.5h');
     await step.sleep('f', 0);
     await step.sleepUntil('g', event.data.when);
     await step.sleepUntil('h', '2030-01-31');
     await step.waitForEvent('i', { event: 'x', match: 'data.a', timeout: '1y' });
     await step.invoke('j', { function: fn, timeout: '1h' });
     await other.sleep('k', '1h30m');`,
  ));

test('options that the server accepts', () =>
  rule.isSilent(
    withOptions(
      `throttle: { limit: 1, period: '1d12h' }, batchEvents: { maxSize: 5, timeout: '1m30s' }, timeouts: { start: '90s' }`,
    ),
  ));
