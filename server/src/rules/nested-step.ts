/** A step inside the code of another one. */
import { ts } from 'ts-morph';
import { unwrap } from '../syntax/references.ts';
import { type FunctionNode, isFunctionNode, lookupName } from '../syntax/scope.ts';
import { idText } from './facts/step-text.ts';
import { indentationOf, insertBefore, insertBehind, newlineOf, removeStatement } from './fixes/edits.ts';
import type { Finding, Fix, Rule, RuleContext, StepSite } from './model/rule.ts';
import { spanOfRange } from './model/span.ts';

export const nestedStep: Rule = {
  code: 'nested-step',
  title: 'Step nested inside another step',
  defaultSeverity: 'warning',
  check(context) {
    const findings: Finding[] = [];
    const reported = new Set<string>();
    for (const site of context.steps) {
      const outer = outerOf(site.call, context);
      const at = outer && context.span(site.call);
      if (!outer || !at) continue;
      reported.add(`${at.file.path}:${at.start}`);
      findings.push({
        at,
        message: messageOf(site, outer.site),
        ...relatedTo(outer.site, context),
        fixes: fixes(site, outer, context),
      });
    }
    for (const { call, outer } of handedOn(context)) {
      const at = context.span(call);
      if (!at) continue;
      findings.push({
        at,
        message: `\`${call.expression.getText()}\` receives the step tools inside step ${idText(outer.info)}. Steps cannot be nested; call it outside the step.`,
        ...relatedTo(outer, context),
      });
    }
    // Whatever else the analysis has noticed must not get lost.
    for (const note of context.built.graph.notes) {
      const file = note.code === 'nested-step' ? context.sources.file(note.file) : null;
      const at = file && spanOfRange(file, note.range);
      if (at && !reported.has(`${at.file.path}:${at.start}`)) findings.push({ at, message: note.message });
    }
    return findings;
  },
};

interface Outer {
  site: StepSite;
  callback: FunctionNode;
}

/** The innermost step in whose code a call stands. */
function outerOf(call: ts.Node, { steps }: RuleContext): Outer | null {
  for (let current = call.parent; current; current = current.parent) {
    if (!isFunctionNode(current)) continue;
    for (const site of steps) if (site.callbacks.includes(current)) return { site, callback: current };
  }
  return null;
}

function messageOf(inner: StepSite, outer: StepSite): string {
  const what = inner.tool === 'run' ? `Step ${idText(inner.info)}` : `\`step.${inner.tool}\``;
  return `${what} is inside step ${idText(outer.info)}. Steps cannot be nested: it starts again with every attempt of the outer step, and the run does not record it.`;
}

function relatedTo(outer: StepSite, context: RuleContext): Pick<Finding, 'related'> {
  const at = context.span(outer.call.expression);
  return at ? { related: [{ message: 'The enclosing step.', at }] } : {};
}

/** Calls inside steps that are given the step tools. */
function handedOn(context: RuleContext): { call: ts.CallExpression; outer: StepSite }[] {
  const found: { call: ts.CallExpression; outer: StepSite }[] = [];
  const holders = toolHolders(context);
  const calls = new Set<ts.Node>(context.steps.map(({ call }) => call));
  for (const outer of context.steps) {
    const visit = (node: ts.Node): void => {
      if (
        ts.isCallExpression(node) &&
        !calls.has(node) &&
        node.arguments.some((each) => holds(each, holders))
      ) {
        found.push({ call: node, outer });
      }
      ts.forEachChild(node, visit);
    };
    for (const { body } of outer.callbacks) if (body) visit(body);
  }
  return found;
}

/** Declarations whose value is the step tools themselves: the owners of `.run(…)`. */
function toolHolders({ steps }: RuleContext): Set<ts.Node> {
  const holders = new Set<ts.Node>();
  for (const { call, tool } of steps) {
    const callee = unwrap(call.expression);
    if (tool.includes('.') || !ts.isPropertyAccessExpression(callee)) continue;
    const owner = unwrap(callee.expression);
    const declaration = ts.isIdentifier(owner) ? lookupName(owner) : null;
    if (declaration && !ts.isImportSpecifier(declaration)) holders.add(declaration);
  }
  return holders;
}

/** `f(step)` and `f({ step })`. */
function holds(argument: ts.Expression, holders: ReadonlySet<ts.Node>): boolean {
  const inner = unwrap(argument);
  if (ts.isIdentifier(inner)) {
    const declaration = lookupName(inner);
    return declaration !== null && holders.has(declaration);
  }
  if (!ts.isObjectLiteralExpression(inner)) return false;
  return inner.properties.some((property) => {
    if (ts.isPropertyAssignment(property)) return holds(property.initializer, holders);
    return ts.isShorthandPropertyAssignment(property) && holds(property.name, holders);
  });
}

function fixes(inner: StepSite, outer: Outer, context: RuleContext): Fix[] {
  return [...movingFixes(inner, outer, context), ...callingFixes(inner, context)];
}

/** The first or the last statement of the outer step can just as well come before or after it. */
function movingFixes(inner: StepSite, { site, callback }: Outer, context: RuleContext): Fix[] {
  const statement = awaitedStatement(inner.call);
  const around = awaitedStatement(site.call) ?? variableStatement(site.call);
  const { body } = callback;
  if (!statement || !around || !body || !ts.isBlock(body) || statement.parent !== body) return [];
  const [at, target] = [context.span(statement), context.span(around)];
  if (!at || !target || body.statements.length < 2 || usesNamesOf(statement, callback)) return [];
  const space = `${newlineOf(target)}${indentationOf(target)}`;
  const text = statement.getText();
  if (statement === body.statements.at(-1)) {
    const edits = [removeStatement(at), insertBehind(target, `${space}${text}`)];
    return [{ title: 'Move it after the step', edits, isPreferred: true }];
  }
  if (statement !== body.statements[0]) return [];
  const edits = [insertBefore(target, `${text}${space}`), removeStatement(at)];
  return [{ title: 'Move it before the step', edits, isPreferred: true }];
}

/** `await step.x(…);` as a separate statement. */
function awaitedStatement(call: ts.CallExpression): ts.ExpressionStatement | null {
  const { parent } = call;
  return ts.isAwaitExpression(parent) && ts.isExpressionStatement(parent.parent) ? parent.parent : null;
}

function variableStatement(call: ts.CallExpression): ts.VariableStatement | null {
  const declaration = ts.isAwaitExpression(call.parent) ? call.parent.parent : null;
  if (!declaration || !ts.isVariableDeclaration(declaration)) return null;
  const statement = declaration.parent.parent;
  return ts.isVariableStatement(statement) ? statement : null;
}

/** True when the code needs something that is declared inside the function. */
function usesNamesOf(code: ts.Node, callback: FunctionNode): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    if (found) return;
    if (ts.isIdentifier(node)) {
      const declaration = lookupName(node);
      const isInside = (outer: ts.Node): boolean =>
        declaration !== null && declaration.pos >= outer.pos && declaration.end <= outer.end;
      found = isInside(callback) && !isInside(code);
    } else ts.forEachChild(node, visit);
  };
  visit(code);
  return found;
}

/** `step.run('x', () => work())` inside a step is `work()`: a part of the step around it. */
function callingFixes(inner: StepSite, context: RuleContext): Fix[] {
  const [, argument, ...inputs] = inner.call.arguments;
  const code = argument && unwrap(argument);
  const at = context.span(inner.call);
  if (inner.tool !== 'run' || !code || !at || inputs.length > 0) return [];
  if (!ts.isArrowFunction(code) || code.parameters.length > 0) return [];
  const text = ts.isBlock(code.body) ? `(${code.getText()})()` : asOperand(code.body);
  return [{ title: 'Call it directly, as part of this step', edits: [{ at, text }] }];
}

/** Behind `await`, and in front of a member, without changing what belongs together. */
function asOperand(body: ts.Expression): string {
  const inner = ts.isAwaitExpression(body) ? body.expression : body;
  const isTight =
    ts.isCallExpression(inner) ||
    ts.isPropertyAccessExpression(inner) ||
    ts.isIdentifier(inner) ||
    ts.isParenthesizedExpression(inner);
  return isTight ? inner.getText() : `(${inner.getText()})`;
}
