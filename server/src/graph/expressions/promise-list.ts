/** Lists and maps that promises, or functions that make steps, are put into: `push`, `unshift`, `add`, `set`. */
import { ts } from 'ts-morph';
import { unwrap } from '../../syntax/references.ts';
import { type Block, sequence } from '../block.ts';
import type { Build, Place } from '../build.ts';
import { atOnce, type Evaluation } from './evaluation.ts';
import { holdPromise, isInLoopOf, rootDeclaration } from './promises.ts';

const collecting: ReadonlySet<string> = new Set(['push', 'unshift', 'add', 'set', 'concat']);

export function collectEvaluation(call: ts.CallExpression, build: Build, place: Place): Evaluation | null {
  const callee = unwrap(call.expression);
  if (!ts.isPropertyAccessExpression(callee) || !collecting.has(callee.name.text)) return null;
  const holder = rootDeclaration(callee.expression);
  // What is known of the list's owner may be a class of the workspace with a method of that name.
  const owner = build.values.of(callee.expression);
  if (!holder || (owner && owner.kind !== 'list' && owner.kind !== 'object')) return null;
  const blocks: Block[] = [];
  for (const argument of call.arguments) {
    const inner = ts.isSpreadElement(argument) ? argument.expression : argument;
    const value = build.values.of(inner);
    if (value && build.mayStep.carries(value, call)) build.values.append(callee.expression, value);
    const within = isInLoopOf(call, holder) ? { ...place, multiple: true } : place;
    const evaluation = build.evaluate(inner, within);
    blocks.push(holdPromise(evaluation, inner, callee.expression.getText(), [holder], build, place));
  }
  return atOnce({ ...sequence(build.draft, blocks), result: null });
}
