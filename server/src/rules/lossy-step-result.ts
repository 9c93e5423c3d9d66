/** A step's result is stored as JSON, which cannot represent every value. */
import { ts } from 'ts-morph';
import { isTransparent, returnedBy } from '../syntax/ast.ts';
import { nameText, unwrap } from '../syntax/references.ts';
import { type JsonLoss, jsonLosses } from './facts/json-loss.ts';
import { idText } from './facts/step-text.ts';
import { usesOf } from './facts/uses.ts';
import type { Finding, Fix, Rule, RuleContext, StepSite } from './model/rule.ts';

export const lossyStepResult: Rule = {
  code: 'lossy-step-result',
  title: 'Step result changed by JSON serialization',
  defaultSeverity: 'warning',
  *check(context) {
    for (const site of context.steps) {
      if (isUnread(site.call)) continue;
      const losses = site.callbacks
        .flatMap((callback) => returnedBy(callback))
        .flatMap((result) => jsonLosses(result, context.sources));
      // Where several `return`s give the same, telling it once is enough.
      const first = Map.groupBy(losses, ({ path, what }) => `${JSON.stringify(path)} ${what}`);
      for (const [loss] of first.values()) {
        const finding = loss && findingOf(loss, site, context);
        if (finding) yield finding;
      }
    }
  },
};

function findingOf(loss: JsonLoss, site: StepSite, context: RuleContext): Finding | null {
  const at = context.span(loss.node);
  if (!at) return null;
  const uses = wrongUses(site.call, loss);
  const [use] = uses;
  const where = loss.path.length === 0 ? '' : ` at \`${pathText(loss.path)}\``;
  const change = loss.becomes === null ? 'is dropped' : `comes back as ${loss.becomes}`;
  const fact = `The result of step ${idText(site.info)} is stored as JSON: ${loss.what}${where} ${change}`;
  if (!use) {
    // A string may be all that the code needs.
    const isDoubtful = loss.becomes === 'a string';
    return { at, severity: 'hint', message: `${fact}.`, ...(isDoubtful ? { isDoubtful } : {}) };
  }
  const useAt = context.span(use.member);
  return {
    at,
    message: `${fact}, which has no \`${use.member.text}\`.`,
    ...(useAt ? { related: [{ message: 'The original type is expected here.', at: useAt }] } : {}),
    fixes: remakeFixes(loss, uses, context),
  };
}

function pathText(path: JsonLoss['path']): string {
  return path.map((name, index) => (name === null ? '[]' : index === 0 ? name : `.${name}`)).join('');
}

interface WrongUse {
  /** The expression for the lost value: `result.at`. */
  value: ts.Expression;
  /** The member that is not there. */
  member: ts.Identifier;
}

/** Places where the awaited result, or the part of it, is taken for what it was before. */
function wrongUses(call: ts.CallExpression, loss: JsonLoss): WrongUse[] {
  const found: WrongUse[] = [];
  const look = (value: ts.Expression, path: JsonLoss['path']): void => {
    let at: ts.Expression = value;
    while (isTransparent(at.parent)) at = at.parent;
    const { parent } = at;
    const [next, ...rest] = path;
    if (ts.isPropertyAccessExpression(parent) && parent.expression === at && ts.isIdentifier(parent.name)) {
      if (next === undefined) {
        if (loss.members.has(parent.name.text) && !isTested(value))
          found.push({ value: at, member: parent.name });
      } else if (next === parent.name.text) look(parent, rest);
    } else if (ts.isElementAccessExpression(parent) && parent.expression === at && next === null) {
      look(parent, rest);
    } else if (ts.isVariableDeclaration(parent) && parent.initializer === at) follow(parent, path);
  };
  const follow = (declaration: ts.VariableDeclaration | ts.BindingElement, path: JsonLoss['path']): void => {
    const { name } = declaration;
    if (ts.isIdentifier(name)) for (const use of usesOf(name, declaration)) look(use, path);
    const [next, ...rest] = path;
    if (!ts.isObjectBindingPattern(name) || next === undefined) return;
    for (const element of name.elements) {
      const key = element.propertyName ?? element.name;
      const text = ts.isIdentifier(key) ? nameText(key) : null;
      if (text === next) follow(element, rest);
    }
  };
  const awaited = awaitOf(call);
  if (awaited) look(awaited, loss.path);
  return found;
}

/** `typeof at === 'string' ? at : at.toISOString()`: the code knows that it may be something else. */
function isTested(value: ts.Expression): boolean {
  const text = value.getText();
  for (let at: ts.Node = value; at.parent && !ts.isFunctionLike(at); at = at.parent) {
    const { parent } = at;
    const condition = ts.isIfStatement(parent)
      ? parent.expression
      : ts.isConditionalExpression(parent)
        ? parent.condition
        : null;
    const test = condition === null || condition === at ? '' : condition.getText();
    if (test.includes(`typeof ${text} `) || test.includes(`${text} instanceof `)) return true;
  }
  return false;
}

/** Nobody looks at the result. */
function isUnread(call: ts.CallExpression): boolean {
  const { parent } = awaitOf(call) ?? call;
  return ts.isExpressionStatement(parent);
}

function awaitOf(call: ts.CallExpression): ts.AwaitExpression | null {
  let at: ts.Node = call;
  while (at.parent && ts.isExpression(at.parent) && unwrap(at.parent) === call) at = at.parent;
  return ts.isAwaitExpression(at.parent) ? at.parent : null;
}

function remakeFixes({ remake }: JsonLoss, uses: readonly WrongUse[], context: RuleContext): Fix[] {
  const spans = uses.map(({ value }) => context.span(value));
  if (!remake || spans.some((span) => span === null)) return [];
  const edits = spans.flatMap((span) =>
    span
      ? [
          { at: { ...span, end: span.start }, text: remake[0] },
          { at: { ...span, start: span.end }, text: remake[1] },
        ]
      : [],
  );
  return [{ title: `Recreate it with ${remake[0]}…${remake[1]}`, edits, isPreferred: true }];
}
