/** An expression that the server takes, and that cannot come out as it reads. */
import { expressionSurprises } from '../values/expression-surprises.ts';
import { expressionPlaces } from './facts/expression-places.ts';
import { textFinding, writtenText } from './facts/written-text.ts';
import type { Rule } from './model/rule.ts';

export const surprisingExpression: Rule = {
  code: 'surprising-expression',
  title: 'Event expression with a surprising result',
  defaultSeverity: 'warning',
  *check(context) {
    for (const { expression, role, use } of expressionPlaces(context)) {
      // A cancellation may not calculate at all.
      if (role === 'match' || use.isComparisonOnly) continue;
      const written = writtenText(expression, context.sources);
      if (!written?.isKnown) continue;
      for (const problem of expressionSurprises(written.text)) {
        yield textFinding(written, problem, (fixed) => `Replace with "${fixed}"`);
      }
    }
  },
};
