/** What happens to a promise: is it awaited? */

import { ts } from 'ts-morph';
import { enclosingFunction, isTransparent } from '../../syntax/ast.ts';
import { lookupName } from '../../syntax/scope.ts';
import { usesOf } from './uses.ts';

export interface PromiseUse {
  /**
   * `awaited`: it is awaited, or passed on to code that may await it. `dropped`: nothing can await it. `voided`: dropped
   * on purpose. `misread`: its holder is used as if it were the result.
   */
  readonly fate: 'awaited' | 'dropped' | 'voided' | 'misread';
  /** The whole of the expression whose value is the promise: the call with its `.then(…)`s. */
  readonly promise: ts.Expression;
  /** The array method that does not await its callbacks. */
  readonly iteration: ts.CallExpression | null;
  /** Where the result was expected, for `misread`. */
  readonly misreadAt: ts.Node | null;
}

const chained: ReadonlySet<string> = new Set(['then', 'catch', 'finally']);
/** Array methods that give the promises of their callbacks on. */
const mapping: ReadonlySet<string> = new Set(['map', 'flatMap']);

/** `promise`: a call whose value is a promise. */
export function promiseUse(promise: ts.Expression): PromiseUse {
  return follow(promise, promise, null, 0);
}

function follow(
  start: ts.Expression,
  promise: ts.Expression,
  iteration: ts.CallExpression | null,
  depth: number,
): PromiseUse {
  const end = (
    fate: PromiseUse['fate'],
    whole: ts.Expression,
    misreadAt: ts.Node | null = null,
  ): PromiseUse => ({
    fate,
    promise: whole,
    iteration,
    misreadAt,
  });
  let at: ts.Expression = start;
  let whole = promise;
  for (;;) {
    const { parent } = at;
    const isResult = ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === at);
    if (ts.isAwaitExpression(parent) || isResult) {
      // The enclosing function returns its own promise, which matters when it runs in place.
      const around = callbackAround(at);
      if (!around || depth > 6) return end('awaited', whole);
      return follow(around, around, isArrayMethod(around) ? around : iteration, depth + 1);
    }
    if (isTransparent(parent)) {
      if (at === whole) whole = parent;
      at = parent;
      continue;
    }
    if (ts.isPropertyAccessExpression(parent) && parent.expression === at) {
      const call = parent.parent;
      if (chained.has(parent.name.text) && ts.isCallExpression(call) && call.expression === parent) {
        if (at === whole) whole = call;
        at = call;
        continue;
      }
      return iteration === null ? end('misread', whole, parent) : end('awaited', whole);
    }
    if (ts.isConditionalExpression(parent) && parent.condition !== at) {
      at = parent;
      continue;
    }
    if (ts.isBinaryExpression(parent)) {
      const kind = parent.operatorToken.kind;
      if (kind === ts.SyntaxKind.CommaToken && parent.left === at) return end('dropped', whole);
      if (isPassing(kind) && parent.right === at) {
        at = parent;
        continue;
      }
      return end('awaited', whole);
    }
    if (ts.isVoidExpression(parent)) return end('voided', whole);
    if (ts.isExpressionStatement(parent)) return end('dropped', whole);
    if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) {
      return heldIn(parent, parent.name, end, whole);
    }
    if (ts.isVariableDeclaration(parent) && ts.isObjectBindingPattern(parent.name) && iteration === null) {
      return end('misread', whole, parent.name);
    }
    return end('awaited', whole);
  }
}

/** The outermost expression with the same value. */
function wrapped(expression: ts.Expression): ts.Expression {
  let outer = expression;
  while (isTransparent(outer.parent)) outer = outer.parent;
  return outer;
}

function isPassing(kind: ts.SyntaxKind): boolean {
  return (
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken ||
    kind === ts.SyntaxKind.CommaToken
  );
}

/**
 * The call that runs the async function around an expression in place and whose value is what becomes of it:
 * `(async () => { … })()`, `list.map(async () => …)`, `list.forEach(async () => …)`. Null: it runs elsewhere.
 */
function callbackAround(node: ts.Node): ts.CallExpression | null {
  const around = enclosingFunction(node);
  if (!around || !ts.isExpression(around)) return null;
  const at = wrapped(around);
  const { parent } = at;
  if (!ts.isCallExpression(parent)) return null;
  if (parent.expression === at) return parent;
  return isArrayMethod(parent) ? parent : null;
}

function isArrayMethod(call: ts.CallExpression): boolean {
  const callee = call.expression;
  return (
    ts.isPropertyAccessExpression(callee) &&
    (mapping.has(callee.name.text) || callee.name.text === 'forEach') &&
    call.arguments.length <= 2
  );
}

type End = (fate: PromiseUse['fate'], whole: ts.Expression, misreadAt?: ts.Node | null) => PromiseUse;

/** Handed on once is enough; a holder that is only ever read as a value was meant to be awaited. */
function heldIn(
  declaration: ts.VariableDeclaration,
  name: ts.Identifier,
  end: End,
  whole: ts.Expression,
): PromiseUse {
  if (lookupName(name) !== declaration) return end('awaited', whole);
  const uses = usesOf(name, declaration);
  if (isExported(declaration)) return end('awaited', whole);
  if (uses.length === 0) return end('dropped', whole);
  const [misread] = uses;
  return misread && uses.every(isReadAsValue) ? end('misread', whole, misread) : end('awaited', whole);
}

function isExported({ parent }: ts.VariableDeclaration): boolean {
  const statement = parent.parent;
  return ts.isVariableStatement(statement) && (statement.modifiers?.length ?? 0) > 0;
}

/** A member that promises lack, or interpolation: neither makes sense for a promise. */
function isReadAsValue(use: ts.Identifier): boolean {
  const { parent } = use;
  if (ts.isPropertyAccessExpression(parent)) return !chained.has(parent.name.text);
  if (ts.isVariableDeclaration(parent)) return ts.isObjectBindingPattern(parent.name);
  return ts.isTemplateSpan(parent);
}
