/** Inngest's meaning of expressions (protocol 5), where it differs from standard CEL above all. */

import { describe, expect, test } from 'vitest';
import { equalityKey, keyOf, valueAt } from '../../../runtime/src/expressions/equality-key.ts';
import { explain, matches, parseExpression } from '../../../runtime/src/expressions/expression.ts';
import { matchingData } from '../../../runtime/src/expressions/matching-data.ts';
import fc from '../../support/property.ts';

const event = {
  name: 'list.uploaded',
  ts: 1_700_000_000_000,
  data: {
    id: 7,
    n: 4,
    zero: 0,
    name: 'Ada',
    yes: true,
    no: false,
    nothing: null,
    list: [1, 2, 3],
    map: { a: 1 },
    'odd-key': 5,
    when: '2026-01-02T03:04:05Z',
  },
};
const now = Date.UTC(2026, 0, 3);

/** Evaluates over `event`; `error` when that throws. */
function evaluated(text: string): unknown {
  try {
    return parseExpression(text).evaluate({ variables: { event }, now });
  } catch {
    return 'error';
  }
}

function checkValues(cases: Record<string, unknown>): void {
  const actual = Object.fromEntries(Object.keys(cases).map((text) => [text, evaluated(text)]));
  expect(actual).toEqual(cases);
}

test('a missing field equals null and nothing else', () =>
  checkValues({
    'event.data.nope == null': true,
    'event.data.nope != null': false,
    'event.data.nope == 1': false,
    'event.data.nope != 1': true,
    'event.data.nope == event.data.nada': true,
    'event.data.nope.deeper == null': true,
    'event.data.nothing == null': true,
    'has(event.data.nope)': false,
    'has(event.data.id)': true,
  }));

test('a missing field is less than anything', () =>
  checkValues({
    'event.data.nope < 3': true,
    'event.data.nope <= 3': true,
    'event.data.nope > 3': false,
    'event.data.nope >= 3': false,
    '3 < event.data.nope': false,
    '3 > event.data.nope': true,
    '3 >= event.data.nope': true,
  }));

test('null is ordered as the zero value', () =>
  checkValues({
    'event.data.nothing < 1': true,
    'event.data.nothing < 0': false,
    'event.data.nothing >= 0': true,
  }));

test('addition takes what is there, and joins what does not fit', () =>
  checkValues({
    'event.data.nope + 2': 2,
    '2 + event.data.nope': 2,
    'event.data.n + 1': 5,
    'event.data.name + 1': 'Ada1',
    '"a" + "b"': 'ab',
    '[1] + [2]': [1, 2],
  }));

test('logic takes any value', () =>
  checkValues({
    'event.data.name && event.data.n': true,
    'event.data.zero || event.data.nope': false,
    '!event.data.nope': true,
    'event.data.list ? "yes" : "no"': 'yes',
  }));

test('calls with a missing field are false, the size of it is 0', () =>
  checkValues({
    'size(event.data.nope)': 0,
    'size(event.data.list)': 3,
    'event.data.nope.startsWith("A")': false,
    'event.data.name.startsWith("A")': true,
    'event.data.name.matches("^A.a$")': true,
    'lowercase(event.data.name) == "ada"': true,
    'uppercase(event.data.name)': 'ADA',
    'int("12") + 1': 13,
    'string(event.data.n)': '4',
    'b64decode("YWRh")': 'ada',
    'json_parse("{\\"a\\": 2}").a': 2,
  }));

test('collections', () =>
  checkValues({
    '2 in event.data.list': true,
    '"a" in event.data.map': true,
    'event.data.list[0]': 1,
    'event.data["odd-key"]': 5,
    'event.data.list.exists(x, x > 2)': true,
    'event.data.list.all(x, x > 2)': false,
    'event.data.list.filter(x, x > 1)': [2, 3],
    'event.data.list.map(x, x * 2)': [2, 4, 6],
    'event.data.list == [1, 2, 3]': true,
  }));

test('dates', () =>
  checkValues({
    'date(event.data.when) < now()': true,
    'date(event.data.when) > now_minus("12h")': false,
    'date(event.ts) == date("2023-11-14T22:13:20Z")': true,
    'timestamp(event.data.when).getFullYear()': 2026,
    'timestamp(event.data.when).getDayOfYear()': 1,
    'duration("90s") == duration("1m30s")': true,
  }));

test('what cannot be read is told apart from what cannot be found', () => {
  expect(() => parseExpression('event.data.id ==')).toThrow(/in the expression event\.data\.id ==/);
  expect(() => parseExpression('evnt.data.id == 1')).toThrow(/unknown variable evnt/);
  expect(() => parseExpression('lowerAscii(event.name)')).toThrow(/unknown function lowerAscii/);
});

test('only true matches', () => {
  expect(matches('event.data.n', event, null, now)).toBe(false);
  expect(matches('event.data.n == 4', event, null, now)).toBe(true);
  expect(matches('event.data.map < 3', event, null, now)).toBe(false);
});

test('an explanation judges each part of the conjunction, with both values', () => {
  const text = 'event.data.id == async.data.id && async.data.ok && (async.data.n > 3 || async.data.x == 1)';
  expect(explain(text, event, { data: { id: 8, ok: true } }, now)).toEqual([
    {
      expression: 'event.data.id == async.data.id',
      result: false,
      left: { expression: 'event.data.id', value: 7 },
      right: { expression: 'async.data.id', value: 8 },
    },
    { expression: 'async.data.ok', result: true },
    { expression: 'async.data.n > 3 || async.data.x == 1', result: false },
  ]);
});

describe('looking waits up', () => {
  const json = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null), fc.constant(undefined));

  test('finds exactly the events that the equality holds for', () => {
    const text = 'event.data.id == async.data.id';
    fc.assert(
      fc.property(json, json, (own, candidate) => {
        const awaited = { data: { id: candidate } };
        const found = equalityKey(text, { data: { id: own } }, now)!;
        expect(found.key === keyOf(valueAt(awaited, found.path))).toBe(
          matches(text, { data: { id: own } }, awaited, now),
        );
      }),
    );
  });

  test('is given up for conditions without an equality', () => {
    expect(equalityKey('async.data.n > 3', event, now)).toBe(null);
    expect(equalityKey('event.data.map == async.data.map', event, now)).toBe(null);
    expect(equalityKey('async.data.a == async.data.b', event, now)).toBe(null);
    expect(equalityKey('async.data.n > 3 && "x" == async.data.k', event, now)).toEqual({
      path: ['data', 'k'],
      key: 'string:x',
    });
  });

  test('says what a matching event must hold', () => {
    const text = 'event.data.id == async.data.id && async.data.who.name == "Ada" && async.data.n > 3';
    expect(matchingData(text, event)).toEqual({ id: 7, who: { name: 'Ada' } });
    expect(matchingData(null, event)).toEqual({});
    expect(matchingData('broken ==', event)).toEqual({});
  });
});
