/** Functions that never return: what follows their call cannot be reached. */
import { ts } from 'ts-morph';
import type { Evaluator } from '../../evaluation/evaluator.ts';
import type { FunctionValue } from '../../evaluation/value.ts';
import { isAsync } from '../../syntax/ast.ts';

const maxDepth = 3;

export function alwaysThrows(fn: FunctionValue, environment: Evaluator, depth = 0): boolean {
  const { node } = fn;
  if (node.type?.kind === ts.SyntaxKind.NeverKeyword) return true;
  if (isAsync(node) && node.type?.getText() === 'Promise<never>') return true;
  if (!node.body || !ts.isBlock(node.body) || node.asteriskToken || depth > maxDepth) return false;
  return endsInThrow(node.body, environment.at(fn.frame), depth);
}

function endsInThrow(statement: ts.Statement, environment: Evaluator, depth: number): boolean {
  if (ts.isThrowStatement(statement)) return true;
  if (ts.isBlock(statement)) {
    // Nothing before it may exit in another way.
    for (const each of statement.statements) {
      if (endsInThrow(each, environment, depth)) return true;
      if (mayReturn(each)) return false;
    }
    return false;
  }
  if (ts.isIfStatement(statement)) {
    const { thenStatement, elseStatement } = statement;
    return (
      elseStatement !== undefined &&
      endsInThrow(thenStatement, environment, depth) &&
      endsInThrow(elseStatement, environment, depth)
    );
  }
  if (!ts.isExpressionStatement(statement)) return false;
  const inner = ts.isAwaitExpression(statement.expression)
    ? statement.expression.expression
    : statement.expression;
  if (!ts.isCallExpression(inner)) return false;
  const value = environment.evaluate(inner.expression);
  return value?.kind === 'function' && alwaysThrows(value, environment, depth + 1);
}

function mayReturn(statement: ts.Node): boolean {
  if (ts.isReturnStatement(statement)) return true;
  if (ts.isFunctionLike(statement) || ts.isClassLike(statement)) return false;
  return ts.forEachChild(statement, mayReturn) ?? false;
}
