import { ts } from 'ts-morph';
import type { FunctionNode } from '../syntax/scope.ts';

const found = new WeakMap<FunctionNode, readonly ts.Expression[]>();

/** Everything a function may give back, in order; functions inside of it aside. */
export function returnsOf(node: FunctionNode): readonly ts.Expression[] {
  const known = found.get(node);
  if (known) return known;
  const { body } = node;
  const returned: ts.Expression[] = [];
  if (body && !ts.isBlock(body)) returned.push(body);
  else if (body && !node.asteriskToken) {
    const visit = (child: ts.Node): void => {
      if (ts.isReturnStatement(child)) {
        if (child.expression) returned.push(child.expression);
      } else if (!ts.isFunctionLike(child) && !ts.isClassLike(child) && !ts.isExpression(child)) {
        ts.forEachChild(child, visit);
      }
    };
    ts.forEachChild(body, visit);
  }
  found.set(node, returned);
  return returned;
}
