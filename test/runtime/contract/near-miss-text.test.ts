/** Why an event did not match, in words: what it had first, then what was needed. */
import { expect, test } from 'vitest';
import { type ConditionOf, nearMissText } from '../../../runtime/src/contract/wording/near-miss-text.ts';
import { english } from '../../../runtime/src/contract/wording/texts.ts';
import { explain, parseExpression } from '../../../runtime/src/expressions/expression.ts';

/** @param event the run's; @param candidate the one that did not match: data of both. */
function checkText(
  condition: string,
  event: Record<string, unknown>,
  candidate: Record<string, unknown>,
  expected: string | null,
  of: ConditionOf = 'wait',
): void {
  parseExpression(condition);
  const awaited = of === 'trigger' ? null : { data: candidate };
  const own = of === 'trigger' ? { data: candidate } : { data: event };
  const text = nearMissText(explain(condition, own, awaited, 0), english, of);
  expect(text).toBe(expected);
  expect(text ?? '').not.toContain('async.');
}

const sameUpload = 'event.data.upload_id == async.data.upload_id';

test('what the event had comes first, whichever side it stands on', () => {
  checkText(sameUpload, { upload_id: 'u-1' }, { upload_id: 'u-2' }, 'got "u-2", waits for "u-1"');
  checkText(
    'async.data.upload_id == event.data.upload_id',
    { upload_id: 'u-1' },
    { upload_id: 'u-2' },
    'got "u-2", waits for "u-1"',
  );
});

test('a field that the event does not have is named', () => {
  checkText(sameUpload, { upload_id: 'u-1' }, {}, 'has no upload_id, waits for "u-1"');
  checkText('async.data.user.id == "a"', {}, { user: {} }, 'has no user.id, waits for "a"');
});

test("a field that the run's own event does not have counts as null", () => {
  checkText(sameUpload, {}, { upload_id: 'u-2' }, 'got "u-2", waits for null');
});

test('with several clauses each field is named, and the others are counted', () => {
  const condition = `${sameUpload} && async.data.ok == true && async.data.n > 3`;
  const own = { upload_id: 'u-1' };
  checkText(condition, own, { upload_id: 'u-1', ok: false, n: 9 }, 'got ok false, waits for true');
  checkText(
    condition,
    own,
    { upload_id: 'u-2', ok: false, n: 9 },
    'got upload_id "u-2", waits for "u-1", and 1 more',
  );
});

test.each([
  ['async.data.n > 3', 'got 2, waits for more than 3'],
  ['async.data.n >= 3', 'got 2, waits for at least 3'],
  ['async.data.n < 2', 'got 2, waits for less than 2'],
  ['3 <= async.data.n', 'got 2, waits for at least 3'],
  ['async.data.n != 2', 'got 2, waits for anything but 2'],
  ['async.data.n in [4, 5]', 'got 2, waits for one of [4,5]'],
  ['7 in async.data.list', 'got [1], waits for a list with 7'],
])('%s: %s', (condition, expected) => {
  checkText(condition, {}, { n: 2, list: [1] }, expected);
});

test('types that look the same are told apart', () => {
  checkText(
    sameUpload,
    { upload_id: '1' },
    { upload_id: 1 },
    'got 1, waits for "1": "1" is a string, but 1 is a number',
  );
});

test('a clause without sides stands in the words of the code, without the names that only conditions know', () => {
  checkText('async.data.ok', {}, { ok: false }, 'not met: data.ok');
  checkText(
    '!async.data.draft',
    {},
    {},
    'not met: !data.draft: a missing field cannot be negated: compare it with null instead',
  );
  checkText(
    'async.data.text == "an event.b" || event.data.a',
    { a: false },
    { text: '' },
    'not met: data.text == "an event.b" || run.data.a',
  );
});

test('two fields of the same event', () => {
  checkText(
    'async.data.total == async.data.paid',
    {},
    { total: 3, paid: 2 },
    'not met: data.total == data.paid (3 and 2)',
  );
  checkText(
    'event.data.plan == "pro"',
    { plan: 'free' },
    {},
    'the run\'s event has plan "free", waits for "pro"',
  );
});

test('long values are cut where their difference is seen', () => {
  const long = (end: string) => `https://files.example.com/uploads/2026/11/30/${end}`;
  checkText(
    sameUpload,
    { upload_id: long('a.csv') },
    { upload_id: long('b.csv') },
    'got …6/11/30/b.csv", waits for …6/11/30/a.csv"',
  );
  checkText(
    sameUpload,
    { upload_id: 'x' },
    { upload_id: 'y'.repeat(200) },
    `got "${'y'.repeat(38)}…, waits for "x"`,
  );
});

test('the condition of a trigger asks about the event itself, which nothing waits for', () => {
  checkText('event.data.plan == "pro"', {}, { plan: 'free' }, 'got plan "free", needs "pro"', 'trigger');
  checkText(
    sameUpload,
    { upload_id: 'u-1' },
    { upload_id: 'u-2' },
    'got upload_id "u-2", needs "u-1"',
    'cancellation',
  );
});

test('an event that matches has nothing to say', () => {
  checkText(sameUpload, { upload_id: 'u-1' }, { upload_id: 'u-1' }, null);
});
