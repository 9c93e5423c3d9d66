/** Where a name is used, by lexical scope. */
import { ts } from 'ts-morph';
import { type Declaration, lookupName } from '../../syntax/scope.ts';

/** Every mention of a declared name in its file apart from the declaration itself, in the order of the text. */
export function usesOf(name: ts.Identifier, declaration: Declaration): ts.Identifier[] {
  const mentions = mentionsIn(name.getSourceFile()).get(name.text) ?? [];
  return mentions.filter((node) => node !== name && lookupName(node) === declaration);
}

/** Value names by text. Built once per tree, since many rules ask about many names. */
const mentions = new WeakMap<ts.SourceFile, ReadonlyMap<string, readonly ts.Identifier[]>>();

function mentionsIn(tree: ts.SourceFile): ReadonlyMap<string, readonly ts.Identifier[]> {
  const known = mentions.get(tree);
  if (known) return known;
  const found = new Map<string, ts.Identifier[]>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      if (!isReference(node)) return;
      const same = found.get(node.text);
      if (same) same.push(node);
      else found.set(node.text, [node]);
    } else if (!ts.isTypeNode(node)) ts.forEachChild(node, visit);
  };
  visit(tree);
  mentions.set(tree, found);
  return found;
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
