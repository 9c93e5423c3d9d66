import { ts } from 'ts-morph';
import { isTransparent } from '../../syntax/ast.ts';
import { isConstDeclaration, unwrap } from '../../syntax/references.ts';
import { lookupName } from '../../syntax/scope.ts';

/** True when the function around a call returns the call's result: `return f()`, `() => f()`, `return ok ? f() : g()`. */
export function isReturned(call: ts.Expression): boolean {
  let at: ts.Expression = call;
  while (isPassedOn(at)) at = at.parent as ts.Expression;
  const { parent } = at;
  if (ts.isVariableDeclaration(parent)) return isReturnedLater(parent);
  return ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === at);
}

/** The value of the expression is the value of the one around it. */
function isPassedOn(inner: ts.Expression): boolean {
  const { parent } = inner;
  if (isTransparent(parent) || ts.isAwaitExpression(parent)) return true;
  if (ts.isConditionalExpression(parent)) return parent.condition !== inner;
  if (!ts.isBinaryExpression(parent) || parent.right !== inner) return false;
  const { kind } = parent.operatorToken;
  return (
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken ||
    kind === ts.SyntaxKind.CommaToken
  );
}

/** `const result = await run(); log('done'); return result;` */
function isReturnedLater(variable: ts.VariableDeclaration): boolean {
  const statement = variable.parent.parent;
  if (!ts.isVariableStatement(statement) || !ts.isBlock(statement.parent) || !isConstDeclaration(variable)) {
    return false;
  }
  const { statements } = statement.parent;
  const behind = statements.slice(statements.indexOf(statement) + 1);
  const last = behind.find((each) => !isPlain(each));
  const value = last && ts.isReturnStatement(last) && last.expression ? unwrap(last.expression, true) : null;
  return value !== null && ts.isIdentifier(value) && lookupName(value) === variable;
}

/** Says or counts something, and waits for nothing. */
function isPlain(statement: ts.Statement): boolean {
  return ts.isExpressionStatement(statement) && !holdsAwait(statement);
}

function holdsAwait(node: ts.Node): boolean {
  return (
    ts.isAwaitExpression(node) || (ts.forEachChild(node, (child) => holdsAwait(child) || undefined) ?? false)
  );
}
