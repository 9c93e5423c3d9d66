/** Questions about syntax trees that need nothing but the tree. */
import { ts } from 'ts-morph';
import { type FunctionNode, isFunctionNode } from './scope.ts';

/** True for the node itself, too. */
export function isWithin(node: ts.Node, outer: ts.Node): boolean {
  return node.getSourceFile() === outer.getSourceFile() && node.pos >= outer.pos && node.end <= outer.end;
}

/** The innermost function around a node. */
export function enclosingFunction(node: ts.Node): FunctionNode | null {
  for (let outer = node.parent; outer; outer = outer.parent) if (isFunctionNode(outer)) return outer;
  return null;
}

export function isAsync(node: ts.Node): boolean {
  if (!ts.canHaveModifiers(node)) return false;
  return ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false;
}

/** Names of values in an expression: no names of properties, nothing inside nested functions. */
export function valueNamesIn(expression: ts.Expression): ts.Identifier[] {
  const names: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isPropertyAccessExpression(node)) visit(node.expression);
    else if (ts.isIdentifier(node)) names.push(node);
    else ts.forEachChild(node, visit);
  };
  visit(expression);
  return names;
}

/** The expression of an arrow function, or those of a function's own `return`s, in order. */
export function returnedExpressions({ body }: FunctionNode): ts.Expression[] {
  if (!body) return [];
  if (!ts.isBlock(body)) return [body];
  const returned: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (isFunctionNode(node)) return;
    if (ts.isReturnStatement(node) && node.expression) returned.push(node.expression);
    else ts.forEachChild(node, visit);
  };
  visit(body);
  return returned;
}

/** Syntax around an expression that leaves its value as it is: parentheses, casts, `!`. */
export function isTransparent(node: ts.Node): node is ts.Expression {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node)
  );
}

/** The outermost expression that has the same value: the way out through {@link isTransparent} syntax. */
export function wrapped(expression: ts.Expression): ts.Expression {
  let outer = expression;
  while (isTransparent(outer.parent)) outer = outer.parent;
  return outer;
}
