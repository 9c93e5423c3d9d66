/** `a = b`: a name or member holds a promise, a wait's result or the step tools from here on. */
import { ts } from 'ts-morph';
import { unwrap } from '../../syntax/references.ts';
import { sequence } from '../block.ts';
import type { Build, Place } from '../build.ts';
import { atOnce, type Evaluation } from './evaluation.ts';
import { holdPromise, rootDeclaration } from './promises.ts';

export function assignment(node: ts.BinaryExpression, build: Build, place: Place): Evaluation {
  const { left, right } = node;
  const target = unwrap(left);
  const before = ts.isIdentifier(target) ? [] : [build.expression(left, place)];
  const value = build.evaluate(right, place);
  const meaning = build.values.of(right);
  if (meaning && build.mayStep.carries(meaning, node)) build.values.assign(left, meaning);
  // `review = await step.waitForEvent(…)`: the variable holds the wait's result from here on.
  if (value.now.result !== null && ts.isIdentifier(target)) build.holdInVariable(value.now.result, target);
  const holder = rootDeclaration(left);
  const holders = holder ? [holder] : [];
  const block = holdPromise(value, right, target.getText(), holders, build, place);
  return atOnce(sequence(build.draft, [...before, block]));
}
