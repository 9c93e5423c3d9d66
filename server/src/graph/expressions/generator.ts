/** Generators interleave with the loop over them: each `yield` runs one iteration of that loop. */
import { ts } from 'ts-morph';
import type { Argument, FunctionValue } from '../../evaluation/value.ts';
import { type Block, emptyBlock, sequence } from '../block.ts';
import type { BuildContext } from '../build-context.ts';

/** The generator that an expression calls; null when it is anything else. */
export function generatorOf(
  expression: ts.Expression,
  context: BuildContext,
): { fn: FunctionValue; args: Argument[] } | null {
  const call = ts.isCallExpression(expression) ? expression : null;
  const value = call ? context.environment.evaluate(call.expression) : null;
  if (!call || value?.kind !== 'function') return null;
  const { node } = value;
  const isGenerator =
    (ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isMethodDeclaration(node)) &&
    node.asteriskToken !== undefined;
  return isGenerator ? { fn: value, args: context.environment.argumentsOf(call) } : null;
}

export function yieldBlock(node: ts.YieldExpression, context: BuildContext): Block {
  const { draft, build } = context;
  const before = node.expression ? context.expression(node.expression) : emptyBlock;
  if (node.asteriskToken && node.expression) {
    const inner = generatorOf(node.expression, context);
    if (!inner || context.build.isRecursive(inner.fn.node)) return before;
    const within = context.inside('yield*');
    return sequence(draft, [before, within.inline(inner.fn, inner.args, { isCallback: false })]);
  }
  const consume = build.consumers.at(-1);
  if (!consume) return before;
  // The loop's own code is outside the generator: a `yield` there belongs to another one.
  build.consumers.pop();
  const round = consume(context.inside('yield'));
  build.consumers.push(consume);
  return sequence(draft, [before, round]);
}
