/** `new C(…)`: the constructor runs at once; `new Promise(…)` runs its function. */
import type { ts } from 'ts-morph';
import { constructorOf } from '../../evaluation/instances.ts';
import { isSubstantial, sequence } from '../block.ts';
import { type Build, inside, type Place } from '../build.ts';
import { atOnce, type Evaluation } from './evaluation.ts';

export function newEvaluation(node: ts.NewExpression, build: Build, place: Place): Evaluation {
  const { values, draft } = build;
  const before = (node.arguments ?? []).map((argument) => build.expression(argument, place));
  const made = values.of(node);
  if (node.expression.getText() === 'Promise' && node.arguments?.[0]) {
    const executor = values.of(node.arguments[0]);
    if (executor?.kind !== 'function' || !build.mayStep.carries(executor, node))
      return atOnce(sequence(draft, before));
    const within = inside(place, 'new Promise');
    return {
      now: sequence(draft, before),
      work: build.inline(executor, [], { place: within, isCallback: true }),
    };
  }
  if (made?.kind !== 'instance') return atOnce(sequence(draft, before));
  const maker = constructorOf(made.node);
  const passed = values.passed(node);
  if (!maker || !passed.some(({ value }) => build.mayStep.carries(value, node)) || build.isRecursive(maker)) {
    return atOnce(sequence(draft, before));
  }
  const body = build.inline({ kind: 'function', node: maker, frame: made.body }, passed, {
    place: inside(place, `new:${node.expression.getText()}`),
    isCallback: false,
  });
  return atOnce(sequence(draft, isSubstantial(body) ? [...before, body] : before));
}
