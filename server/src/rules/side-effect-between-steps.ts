/**
 * Side effects outside of steps: they repeat each time the function resumes after a step. Reading may be intended; sending
 * and writing hardly ever.
 */

import { ts } from 'ts-morph';
import { clientOf } from '../definitions/clients.ts';
import { sentEvents } from '../definitions/step-calls.ts';
import { isAgent, isAgentRun } from '../evaluation/agents.ts';
import { enclosingFunction } from '../syntax/ast.ts';
import { unwrap } from '../syntax/references.ts';
import { type FunctionNode, isFunctionNode } from '../syntax/scope.ts';
import { holdsSteps, isBeforeStep, visitBetweenSteps } from './facts/between-steps.ts';
import { isLogging } from './facts/logging.ts';
import { isKnownById } from './facts/step-id-place.ts';
import { kebab } from './fixes/edits.ts';
import { freshId, toolsIn } from './fixes/into-step.ts';
import type { Finding, Fix, Rule, RuleContext } from './model/rule.ts';

export const sideEffectBetweenSteps: Rule = {
  code: 'side-effect-between-steps',
  title: 'Side effect outside a step',
  defaultSeverity: 'off',
  check(context) {
    const findings: Finding[] = [];
    visitBetweenSteps(context, (node, body) => {
      if (!ts.isAwaitExpression(node) && !ts.isCallExpression(node)) return;
      const call = workIn(node, context);
      if (!call || !isBeforeStep(call, body, context)) return;
      const finding = findingOf(call, ts.isAwaitExpression(node), enclosingFunction(node) ?? body, context);
      if (finding) findings.push(finding);
      return false;
    });
    return findings;
  },
};

const harmless = /^(Promise\.(resolve|reject|all|allSettled|race|any)|setTimeout|import)$/;

/** The call that does the work; null for what makes steps, and for what does nothing. */
function workIn(
  node: ts.AwaitExpression | ts.CallExpression,
  context: RuleContext,
): ts.CallExpression | null {
  const awaited = ts.isAwaitExpression(node) ? unwrap(node.expression) : node;
  if (!ts.isCallExpression(awaited) || holdsSteps(awaited, context) || isLogging(awaited)) return null;
  if (awaited.expression.kind === ts.SyntaxKind.ImportKeyword) return null;
  if (harmless.test(awaited.expression.getText())) return null;
  // Without `await`, only what surely reaches out counts.
  if (!ts.isAwaitExpression(node) && !isFetch(awaited) && !isSend(awaited, context)) return null;
  return isOfTheSdk(awaited, context) ? null : awaited;
}

/** `group.parallel(…)`, networks and agents, which make steps of their own, and what makes networks and agents. */
function isOfTheSdk(call: ts.CallExpression, { sources }: RuleContext): boolean {
  if (/^(\w+\.)*group\./.test(unwrap(call.expression).getText())) return true;
  return isAgentRun(call, sources) || isAgent(call, sources);
}

function isFetch({ expression }: ts.CallExpression): boolean {
  return ts.isIdentifier(expression) && expression.text === 'fetch';
}

function isSend({ expression }: ts.CallExpression, { sources }: RuleContext): boolean {
  return (
    ts.isPropertyAccessExpression(expression) &&
    expression.name.text === 'send' &&
    clientOf(expression.expression, sources) !== null
  );
}

function findingOf(
  call: ts.CallExpression,
  isAwaited: boolean,
  body: FunctionNode,
  context: RuleContext,
): Finding | null {
  const at = context.span(call);
  if (!at) return null;
  const name = call.expression.getText().replace(/\s+/g, '');
  const short = name.length > 40 ? `${name.slice(0, 39)}…` : name;
  if (isSend(call, context)) {
    return {
      at,
      message: `\`${short}\` outside a step sends again each time the function resumes after a step. Use \`step.sendEvent\`.`,
      fixes: isAwaited ? sendFixes(call, body, context) : [],
    };
  }
  return {
    at,
    message: `\`${short}\` outside a step runs again each time the function resumes after a step. Move it into a step to run it once.`,
    fixes: isAwaited ? wrapFixes(call, body, context) : [],
  };
}

function sendFixes(call: ts.CallExpression, body: FunctionNode, context: RuleContext): Fix[] {
  const tools = toolsIn(body, context);
  const [payload, second] = call.arguments;
  const [callee, first] = [context.span(call.expression), payload && context.span(payload)];
  // `send('name', payload)` of SDK 1 has another form in a step.
  if (tools === null || !callee || !first || second !== undefined) return [];
  const [event] = payload ? sentEvents(payload, context.sources) : [];
  const id = freshId(kebab(event === undefined ? 'send event' : `send ${event}`), context);
  const edits = [{ at: callee, text: `${tools}.sendEvent` }];
  if (isKnownById(context)) edits.push({ at: { ...first, end: first.start }, text: `'${id}', ` });
  return [{ title: 'Use step.sendEvent', edits, isPreferred: true }];
}

function wrapFixes(call: ts.CallExpression, body: FunctionNode, context: RuleContext): Fix[] {
  const tools = toolsIn(body, context);
  const at = context.span(call);
  // `this`, `yield` and nested awaits mean something else, or nothing, in the step's function.
  if (tools === null || !at || holdsAwait(call)) return [];
  const id = freshId(idFor(call), context);
  const text = `${tools}.run('${id}', () => ${call.getText()})`;
  return [{ title: 'Move it into a step', edits: [{ at, text }], isPreferred: true }];
}

function holdsAwait(node: ts.Node): boolean {
  let found = false;
  ts.forEachChild(node, (child) => {
    if (found || isFunctionNode(child)) return;
    found = ts.isAwaitExpression(child) || ts.isYieldExpression(child) || holdsAwait(child);
  });
  return found;
}

/** `prisma.user.findMany` becomes `user-find-many`; of a chain of calls, the first is the most telling. */
function idFor(call: ts.CallExpression): string {
  let names: string[] = [];
  let at: ts.Expression = call;
  for (;;) {
    if (ts.isCallExpression(at)) {
      names = [];
      at = unwrap(at.expression);
    } else if (ts.isPropertyAccessExpression(at)) {
      names.unshift(at.name.text);
      at = unwrap(at.expression);
    } else break;
  }
  if (names.length === 0 && ts.isIdentifier(at)) names = [at.text];
  return kebab(names.slice(-2).join('-')) || 'work';
}
