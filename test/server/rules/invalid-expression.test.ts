import { test } from 'vitest';
import { ruleChecker } from '../../support/analysis/check-rule.ts';

const rule = ruleChecker('invalid-expression');

const wait = (options: string): string =>
  `await step.waitForEvent('w', { event: 'x', timeout: '1d', ${options} });`;
const made = (options: string): string =>
  `inngest.createFunction({ id: 'f', triggers: { event: 'e' }, ${options} }, async () => {});`;

test('equality as in JavaScript', () =>
  rule.finds(wait(`if: 'event.data.a [|===|] async.data.a && async.data.b === 1'`), {
    says: 'Equality is `==` here, not `===`.',
    severity: 'error',
    fix: 'Replace with "event.data.a == async.data.a && async.data.b == 1"',
    after: wait(`if: 'event.data.a == async.data.a && async.data.b == 1'`),
  }));

test('the location within a string with escapes', () =>
  rule.finds(wait(String.raw`if: 'async.data.name == \'O\u0048ara\' && [|evnt|].data.ok'`), {
    says: 'did you mean `event`?',
    fix: `Replace with "async.data.name == 'OHara' && event.data.ok"`,
    after: wait(String.raw`if: 'async.data.name == \'O\u0048ara\' && event.data.ok'`),
  }));

test('the location within a multi-line template', () =>
  rule.finds(wait(`if: \`\n  async.data.id == "\${event.data.id}" &&\n  [|steps|].ok\n\``), {
    says: 'There is no `steps` in expressions',
  }));

test('a function of JavaScript', () =>
  rule.finds(wait(`if: "async.data.tags[|.includes(|]'a')"`), {
    says: 'Strings have `contains` here',
    fix: `Replace with "async.data.tags.contains('a')"`,
    after: wait(`if: "async.data.tags.contains('a')"`),
  }));

test('match with the event as a prefix', () =>
  rule.finds(wait(`match: '[|event.|]data.id'`), {
    says: '`match` is a path inside the event: `data.id`',
    fix: 'Replace with "data.id"',
    after: wait(`match: 'data.id'`),
  }));

test('match without data, and match as a condition', () =>
  rule.finds(`${wait(`match: '[|user_id|]'`)}\n${wait(`match: '[|event.data.a == async.data.a|]'`)}`, {
    says: ['The payload is under `data`', 'Use `if` for conditions.'],
    fix: 'Replace with "data.user_id"',
    after: `${wait(`match: 'data.user_id'`)}\n${wait(`match: 'event.data.a == async.data.a'`)}`,
    left: 1,
  }));

test('a trigger has no awaited event', () =>
  rule.finds(
    `inngest.createFunction({ id: 'f', triggers: { event: 'e', if: '[|async|].data.a > 1' } }, async () => {});`,
    {
      says: 'only `event` exists here',
      fix: 'Replace with "event.data.a > 1"',
      after: `inngest.createFunction({ id: 'f', triggers: { event: 'e', if: 'event.data.a > 1' } }, async () => {});`,
    },
  ));

test('a key in braces', () =>
  rule.finds(made(`concurrency: [{ limit: 1, key: '[|{{ event.data.id }}|]' }]`), {
    says: 'Remove the braces',
    fix: 'Replace with "event.data.id"',
    after: made(`concurrency: [{ limit: 1, key: 'event.data.id' }]`),
  }));

test('a word for a key', async () => {
  await rule.finds(made(`concurrency: { limit: 1, key: '[|calendar-api|]' }`), {
    says: 'A key is an expression, and `calendar-api` has no value',
    severity: 'warning',
    fix: 'Replace with "calendar-api"',
    after: made(`concurrency: { limit: 1, key: '"calendar-api"' }`),
  });
  await rule.finds(made(`throttle: { limit: 1, period: '1m', key: "[|userId|]" }`), {
    fix: 'Replace with event.data.userId',
    after: made(`throttle: { limit: 1, period: '1m', key: "event.data.userId" }`),
  });
  await rule.finds(made(`throttle: { limit: 1, period: '1m', key: "[|all|]" }`), {
    fix: `Replace with 'all'`,
    after: made(`throttle: { limit: 1, period: '1m', key: "'all'" }`),
  });
});

test('a cancellation accepts comparisons only', () =>
  rule.finds(made(`cancelOn: [{ event: 'x', if: '[|lowercase(async.data.a)|] == event.data.a' }]`), {
    says: 'The server does not allow calls in `cancelOn`',
  }));

test('an expression that is half typed', () =>
  rule.finds(wait(`if: 'async.data.id == event.data[|.|]'`), { says: 'is missing before the end' }));

test('expressions that the server compiles', () =>
  rule.isSilent(`
    ${wait(`match: 'data.id'`)}
    ${wait(`match: 'data["user id"].x'`)}
    ${wait(`if: "event.data.id == async.data.id && async.data.kind in ['a', 'b']"`)}
    ${wait(`if: \`async.data.id == "\${event.data.id}"\``)}
    ${wait(`if: \`\${event.data.condition} && async.data.ok\``)}
    ${wait(`if: 'async.data.id == "' + event.data.id + '"'`)}
    ${wait(`if: event.data.condition`)}
  `));

test('keys that the server compiles', () =>
  rule.isSilent(
    made(
      `concurrency: { limit: 1, key: '"all"' }, throttle: { limit: 1, period: '1m', key: 'event.data.account + "-" + event.data.n' }, priority: { run: 'event.data.plan == "pro" ? 180 : 0' }, idempotency: 'event.data.id', cancelOn: [{ event: 'x', if: 'event.data.n == int(async.data.n)' }]`,
    ),
  ));
