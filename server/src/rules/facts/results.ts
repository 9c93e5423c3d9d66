/** What a function gives back. */
import { ts } from 'ts-morph';
import { type FunctionNode, isFunctionNode } from '../../syntax/scope.ts';

/** The expression of an arrow function, or those of its `return`s. */
export function resultsOf(made: FunctionNode): ts.Expression[] {
  const { body } = made;
  if (!body) return [];
  if (!ts.isBlock(body)) return [body];
  const results: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (isFunctionNode(node)) return;
    if (ts.isReturnStatement(node) && node.expression) results.push(node.expression);
    else ts.forEachChild(node, visit);
  };
  visit(body);
  return results;
}

/** The type that is declared for it, without `Promise<…>`; null: none. */
export function declaredResult({ type }: FunctionNode): ts.TypeNode | null {
  if (!type || !ts.isTypeReferenceNode(type)) return type ?? null;
  const [inner] = type.typeArguments ?? [];
  return type.typeName.getText() === 'Promise' && inner ? inner : type;
}
