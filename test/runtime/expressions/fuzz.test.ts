/** Whatever an expression contains, it quickly evaluates to a value or a clear error. */
import { expect, test } from 'vitest';
import { explain, matches, parseExpression } from '../../../runtime/src/expressions/expression.ts';
import { ExpressionError } from '../../../runtime/src/expressions/values.ts';
import { now } from '../../support/analysis/check-expressions.ts';
import fc from '../../support/property.ts';

const event = {
  name: 'a/b',
  ts: 1,
  data: { id: 7, list: [1, 'b', null], name: 'Ada', map: { a: { b: 1 } } },
};

/** The error's name, or `value`. */
function outcome(text: string): string {
  try {
    parseExpression(text).evaluate({ variables: { event, async: event }, now });
    return 'value';
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    expect(error.message.length).toBeGreaterThan(5);
    return error.name;
  }
}

const words = fc.constantFrom(
  ...'event async . data id list name map [ ] ( ) { } , : ? && || ! == != < <= > >= in + - * / % 0 1 1.5 7u "a" \'b\' null true false'.split(
    ' ',
  ),
  ...'size ( has ( .exists( x , .map( x, .filter( int( string( date( now() now_plus("1h") duration("1s") matches( .contains( timestamp('.split(
    ' ',
  ),
);

test('any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => void outcome(text)),
    { numRuns: 2_000 },
  );
});

test('any sequence of words', () => {
  fc.assert(
    fc.property(fc.array(words, { maxLength: 25 }), (parts) => void outcome(parts.join(' '))),
    { numRuns: 5_000 },
  );
});

test('any tree: it evaluates to true or false, or says why not', () => {
  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(
        'event.data.id',
        'async.data.nope',
        'event.data.list',
        'event.data.map',
        '1',
        '1.5',
        '"a"',
        'null',
        'true',
        'now()',
      ),
      fc
        .tuple(
          tie('tree'),
          fc.constantFrom('==', '!=', '<', '>=', '&&', '||', '+', '-', '*', '/', '%', 'in'),
          tie('tree'),
        )
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
      fc
        .tuple(
          fc.constantFrom('size', 'int', 'string', 'type', 'lowercase', 'duration', 'timestamp', '!', '-'),
          tie('tree'),
        )
        .map(([f, a]) => `${f}(${a})`),
      fc
        .tuple(tie('tree'), fc.constantFrom('exists', 'all', 'map', 'filter', 'exists_one'), tie('tree'))
        .map(([a, macro, b]) => `[${a}].${macro}(x, ${b} == x)`),
      fc.tuple(tie('tree'), tie('tree'), tie('tree')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => `[${a}, ${b}][0]`),
    ),
  }));
  fc.assert(
    fc.property(tree, (text) => {
      expect(['value', 'EvaluationError']).toContain(outcome(text));
      const first = matches(text, event, event, now);
      expect(matches(text, event, event, now)).toBe(first);
      // What is told about it goes into the journal.
      expect(() => JSON.stringify(explain(text, event, event, now))).not.toThrow();
    }),
    { numRuns: 3_000 },
  );
});

test.each([
  ['brackets', '('.repeat(10_000) + ')'.repeat(10_000), 'InvalidExpression'],
  ['lists', `${'['.repeat(5_000)}1${']'.repeat(5_000)}`, 'InvalidExpression'],
  ['denials', `${'!'.repeat(15_000)}true`, 'InvalidExpression'],
  ['a chain of sums', `${'1 + '.repeat(4_000)}1`, 'InvalidExpression'],
  ['a chain of fields', `event${'.a'.repeat(3_000)}`, 'InvalidExpression'],
  ['a long text', `"${'x'.repeat(30_000)}"`, 'InvalidExpression'],
  ['a chain that a person may write', `${'event.data.id == 1 || '.repeat(200)}true`, 'value'],
  ['loops in loops', nested('[1,2,3,4,5,6,7,8,9,10]', 8), 'EvaluationError'],
  ['a text that doubles', `["${'x'.repeat(1000)}"]${'.map(x, x + x)'.repeat(40)}`, 'EvaluationError'],
  ['a pattern that makes others backtrack', `"${'a'.repeat(5_000)}b".matches("^(a+)+$")`, 'value'],
])('%s end', (_, text, expected) => {
  expect(outcome(text)).toBe(expected);
});

function nested(list: string, depth: number): string {
  return depth === 0 ? '1' : `${list}.map(x${depth}, ${nested(list, depth - 1)})`;
}
