/** Steps that are not awaited: the run may end first, and results and failures go unnoticed. */

import { isDeepStrictEqual } from 'node:util';
import { ts } from 'ts-morph';
import { enclosingFunction, isAsync, isTransparent } from '../syntax/ast.ts';
import { targetOf } from '../syntax/references.ts';
import { isFunctionNode } from '../syntax/scope.ts';
import { type PromiseUse, promiseUse } from './facts/promise-use.ts';
import { idText } from './facts/step-text.ts';
import type { Finding, Fix, Rule, RuleContext } from './model/rule.ts';
import { type Span, spanOfRange } from './model/span.ts';

export const stepNotAwaited: Rule = {
  code: 'step-not-awaited',
  title: 'Step not awaited',
  defaultSeverity: 'warning',
  *check(context) {
    // Tools of SDK 0 are not promises.
    if (context.major === 0) return;
    const reported = new Set<ts.Node>();
    for (const { call, info } of context.steps) {
      const use = promiseUse(call);
      if (use.fate === 'awaited' || reported.has(use.promise)) continue;
      reported.add(use.promise);
      const finding = findingOf(use, `Step ${idText(info)}`, context);
      if (finding) yield finding;
    }
    for (const node of context.built.graph.nodes) {
      const call = node.kind === 'call' ? context.built.syntax.get(node.id) : undefined;
      if (!call || !ts.isCallExpression(call) || !givesPromise(call, context)) continue;
      const use = promiseUse(call);
      if (use.fate === 'awaited' || reported.has(use.promise)) continue;
      reported.add(use.promise);
      const finding = findingOf(use, `\`${node.label}\`, which runs steps,`, context);
      if (finding) yield finding;
    }
    yield* notedOnly([...reported], context);
  },
};

/** What the graph saw and this rule did not: promises in places that only their values lead to. */
function* notedOnly(reported: readonly ts.Node[], context: RuleContext): Generator<Finding> {
  for (const note of context.built.graph.notes) {
    const file = note.code === 'step-not-awaited' ? context.sources.file(note.file) : null;
    const at = file && spanOfRange(file, note.range);
    const isReported = reported.some((node) => {
      const span = context.span(node);
      return span?.file === at?.file && span && at && span.start < at.end && at.start < span.end;
    });
    // A call of unknown code need not be a promise.
    const isUnknown = context.built.graph.notes.some(
      ({ code, range }) => code === 'unresolved-helper' && isDeepStrictEqual(range, note.range),
    );
    if (at && !isReported && !isUnknown && !isHandedToUnknown(at, context))
      yield { at, severity: 'hint', message: note.message };
  }
}

/** An argument of a function that the graph does not look into, and that may await it. */
function isHandedToUnknown(at: Span, context: RuleContext): boolean {
  const site = context.steps.find(({ call }) => isDeepStrictEqual(context.span(call), at));
  if (!site) return false;
  let outer: ts.Expression = site.call;
  while (isTransparent(outer.parent)) outer = outer.parent;
  const { parent } = outer;
  if ((!ts.isCallExpression(parent) && !ts.isNewExpression(parent)) || parent.expression === outer)
    return false;
  const { expression: callee } = parent;
  if (!ts.isIdentifier(callee)) return !/^Promise\./.test(callee.getText());
  const target = targetOf(callee, context.sources);
  return target?.kind !== 'node' || !isFunctionNode(initializerOf(target.node));
}

function initializerOf(node: ts.Node): ts.Node {
  return ts.isVariableDeclaration(node) && node.initializer ? node.initializer : node;
}

/** A helper that is no async function may hand out something else than a promise. */
function givesPromise(call: ts.CallExpression, { bodies }: RuleContext): boolean {
  const name = ts.isIdentifier(call.expression)
    ? call.expression.text
    : ts.isPropertyAccessExpression(call.expression)
      ? call.expression.name.text
      : null;
  if (name === null) return false;
  const named = bodies.filter((body) => nameOf(body) === name);
  return named.length > 0 && named.every(isAsync);
}

function nameOf(node: ts.SignatureDeclaration): string | null {
  if (node.name && ts.isIdentifier(node.name)) return node.name.text;
  const { parent } = node;
  if (
    (ts.isVariableDeclaration(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isPropertyAssignment(parent)) &&
    ts.isIdentifier(parent.name)
  )
    return parent.name.text;
  return null;
}

function findingOf(use: PromiseUse, what: string, context: RuleContext): Finding | null {
  const at = context.span(use.promise);
  if (!at) return null;
  if (use.fate === 'voided') {
    return {
      at,
      severity: 'hint',
      message: `${what} is never awaited: the run may end first, and a failure goes unnoticed.`,
    };
  }
  if (use.iteration && isForEach(use.iteration)) {
    return {
      at,
      message: `${what} is started in \`forEach\`, which does not await it: the run may end first. Use \`await Promise.all(….map(…))\`, or a \`for\` loop to run one after the other.`,
      fixes: forEachFixes(use.iteration, context),
    };
  }
  const misread = use.misreadAt ? context.span(use.misreadAt) : null;
  const message = misread
    ? `${what} is not awaited, so its promise is used instead of its result. Add \`await\`.`
    : `${what} is not awaited: the run may end first, and a failure goes unnoticed. Add \`await\`.`;
  return {
    at,
    message,
    ...(misread ? { related: [{ message: 'Its result is used here.', at: misread }] } : {}),
    fixes: awaitFixes(use, context),
  };
}

function awaitFixes(use: PromiseUse, context: RuleContext): Fix[] {
  const around = enclosingFunction(use.promise);
  const at = context.span(use.promise);
  if (!around || !isAsync(around) || !at) return [];
  const start = { ...at, end: at.start };
  if (use.iteration) {
    const edits = [
      { at: start, text: 'await Promise.all(' },
      { at: { ...at, start: at.end }, text: ')' },
    ];
    return [{ title: 'Await all of them', edits, isPreferred: true, isSafe: true }];
  }
  const needsParentheses =
    use.misreadAt !== null &&
    use.misreadAt.parent === use.promise.parent.parent &&
    ts.isPropertyAccessExpression(use.promise.parent);
  const edits = needsParentheses
    ? [
        { at: start, text: '(await ' },
        { at: { ...at, start: at.end }, text: ')' },
      ]
    : [{ at: start, text: 'await ' }];
  return [{ title: 'Add await', edits, isPreferred: true, isSafe: true }];
}

function isForEach({ expression }: ts.CallExpression): boolean {
  return ts.isPropertyAccessExpression(expression) && expression.name.text === 'forEach';
}

/** Only where nothing else hangs on the statement, and where waiting is possible. */
function forEachFixes(call: ts.CallExpression, context: RuleContext): Fix[] {
  const around = enclosingFunction(call);
  const { expression, parent } = call;
  const at = context.span(call);
  if (!around || !isAsync(around) || !at || !ts.isExpressionStatement(parent)) return [];
  if (!ts.isPropertyAccessExpression(expression)) return [];
  const name = context.span(expression.name);
  if (!name) return [];
  const edits = [
    { at: { ...at, end: at.start }, text: 'await Promise.all(' },
    { at: name, text: 'map' },
    { at: { ...at, start: at.end }, text: ')' },
  ];
  return [{ title: 'Use Promise.all and map', edits, isPreferred: true }];
}
