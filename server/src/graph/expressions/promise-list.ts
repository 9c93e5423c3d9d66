/** Promises, or functions that make steps, added to lists and maps: `push`, `unshift`, `add`, `set`. */
import { ts } from 'ts-morph';
import { nameText, unwrap } from '../../syntax/references.ts';
import { lookupName } from '../../syntax/scope.ts';
import { type Block, sequence } from '../block.ts';
import type { BuildContext } from '../build-context.ts';
import { atOnce, type Effects } from './effects.ts';
import { holdPromise, isInLoopOf, rootDeclaration } from './promises.ts';

const collecting: ReadonlySet<string> = new Set(['push', 'unshift', 'add', 'set', 'concat']);

export function collectEffects(call: ts.CallExpression, context: BuildContext): Effects | null {
  const callee = unwrap(call.expression);
  if (!ts.isPropertyAccessExpression(callee) || !collecting.has(callee.name.text)) return null;
  const list = callee.expression;
  if (!isCollection(list, context)) return null;
  const holder = rootDeclaration(list);
  const holders = holder ? [holder] : [];
  const blocks: Block[] = [];
  for (const argument of call.arguments) {
    const inner = ts.isSpreadElement(argument) ? argument.expression : argument;
    const value = context.environment.evaluate(inner);
    if (value && context.carriesSteps(value, call)) context.environment.append(list, value);
    const within = holder && isInLoopOf(call, holder) ? context.with({ multiple: true }) : context;
    const evaluation = within.effectsOf(inner);
    blocks.push(holdPromise(evaluation, inner, list.getText(), holders, context));
  }
  return atOnce({ ...sequence(context.draft, blocks), result: null });
}

/** Anything else may call what is added to it: a queue is not a list. */
function isCollection(list: ts.Expression, context: BuildContext): boolean {
  const known = context.environment.evaluate(list);
  if (known) return known.kind === 'list';
  const made = initializerOf(unwrap(list));
  if (!made) return false;
  const inner = unwrap(made);
  if (ts.isNewExpression(inner)) return /^(Array|Map|Set|WeakMap)$/.test(inner.expression.getText());
  return ts.isArrayLiteralExpression(inner);
}

function initializerOf(list: ts.Expression): ts.Expression | null {
  if (ts.isIdentifier(list)) {
    const declaration = lookupName(list);
    return declaration && ts.isVariableDeclaration(declaration) ? (declaration.initializer ?? null) : null;
  }
  if (!ts.isPropertyAccessExpression(list) || list.expression.kind !== ts.SyntaxKind.ThisKeyword) return null;
  const owner = ts.findAncestor(list, ts.isClassLike);
  for (const member of owner?.members ?? []) {
    if (!ts.isPropertyDeclaration(member)) continue;
    const name = ts.isPrivateIdentifier(member.name) ? member.name.text : nameText(member.name);
    if (name === list.name.text) return member.initializer ?? null;
  }
  return null;
}
