/** Where a name is used, by lexical scope. */
import { ts } from 'ts-morph';
import { type Declaration, lookupName } from '../syntax/scope.ts';

/** Every mention of a declared name in its file apart from the declaration itself, in the order of the text. */
export function usesOf(name: ts.Identifier, declaration: Declaration): ts.Identifier[] {
  const uses: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      if (node !== name && node.text === name.text && isReference(node) && lookupName(node) === declaration) {
        uses.push(node);
      }
      return;
    }
    if (!ts.isTypeNode(node)) ts.forEachChild(node, visit);
  };
  visit(scopeOf(declaration));
  return uses;
}

/** False for names that belong to something else: `x.name`, `{ name: … }`, labels. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isMethodDeclaration(parent) || ts.isPropertyDeclaration(parent)) return parent.name !== node;
  return true;
}

/** The block or function that the name is visible in; the whole file for those at its top. */
function scopeOf(declaration: Declaration): ts.Node {
  for (let node: ts.Node = declaration.parent; node.parent; node = node.parent) {
    if (ts.isBlock(node) || ts.isFunctionLike(node) || ts.isSourceFile(node)) {
      // The body of a function is seen by its parameters' scope, which is the function.
      return ts.isBlock(node) && ts.isFunctionLike(node.parent) ? node.parent : node;
    }
  }
  return declaration.getSourceFile();
}
