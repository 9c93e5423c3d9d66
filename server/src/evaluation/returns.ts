/** What a function may return at one call: the conditions around its `return`s may be known there. */
import { ts } from 'ts-morph';
import { textOf } from '../syntax/constants.ts';
import type { FunctionNode } from '../syntax/scope.ts';
import type { Environment } from './environment.ts';
import { truthOf } from './truth.ts';

export interface Returned {
  expression: ts.Expression;
  /** Tells it from the others: its name, or the condition under which it is returned. */
  label: string;
}

interface Found {
  expression: ts.Expression;
  condition: string | null;
}

/** Two returns of which one condition decides are told apart by it, others by their names where they have some. */
function labelled(found: readonly Found[]): Returned[] {
  const [first, second] = found;
  const isEither = found.length === 2 && second?.condition === `!(${first?.condition})`;
  return found.map(({ expression, condition }) => {
    const isNamed = ts.isIdentifier(expression) || ts.isPropertyAccessExpression(expression);
    const label = condition === null || (isNamed && !isEither) ? expression.getText() : condition;
    return { expression, label };
  });
}

/** `inside`: with the parameters of the call. */
export function returnsOf({ body }: FunctionNode, inside: Environment): Returned[] {
  if (!body) return [];
  if (!ts.isBlock(body)) return [{ expression: body, label: body.getText() }];
  const found: Found[] = [];
  let condition: string | null = null;

  /** True when the code behind the statement is not reached. */
  const visit = (node: ts.Node): boolean => {
    if (ts.isReturnStatement(node)) {
      if (node.expression) found.push({ expression: node.expression, condition });
      return true;
    }
    if (ts.isThrowStatement(node)) return true;
    if (ts.isBlock(node)) return node.statements.some(visit);
    if (ts.isIfStatement(node)) return visitIf(node);
    if (ts.isSwitchStatement(node)) return visitSwitch(node);
    if (!ts.isFunctionLike(node) && !ts.isClassLike(node) && !ts.isExpression(node)) {
      ts.forEachChild(node, (child) => {
        visit(child);
      });
    }
    return false;
  };
  const visitIf = ({ expression, thenStatement, elseStatement }: ts.IfStatement): boolean => {
    const truth = truthOf(expression, inside);
    if (truth === true) return visit(thenStatement);
    if (truth === false) return elseStatement !== undefined && visit(elseStatement);
    const outer = condition;
    condition = expression.getText();
    const ends = visit(thenStatement);
    condition = `!(${expression.getText()})`;
    const endsOtherwise = elseStatement !== undefined && visit(elseStatement);
    if (!ends) condition = outer;
    return ends && endsOtherwise;
  };
  const visitSwitch = (node: ts.SwitchStatement): boolean => {
    const clauses = clausesTaken(node, inside);
    for (const clause of clauses ?? node.caseBlock.clauses) {
      for (const statement of clause.statements) {
        if (ts.isBreakStatement(statement) && clauses) return false;
        if (visit(statement) && clauses) return true;
      }
    }
    return false;
  };
  visit(body);
  return labelled(found);
}

/** The clause that is surely chosen and those that it falls through to; null when it cannot be told. */
function clausesTaken(
  { expression, caseBlock: { clauses } }: ts.SwitchStatement,
  inside: Environment,
): readonly ts.CaseOrDefaultClause[] | null {
  const asked = textOf(expression, inside.sources);
  const texts = clauses.map((clause) =>
    ts.isCaseClause(clause) ? textOf(clause.expression, inside.sources) : '',
  );
  if (asked === null || texts.includes(null)) return null;
  const chosen = clauses.findIndex((clause, index) => ts.isCaseClause(clause) && texts[index] === asked);
  const at = chosen >= 0 ? chosen : clauses.findIndex(ts.isDefaultClause);
  return at < 0 ? [] : clauses.slice(at);
}
