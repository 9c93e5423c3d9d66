/** A wait gives null when its time is over: reading a member of it then fails the run. */

import { ts } from 'ts-morph';
import { timesOut } from '../definitions/step-calls.ts';
import { enclosingFunction } from '../syntax/ast.ts';
import type { FunctionNode } from '../syntax/scope.ts';
import { usesOf } from './facts/uses.ts';
import { freshName, indentationOf, insertBehind, newlineOf, statementAround } from './fixes/edits.ts';
import type { Fix, Rule, RuleContext } from './model/rule.ts';
import type { Span } from './model/span.ts';

export const waitResultUnchecked: Rule = {
  code: 'wait-result-unchecked',
  title: 'Wait result used without a null check',
  defaultSeverity: 'warning',
  *check(context) {
    for (const site of context.steps) {
      if (!timesOut.has(site.tool)) continue;
      const holder = holderOf(site.call);
      const read = holder && firstUnchecked(holder);
      const at = read && context.span(read);
      if (!holder || !at) continue;
      const wait = context.span(site.call);
      const what = site.info.event === undefined ? 'the event' : `\`${site.info.event}\``;
      const when = site.info.timeout === undefined ? 'the wait times out' : `\`${site.info.timeout}\` passes`;
      yield {
        at,
        message: `If ${when} without ${what}, this is null, and reading from it fails the run. Check for null first.`,
        ...(wait ? { related: [{ message: 'The wait.', at: wait }] } : {}),
        fixes: fixes(holder, context),
      };
    }
  },
};

/** What the result of a wait is given to. */
type Holder =
  | { kind: 'name'; name: ts.Identifier; declaration: ts.VariableDeclaration | ts.BindingElement }
  /** Taken apart where it is received. */
  | { kind: 'pattern'; pattern: ts.ObjectBindingPattern; declaration: ts.VariableDeclaration }
  /** A member of the call itself. */
  | { kind: 'member'; access: ts.PropertyAccessExpression };

/** `const x = await step.waitForEvent(…)`, and the places of `Promise.all([…])` that are taken apart at once. */
function holderOf(call: ts.CallExpression): Holder | null {
  let at: ts.Expression = call;
  let isAwaited = false;
  for (;;) {
    const { parent } = at;
    if (ts.isAwaitExpression(parent)) {
      isAwaited = true;
      at = parent;
    } else if (ts.isParenthesizedExpression(parent)) at = parent;
    else if ((ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent)) && admitsNull(parent.type))
      at = parent;
    else break;
  }
  const { parent } = at;
  if (isAwaited && ts.isPropertyAccessExpression(parent) && parent.expression === at) {
    return parent.questionDotToken ? null : { kind: 'member', access: parent };
  }
  if (isAwaited && ts.isVariableDeclaration(parent)) return holderIn(parent);
  return ts.isArrayLiteralExpression(parent) ? holderInList(at, parent) : null;
}

/** `as Approval` means that the author knows better; `as Approval | null` does not. */
function admitsNull(type: ts.TypeNode): boolean {
  return /\b(null|undefined|any|unknown)\b/.test(type.getText());
}

function holderIn(declaration: ts.VariableDeclaration): Holder | null {
  const { name } = declaration;
  if (ts.isIdentifier(name)) return { kind: 'name', name, declaration };
  if (ts.isObjectBindingPattern(name) && name.elements.length > 0)
    return { kind: 'pattern', pattern: name, declaration };
  return null;
}

function holderInList(element: ts.Expression, list: ts.ArrayLiteralExpression): Holder | null {
  const call = list.parent;
  if (!ts.isCallExpression(call) || call.expression.getText() !== 'Promise.all') return null;
  const declaration = ts.isAwaitExpression(call.parent) ? call.parent.parent : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !ts.isArrayBindingPattern(declaration.name))
    return null;
  if (list.elements.some(ts.isSpreadElement)) return null;
  const place = declaration.name.elements[list.elements.indexOf(element)];
  if (!place || !ts.isBindingElement(place) || !ts.isIdentifier(place.name) || place.dotDotDotToken)
    return null;
  return place.initializer ? null : { kind: 'name', name: place.name, declaration: place };
}

/** The first read of the result without a check; null when there is none. */
function firstUnchecked(holder: Holder): ts.Node | null {
  if (holder.kind === 'pattern') return holder.pattern;
  if (holder.kind === 'member') return holder.access;
  const { name, declaration } = holder;
  const own = enclosingFunction(name);
  for (const use of usesOf(name, declaration)) {
    const read = readFrom(use);
    // Whatever else is done with it may be asking: a test, a comparison, a helper that is given it.
    if (!read) return null;
    // Another function runs later, if at all, and perhaps only when the event arrived.
    if (enclosingFunction(use) === own || isInStepOf(use, own)) return read;
  }
  return null;
}

/** `x.data`, `const { data } = x`; null for `x?.data`, `x!.data` and everything that reads nothing. */
function readFrom(use: ts.Identifier): ts.Node | null {
  const { parent } = use;
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) {
    return parent.expression === use && !parent.questionDotToken ? parent : null;
  }
  if (
    ts.isVariableDeclaration(parent) &&
    parent.initializer === use &&
    ts.isObjectBindingPattern(parent.name)
  ) {
    return parent.name;
  }
  return null;
}

/** In the function that a step beside the wait runs at once. */
function isInStepOf(use: ts.Identifier, own: FunctionNode | null): boolean {
  const callback = enclosingFunction(use);
  if (!callback || !ts.isExpression(callback) || !ts.isCallExpression(callback.parent)) return false;
  return enclosingFunction(callback) === own && /\bstep\b|\brun$/.test(callback.parent.expression.getText());
}

function fixes(holder: Holder, context: RuleContext): Fix[] {
  const node = holder.kind === 'member' ? holder.access : holder.declaration;
  const statement = statementAround(node);
  const at = statement && context.span(statement);
  if (!statement || !at) return [];
  const space = `${newlineOf(at)}${indentationOf(at)}`;
  if (holder.kind === 'name') {
    const edits = [insertBehind(at, `${space}if (!${holder.name.text}) return;`)];
    return [{ title: 'Return if the event did not arrive', edits, isPreferred: true }];
  }
  if (holder.kind !== 'pattern' || !ts.isVariableStatement(statement)) return [];
  const pattern = context.span(holder.pattern);
  if (!pattern || statement.declarationList.declarations.length !== 1) return [];
  return [namedFirst(holder.pattern, pattern, at, space)];
}

/** `const { data } = await …` becomes a name, a question and the taking apart. */
function namedFirst(node: ts.ObjectBindingPattern, pattern: Span, statement: Span, space: string): Fix {
  const name = freshName('received', pattern.file);
  return {
    title: 'Return if the event did not arrive',
    edits: [
      { at: pattern, text: name },
      insertBehind(statement, `${space}if (!${name}) return;${space}const ${node.getText()} = ${name};`),
    ],
    isPreferred: true,
  };
}
