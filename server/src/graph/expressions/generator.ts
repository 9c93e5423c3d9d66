/** Generators run between the rounds of the loop over them: each `yield` is one round of that loop. */
import { ts } from 'ts-morph';
import type { FunctionValue, Passed } from '../../evaluation/value.ts';
import { type Block, sequence, through } from '../block.ts';
import { type Build, inside, type Place } from '../build.ts';

/** The generator that an expression calls; null when it is anything else. */
export function generatorOf(
  expression: ts.Expression,
  build: Build,
): { fn: FunctionValue; passed: Passed[] } | null {
  const call = ts.isCallExpression(expression) ? expression : null;
  const value = call ? build.values.of(call.expression) : null;
  if (!call || value?.kind !== 'function') return null;
  const { node } = value;
  const isGenerator =
    (ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isMethodDeclaration(node)) &&
    node.asteriskToken !== undefined;
  return isGenerator ? { fn: value, passed: build.values.passed(call) } : null;
}

export function yieldBlock(node: ts.YieldExpression, build: Build, place: Place): Block {
  const { draft, consumers } = build;
  const before = node.expression ? build.expression(node.expression, place) : through;
  if (node.asteriskToken && node.expression) {
    const inner = generatorOf(node.expression, build);
    if (!inner || build.isRecursive(inner.fn.node)) return before;
    const within = inside(place, 'yield*');
    return sequence(draft, [
      before,
      build.inline(inner.fn, inner.passed, { place: within, isCallback: false }),
    ]);
  }
  const consume = consumers.at(-1);
  if (!consume) return before;
  // The loop's own code is not inside the generator: a `yield` there would be of another one.
  consumers.pop();
  const round = consume(inside(place, 'yield'));
  consumers.push(consume);
  return sequence(draft, [before, round]);
}
