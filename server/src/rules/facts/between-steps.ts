/**
 * The code between steps: what runs again each time the function is continued. Not in it: what steps run, what is
 * handed to a step (only the first value counts), and functions that are only made here.
 */

import { ts } from 'ts-morph';
import { enclosingFunction } from '../../syntax/ast.ts';
import { unwrap } from '../../syntax/references.ts';
import { type FunctionNode, isFunctionNode } from '../../syntax/scope.ts';
import type { RuleContext } from '../model/rule.ts';

const runsInPlace =
  /^(map|flatMap|forEach|filter|some|every|find|findIndex|findLast|reduce|reduceRight|sort|toSorted|from|fromEntries)$/;

/** Calls `visit` for each node; what `visit` answers `false` to is not looked into. */
export function visitBetweenSteps(
  context: RuleContext,
  visit: (node: ts.Node, body: FunctionNode) => boolean | undefined,
): void {
  const stepCalls = new Set<ts.Node>(context.steps.map(({ call }) => call));
  const bodies = new Set<ts.Node>(context.bodies);
  for (const body of context.bodies) {
    const walk = (node: ts.Node): void => {
      if (stepCalls.has(node) || ts.isTypeNode(node) || ts.isClassLike(node)) return;
      if (isFunctionNode(node) && (bodies.has(node) || !isRunInPlace(node))) return;
      if (visit(node, body) !== false) ts.forEachChild(node, walk);
    };
    if (body.body) walk(body.body);
  }
}

/** `(() => …)()`, and what array methods call at once. */
function isRunInPlace(node: FunctionNode): boolean {
  if (!ts.isExpression(node)) return false;
  let at: ts.Expression = node;
  while (ts.isParenthesizedExpression(at.parent)) at = at.parent;
  const { parent } = at;
  if (!ts.isCallExpression(parent)) return false;
  if (parent.expression === at) return true;
  const callee = unwrap(parent.expression);
  return ts.isPropertyAccessExpression(callee) && runsInPlace.test(callee.name.text);
}

const making = new WeakMap<RuleContext, readonly ts.Node[]>();

/** The code that makes steps: calls of tools that are drawn, of helpers, and of what steps may hide in. */
function stepCode(context: RuleContext): readonly ts.Node[] {
  const known = making.get(context);
  if (known) return known;
  const code = context.steps.filter(({ nodes }) => nodes.length > 0).map(({ call }): ts.Node => call);
  for (const { id, kind } of context.built.graph.nodes) {
    const syntax = kind === 'call' || kind === 'opaque' ? context.built.syntax.get(id) : undefined;
    if (syntax) code.push(syntax);
  }
  making.set(context, code);
  return code;
}

/** True when running the code makes steps. */
export function holdsSteps(part: ts.Node, context: RuleContext): boolean {
  const file = part.getSourceFile();
  return stepCode(context).some(
    (step) => step.pos >= part.pos && step.end <= part.end && step.getSourceFile() === file,
  );
}

/** True when a step may come after the code in the same body: then the code runs at least twice. */
export function isBeforeStep(node: ts.Node, body: FunctionNode, context: RuleContext): boolean {
  const drawn = stepCode(context);
  const holdsStep = (part: ts.Node): boolean => holdsSteps(part, context);
  let at: ts.Node = node;
  for (; at !== body && at.parent; at = at.parent) {
    const { parent } = at;
    if (ts.isIterationStatement(parent, false) && holdsStep(parent)) return true;
    if (isFunctionNode(at) && holdsStep(at)) return true;
    const siblings = statementsOf(parent);
    if (!siblings) {
      // Operands and arguments that come behind it in the same statement.
      if (
        drawn.some((step) => step.pos >= at.end && step.end <= parent.end && !isElsewhere(at, step, parent))
      )
        return true;
      continue;
    }
    const behind = siblings.slice(siblings.indexOf(at as ts.Statement) + 1);
    for (const statement of behind) {
      if (holdsStep(statement)) return true;
      if (ts.isReturnStatement(statement) || ts.isThrowStatement(statement)) return false;
    }
    if (ts.isReturnStatement(at) || ts.isThrowStatement(at)) return false;
  }
  return false;
}

/** The other branch of an `if` or a conditional expression does not come behind this one. */
function isElsewhere(at: ts.Node, step: ts.Node, parent: ts.Node): boolean {
  const isIn = (part: ts.Node | undefined): boolean =>
    part !== undefined && step.pos >= part.pos && step.end <= part.end;
  if (ts.isIfStatement(parent)) return at === parent.thenStatement && isIn(parent.elseStatement);
  if (ts.isConditionalExpression(parent)) return at === parent.whenTrue && isIn(parent.whenFalse);
  return false;
}

function statementsOf(node: ts.Node): readonly ts.Statement[] | null {
  if (ts.isBlock(node) || ts.isSourceFile(node)) return node.statements;
  return ts.isCaseOrDefaultClause(node) ? node.statements : null;
}

/** How the step tools are called in a body: `step`, `ctx.step`; null when only single tools are at hand. */
export function toolsExpression(body: FunctionNode, context: RuleContext): string | null {
  for (const { call, tool } of context.steps) {
    const callee = unwrap(call.expression);
    if (tool.includes('.') || !ts.isPropertyAccessExpression(callee)) continue;
    let around = enclosingFunction(call);
    while (around && around !== body) around = enclosingFunction(around);
    if (!around) continue;
    const text = callee.expression.getText();
    // Names of the body's own parameters or from outside; a callback's are not known elsewhere.
    if (/^[\w$]+(\.[\w$]+)*$/.test(text) && isKnownIn(callee.expression, body)) return text;
  }
  return null;
}

function isKnownIn(expression: ts.Expression, body: FunctionNode): boolean {
  const around = enclosingFunction(expression);
  return (
    around === body || body.parameters.some((parameter) => parameter.getText().includes(rootOf(expression)))
  );
}

function rootOf(expression: ts.Expression): string {
  return expression.getText().split('.')[0] ?? '';
}
