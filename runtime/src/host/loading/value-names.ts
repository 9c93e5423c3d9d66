/** Which names of a file are used where the code runs, and not only as types. */
import type ts from 'typescript';

const known = new WeakMap<ts.SourceFile, Set<string>>();

export function usedAsValues(compiler: typeof ts, source: ts.SourceFile): Set<string> {
  const found = known.get(source);
  if (found) return found;
  const names = new Set<string>();
  known.set(source, names);
  const visit = (node: ts.Node): void => {
    if (compiler.isIdentifier(node)) names.add(node.text);
    else if (compiler.isExpressionWithTypeArguments(node)) {
      const clause = node.parent;
      const isType =
        compiler.isHeritageClause(clause) && clause.token === compiler.SyntaxKind.ImplementsKeyword;
      if (!isType) visit(node.expression);
    } else if (compiler.isPropertyAccessExpression(node)) visit(node.expression);
    else if (!isOnlyType(compiler, node) && !isNameExport(compiler, node)) compiler.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

/** `export default Name` exports what the name means, value or type. */
function isNameExport(compiler: typeof ts, node: ts.Node): boolean {
  return compiler.isExportAssignment(node) && compiler.isIdentifier(node.expression);
}

function isOnlyType(compiler: typeof ts, node: ts.Node): boolean {
  return (
    compiler.isTypeNode(node) ||
    compiler.isInterfaceDeclaration(node) ||
    compiler.isTypeAliasDeclaration(node) ||
    compiler.isImportDeclaration(node) ||
    compiler.isExportDeclaration(node)
  );
}
