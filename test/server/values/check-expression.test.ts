import { expect, test } from 'vitest';
import { globalFunctions, methods } from '../../../runtime/src/expressions/functions.ts';
import { type ExpressionUse, expressionProblems } from '../../../server/src/values/check-expression.ts';
import { callableNames } from '../../../server/src/values/expression-names.ts';
import { expressionPaths } from '../../../server/src/values/expression-paths.ts';
import { checkTextProblem } from '../../support/analysis/check-text-problem.ts';

const wait: ExpressionUse = { hasAsync: true, isComparisonOnly: false };
const trigger: ExpressionUse = { hasAsync: false, isComparisonOnly: false };
const cancel: ExpressionUse = { hasAsync: true, isComparisonOnly: true };

test.each([
  'event.data.upload_id == async.data.upload_id',
  'async.data.approved && !event.data.dry_run || event.ts > 5',
  "event.data['user-id'] in ['a', \"b\"]",
  'event.data.items.exists(item, item.id == async.data.id)',
  "lowercase(event.data.email).endsWith('@example.com')",
  'timestamp(event.data.at) > now_minus("1h")',
  'has(event.data.x) ? event.data.x : null',
  'type(event.data.n) == int && size(event.data.list) > 2',
  "'global'",
  "event.data.note == 'a === b; and c'",
])('the server compiles %s', (text) => {
  checkTextProblem(text, (given) => expressionProblems(given, wait));
});

test.each([
  ["event.data.a ⟦===⟧ 'x' && event.data.b === 'y'", '`==`', "event.data.a == 'x' && event.data.b == 'y'"],
  ['event.data.a ⟦!==⟧ 3', '`!=`', 'event.data.a != 3'],
  ['event.data.a ⟦=⟧ 3', 'there is no assignment', 'event.data.a == 3'],
  ['event⟦?.⟧data?.a == 3', 'not an error', 'event.data.a == 3'],
  ['event.data.a ⟦and⟧ event.data.b', '`&&`', 'event.data.a && event.data.b'],
  ['event.data.a == 1⟦;⟧', 'do not end with `;`', 'event.data.a == 1'],
  ['⟦{{ event.data.a }}⟧', 'Remove the braces', 'event.data.a'],
  ['event.data.a == ⟦undefined⟧', 'equals `null`', 'event.data.a == null'],
  ["event.data.name⟦.includes(⟧'a')", '`contains`', "event.data.name.contains('a')"],
  ["⟦event.data.name.toLowerCase()⟧ == 'a'", 'lowercase', "lowercase(event.data.name) == 'a'"],
  ['⟦data⟧.a == 1', '`event.data`', 'event.data.a == 1'],
  ['⟦evnt⟧.data.a == 1', 'did you mean `event`', 'event.data.a == 1'],
  ['⟦steps⟧.a == 1', 'only `event` and `async`', null],
  ["event.data.a.⟦startWith⟧('x')", 'did you mean `startsWith`', "event.data.a.startsWith('x')"],
  ["⟦uuid⟧('x') == event.id", 'no function `uuid`', null],
  ["⟦event.data.a.contains('x', 'y')⟧", 'takes 1 argument, not 2', null],
  ['event.data.a == async.data.a &⟦&⟧', 'is incomplete', null],
  ["event.data['x⟦'⟧", '`]` is missing before the end', null],
  ['event.data.a ⟦b⟧', 'Unexpected', null],
])('%s: %s', (marked, message, fixed) => {
  const found = checkTextProblem(marked, (text) => expressionProblems(text, wait));
  expect(found.message).toMatch(message);
  expect(found.fixed).toBe(fixed);
});

test('a trigger has no awaited event', () => {
  const found = checkTextProblem('event.data.a == ⟦async⟧.data.a', (text) =>
    expressionProblems(text, trigger),
  );
  expect(found.fixed).toBe('event.data.a == event.data.a');
});

test('a cancellation accepts comparisons only', () => {
  checkTextProblem('int(event.data.a) == -1 && async.data["b"] in [1, 2]', (text) =>
    expressionProblems(text, cancel),
  );
  for (const marked of [
    '⟦lowercase(event.data.a)⟧ == async.data.a',
    '⟦event.data.n + 1⟧ == async.data.n',
    '⟦has(event.data.a)⟧ && event.data.a == async.data.a',
  ]) {
    expect(checkTextProblem(marked, (text) => expressionProblems(text, cancel)).message).toMatch('cancelOn');
  }
});

test('parts that are known only at run time are not checked', () => {
  const text = '____ && event.data.a == async.data.a';
  expect(expressionProblems(text, { ...wait, holes: [{ start: 0, end: 4 }] })).toEqual([]);
  const broken = "event.data.a == '____' ____";
  expect(
    expressionProblems(broken, {
      ...wait,
      holes: [
        { start: 17, end: 21 },
        { start: 23, end: 27 },
      ],
    }),
  ).toEqual([]);
});

test('paths include the location of each member', () => {
  const text = "event.data['upload_id'] == async.data.id && event.data.items.exists(i, i.id == 1)";
  const paths = expressionPaths(text).map(({ root, members }) => [
    root,
    ...members.map(({ name, start, end }) => `${name}=${text.slice(start, end)}`),
  ]);
  expect(paths).toEqual([
    ['event', 'data=data', 'upload_id=upload_id'],
    ['async', 'data=data', 'id=id'],
    ['event', 'data=data', 'items=items'],
  ]);
});

test('the runtime has every function that the checker knows, and no other', () => {
  // Macros and `has` are not functions for the runtime: they are given code, not values.
  const macros = ['all', 'exists', 'exists_one', 'filter', 'has', 'map'];
  const known = callableNames.filter((name) => !macros.includes(name));
  const had = [...globalFunctions.keys(), ...methods.keys()];
  expect([...new Set(known)].sort()).toEqual([...new Set(had)].sort());
});
