/** A step behind a statement that always leaves. */
import { ts } from 'ts-morph';
import { idText } from './facts/step-text.ts';
import { removeStatement, statementAround } from './fixes/edits.ts';
import type { Finding, Rule, RuleContext, StepSite } from './model/rule.ts';
import { rangeOf, spanOfRange } from './model/span.ts';

export const unreachableStep: Rule = {
  code: 'unreachable-step',
  title: 'Unreachable step',
  defaultSeverity: 'warning',
  isUnnecessary: true,
  *check(context) {
    for (const note of context.built.graph.notes) {
      const file = note.code === 'unreachable-step' ? context.sources.file(note.file) : null;
      if (!file) continue;
      const at = spanOfRange(file, note.range);
      const site = context.steps.find(({ call }) => {
        const own = context.span(call);
        return own?.file === file && own.start === at.start && own.end === at.end;
      });
      yield site ? findingOf(site, context) : { message: note.message, at };
    }
  },
};

function findingOf(site: StepSite, context: RuleContext): Finding {
  const leaving = leavingBefore(site.call);
  const leavingAt = leaving && context.span(leaving);
  const statement = statementAround(site.call);
  const statementAt = statement && context.span(statement);
  const at = context.span(site.call)!;
  const line = leavingAt
    ? ` because of the \`${wordOf(leaving)}\` on line ${rangeOf(leavingAt).start.line + 1}`
    : '';
  return {
    at,
    message: `Step ${idText(site.info)} can never be reached${line}.`,
    ...(leavingAt ? { related: [{ message: 'Execution always leaves here.', at: leavingAt }] } : {}),
    fixes: statementAt ? [{ title: 'Remove the step', edits: [removeStatement(statementAt)] }] : [],
  };
}

/** The statement in front of the node, in its block or in one around it, that always leaves. */
function leavingBefore(node: ts.Node): ts.Statement | null {
  for (let current: ts.Node = node; current.parent; current = current.parent) {
    if (ts.isFunctionLike(current)) return null;
    const { parent } = current;
    if (!ts.isBlock(parent) && !ts.isCaseOrDefaultClause(parent)) continue;
    const { statements } = parent;
    const before = statements.slice(0, statements.indexOf(current as ts.Statement));
    const found = before.find(leaves);
    if (found) return found;
  }
  return null;
}

function leaves(statement: ts.Statement): boolean {
  if (ts.isBlock(statement)) return statement.statements.some(leaves);
  if (ts.isIfStatement(statement)) {
    return (
      leaves(statement.thenStatement) &&
      statement.elseStatement !== undefined &&
      leaves(statement.elseStatement)
    );
  }
  return (
    ts.isReturnStatement(statement) ||
    ts.isThrowStatement(statement) ||
    ts.isBreakStatement(statement) ||
    ts.isContinueStatement(statement) ||
    isEndless(statement)
  );
}

function isEndless(statement: ts.Statement): boolean {
  const isAlways =
    (ts.isWhileStatement(statement) && statement.expression.kind === ts.SyntaxKind.TrueKeyword) ||
    (ts.isForStatement(statement) && statement.condition === undefined);
  return isAlways && !hasBreak(statement.statement, false);
}

/** A break out of the loop itself: not of a loop or switch within it, unless it names a label. */
function hasBreak(node: ts.Node, isInner: boolean): boolean {
  if (ts.isBreakStatement(node)) return !isInner || node.label !== undefined;
  if (ts.isFunctionLike(node)) return false;
  const inner = isInner || ts.isIterationStatement(node, false) || ts.isSwitchStatement(node);
  return ts.forEachChild(node, (child) => hasBreak(child, inner) || undefined) ?? false;
}

function wordOf(statement: ts.Statement): string {
  return /^\w+/.exec(statement.getText())?.[0] ?? 'statement';
}
