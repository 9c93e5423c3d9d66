import { test } from 'vitest';
import { ruleChecker } from '../../support/analysis/check-rule.ts';

const rule = ruleChecker('surprising-expression');

const when = (condition: string): string =>
  `inngest.createFunction({ id: 'f', triggers: { event: 'e', if: '${condition}' } }, async () => {});`;

test('a field and an integer are concatenated', () =>
  rule.finds(when('[|event.data.n + 1|] == 5'), {
    says: 'Numbers in events are doubles, and `1` is an integer. Adding them gives a string, as in "41".',
    severity: 'warning',
    fix: 'Replace with "event.data.n + 1.0 == 5"',
    after: when('event.data.n + 1.0 == 5'),
  }));

test('other arithmetic with them fails', () =>
  rule.finds(when('[|2 * event.data.sizes[0]|] > 5'), {
    says: 'This fails, which counts as false.',
    fix: 'Replace with "2.0 * event.data.sizes[0] > 5"',
    after: when('2.0 * event.data.sizes[0] > 5'),
  }));

test('remainders require integers', () =>
  rule.finds(when('[|event.data.n % 2|] == 0'), {
    says: '`%` takes only integers',
    fix: 'Replace with "int(event.data.n) % 2 == 0"',
    after: when('int(event.data.n) % 2 == 0'),
  }));

test('a missing field cannot be negated', () =>
  rule.finds(
    `inngest.createFunction({ id: 'f', triggers: { event: 'e' } }, async ({ step }) => {
  await step.waitForEvent('w', { event: 'x', timeout: '1d', if: 'async.data.id == event.data.id && [|!has(async.data.error)|]' });
});`,
    {
      says: 'This is never true',
      fix: 'Replace with "async.data.id == event.data.id && async.data.error == null"',
      after: `inngest.createFunction({ id: 'f', triggers: { event: 'e' } }, async ({ step }) => {
  await step.waitForEvent('w', { event: 'x', timeout: '1d', if: 'async.data.id == event.data.id && async.data.error == null' });
});`,
    },
  ));

test('the timestamp of an event is not an integer', () =>
  rule.finds(when('[|date(event.ts)|] > now_minus("1h")'), {
    says: '`date` takes a string or an integer',
    fix: 'Replace with "date(int(event.ts)) > now_minus("1h")"',
    after: when('date(int(event.ts)) > now_minus("1h")'),
  }));

test('comparisons, doubles and conversions', () =>
  rule.isSilent(`
    ${when('event.data.n == 4 && event.data.n > 3 && event.data.n != -1')}
    ${when('event.data.n + 1.0 == 5 && int(event.data.n) + 1 == 5')}
    ${when('event.data.a + event.data.b > 5 && event.data.first + "x" == "ax"')}
    ${when('has(event.data.id) && date(event.data.when) < now()')}
    ${when('size(event.data.items) + 1 > 3')}
  `));
