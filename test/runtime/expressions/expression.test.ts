/** Which events an expression lets match, why another did not, and how waits are looked up. */
import { describe, expect, test } from 'vitest';
import { equalityKey, keyOf, valueAt } from '../../../runtime/src/expressions/equality-key.ts';
import { explain, matches, parseExpression } from '../../../runtime/src/expressions/expression.ts';
import { matchingData } from '../../../runtime/src/expressions/matching-data.ts';
import { now } from '../../support/analysis/check-expressions.ts';
import fc from '../../support/property.ts';

const event = {
  name: 'list.uploaded',
  data: { id: 7, n: 4, name: 'Ada', map: { a: 1 } },
};

test.each([
  ['event.data.id ==', 'Unexpected token: EOF at its end in the expression event.data.id =='],
  [
    'event.data.id = 7',
    'Unexpected character: = (use == to compare) at character 15 in the expression event.data.id = 7',
  ],
  ['evnt.data.id == 1', 'unknown variable evnt'],
  ['lowerAscii(event.name)', 'unknown function lowerAscii()'],
  ['event.name.toUpperCase()', 'unknown function toUpperCase()'],
  ['size(1, 2)', 'size() does not take 2 arguments'],
  ['has(event)', 'has() requires a field, as in has(event.data.id)'],
  ['[1].map(x)', 'map() requires a variable and a condition'],
])('of %s it is said what is wrong, and where', (text, message) => {
  expect(() => parseExpression(text)).toThrow(message);
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

test('an explanation says so when the expression evaluates to neither true nor false', () => {
  expect(explain('event.data.n == 4 && async.data.by', event, { data: { by: 'Ada' } }, now).at(-1)).toEqual({
    expression: 'async.data.by',
    result: false,
    reason: 'evaluates to "Ada", which is neither true nor false',
  });
});

test.each(['!async.data.spam', '!has(async.data.spam)'])('an explanation says why %s is not true', (text) => {
  expect(explain(text, event, { data: {} }, now)).toEqual([
    {
      expression: text,
      result: false,
      reason: 'a missing field cannot be negated: compare it with null instead',
    },
  ]);
});

describe('looking up waits', () => {
  const json = fc.oneof(
    fc.constantFrom(undefined, null, 0, 1, -0, 7, 0.5, 2 ** 53, '', '7', 'null', true, false),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string(),
    fc.constantFrom({}, { a: 1 }, [1], []),
  );
  const own = fc.constantFrom(
    'event.data.id',
    'event.data.nope',
    'event.data.id + event.data.id',
    'event.data.list[5]',
    'has(event.data.nope)',
    'null',
    '7',
    '7u',
    '9007199254740993',
    '"7"',
    'int("7")',
  );
  const rest = fc.constantFrom('', ' && true', ' && async.data.n > 3', ' && event.data.id == 7', ' || false');

  test('finds exactly the events that meet the whole condition, or evaluates them', () => {
    fc.assert(
      fc.property(own, rest, json, json, fc.boolean(), (side, more, id, candidate, turned) => {
        const text = `${turned ? `${side} == async.data.id` : `async.data.id == ${side}`}${more}`;
        const ours = { data: { id, list: [] } };
        const awaited = JSON.parse(JSON.stringify({ data: { id: candidate, n: 5 } }));
        const key = equalityKey(text, ours, now);
        const isLookedUp = key === null || keyOf(valueAt(awaited, key.path)) === key.key;
        if (matches(text, ours, awaited, now)) expect(isLookedUp, text).toBe(true);
        if (more === '' && key !== null) expect(matches(text, ours, awaited, now), text).toBe(isLookedUp);
      }),
      { numRuns: 3_000 },
    );
  });

  test('is not possible for conditions without an equality', () => {
    expect(equalityKey('async.data.n > 3', event, now)).toBe(null);
    expect(equalityKey('event.data.map == async.data.map', event, now)).toBe(null);
    expect(equalityKey('async.data.a == async.data.b', event, now)).toBe(null);
    expect(equalityKey('async.data.n > 3 && "x" == async.data.k', event, now)).toEqual({
      path: ['data', 'k'],
      key: 'string:x',
    });
  });

  test('says what a matching event must contain', () => {
    const text = 'event.data.id == async.data.id && async.data.who.name == "Ada" && async.data.n > 3';
    expect(matchingData(text, event)).toEqual({ id: 7, who: { name: 'Ada' } });
    expect(matchingData('async.data.n == 3 && async.data.at == date("2026-01-01")', event)).toEqual({
      n: 3,
      at: '2026-01-01T00:00:00.000Z',
    });
    expect(matchingData(null, event)).toEqual({});
    expect(matchingData('broken ==', event)).toEqual({});
  });
});
