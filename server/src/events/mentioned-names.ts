/** Literals that the code compares with an event's name, or looks an event's type up by. */
import { ts } from 'ts-morph';

export function mentionedNames(node: ts.Node): ts.StringLiteralLike[] {
  if (ts.isBinaryExpression(node) && isEquality(node.operatorToken.kind)) {
    const { left, right } = node;
    if (isNameOfEvent(left) && ts.isStringLiteralLike(right)) return [right];
    return isNameOfEvent(right) && ts.isStringLiteralLike(left) ? [left] : [];
  }
  if (ts.isSwitchStatement(node) && isNameOfEvent(node.expression)) {
    return node.caseBlock.clauses.flatMap((clause) =>
      ts.isCaseClause(clause) && ts.isStringLiteralLike(clause.expression) ? [clause.expression] : [],
    );
  }
  // `Events['order.made']`
  if (ts.isIndexedAccessTypeNode(node) && ts.isLiteralTypeNode(node.indexType)) {
    const { literal } = node.indexType;
    return ts.isStringLiteralLike(literal) && literal.text !== 'data' ? [literal] : [];
  }
  return [];
}

function isEquality(kind: ts.SyntaxKind): boolean {
  return (
    kind === ts.SyntaxKind.EqualsEqualsEqualsToken ||
    kind === ts.SyntaxKind.ExclamationEqualsEqualsToken ||
    kind === ts.SyntaxKind.EqualsEqualsToken ||
    kind === ts.SyntaxKind.ExclamationEqualsToken
  );
}

/** `event.name`, `ctx.event.name`, `events[0].name`. */
function isNameOfEvent(expression: ts.Expression): boolean {
  if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== 'name') return false;
  return /(^|\.)(evt|event|events\[\d+\]|\w+Event)[!?]?$/.test(expression.expression.getText());
}
