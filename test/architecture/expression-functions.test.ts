/**
 * The runtime evaluates expressions and the server checks them; neither may import the other, so each has its own table of
 * functions. They must know the same ones, with the same numbers of arguments.
 */
import { expect, test } from 'vitest';
import { globalFunctions, methods } from '../../runtime/src/expressions/functions.ts';
import { macros } from '../../runtime/src/expressions/macros.ts';
import { expressionProblem } from '../../runtime/src/expressions/problems.ts';
import { expressionProblems } from '../../server/src/values/check-expression.ts';
import { callableNames } from '../../server/src/values/expression-names.ts';

const names = new Set([
  ...callableNames,
  ...globalFunctions.keys(),
  ...methods.keys(),
  ...Object.keys(macros),
  'has',
  'unheardOf',
]);

/** Calls with 0 to 4 arguments, as a function and as a method. A macro's first argument is a name. */
const calls = [...names].flatMap((name) =>
  [0, 1, 2, 3, 4].flatMap((count) => {
    const args = Array.from({ length: count }, (_, index) =>
      index === 0 && Object.hasOwn(macros, name) ? 'item' : 'event.data.value',
    ).join(', ');
    return [`${name}(${args})`, `event.data.value.${name}(${args})`];
  }),
);

const isTakenByServer = (call: string) =>
  expressionProblems(call, { hasAsync: true, isComparisonOnly: false }).length === 0;
const isTakenByRuntime = (call: string) => expressionProblem(call) === null;

test('the server and the runtime take the same calls', () => {
  expect(calls.filter(isTakenByServer)).toEqual(calls.filter(isTakenByRuntime));
});

test('every function that either of them names can be called in some way', () => {
  const taken = calls.filter(isTakenByRuntime).map((call) => /(\w+)\([^(]*$/.exec(call)?.[1]);
  expect(new Set(taken)).toEqual(new Set([...names].filter((name) => name !== 'unheardOf')));
});
