/** `a = b`: a name or member holds a promise, a wait's result or the step tools from here on. */
import { ts } from 'ts-morph';
import { unwrap } from '../../syntax/references.ts';
import { sequence } from '../block.ts';
import type { BuildContext } from '../build-context.ts';
import { atOnce, type Effects } from './effects.ts';
import { holdPromise, rootDeclaration } from './promises.ts';

export function assignment(node: ts.BinaryExpression, context: BuildContext): Effects {
  const { left, right } = node;
  const target = unwrap(left);
  const before = ts.isIdentifier(target) ? [] : [context.expression(left)];
  const value = context.effectsOf(right);
  const meaning = context.environment.evaluate(right);
  if (meaning && context.carriesSteps(meaning, node)) context.environment.assign(left, meaning);
  // `review = await step.waitForEvent(…)`: the variable holds the wait's result from here on.
  const holder = rootDeclaration(left);
  if (value.now.result !== null && holder && ts.isIdentifier(target)) {
    context.draft.holdResult(value.now.result, holder);
  }
  const holders = holder ? [holder] : [];
  const block = holdPromise(value, right, target.getText(), holders, context);
  return atOnce(sequence(context.draft, [...before, block]));
}
