/** `new C(…)`: the constructor runs at once; `new Promise(…)` runs its function. */
import type { ts } from 'ts-morph';
import { constructorOf } from '../../syntax/ast.ts';
import { isSubstantial, sequence } from '../block.ts';
import type { BuildContext } from '../build-context.ts';
import { atOnce, type Effects } from './effects.ts';

export function newEffects(node: ts.NewExpression, context: BuildContext): Effects {
  const { environment, draft } = context;
  const before = (node.arguments ?? []).map((argument) => context.expression(argument));
  const made = environment.evaluate(node);
  if (node.expression.getText() === 'Promise' && node.arguments?.[0]) {
    const executor = environment.evaluate(node.arguments[0]);
    if (executor?.kind !== 'function' || !context.carriesSteps(executor, node))
      return atOnce(sequence(draft, before));
    const within = context.inside('new Promise');
    return {
      now: sequence(draft, before),
      work: within.inline(executor, [], { isCallback: true }),
    };
  }
  if (made?.kind !== 'instance') return atOnce(sequence(draft, before));
  const maker = constructorOf(made.node);
  const args = environment.argumentsOf(node);
  if (
    !maker ||
    !args.some(({ value }) => context.carriesSteps(value, node)) ||
    context.build.isRecursive(maker)
  ) {
    return atOnce(sequence(draft, before));
  }
  const body = context
    .inside(`new:${node.expression.getText()}`)
    .inline({ kind: 'function', node: maker, frame: made.body }, args, { isCallback: false });
  return atOnce(sequence(draft, isSubstantial(body) ? [...before, body] : before));
}
