/** From a name to what it stands for, across imports, re-exports and barrels. */
import { ts } from 'ts-morph';
import { isSdkModule, type ParsedFile } from './parsed-file.ts';
import { type Declaration, lookupName } from './scope.ts';
import type { Sources } from './sources.ts';

export type Target =
  /** A declaration, or the expression of an `export default`. */
  | { kind: 'node'; node: ts.Node }
  | { kind: 'namespace'; file: ParsedFile }
  | { kind: 'sdk'; specifier: string; name: string }
  | { kind: 'external'; specifier: string; name: string };

/** Re-export chains longer than this are taken for cycles. */
const longestChain = 12;

export function targetOf(identifier: ts.Identifier, sources: Sources): Target | null {
  return follow(identifier, sources, 0);
}

function follow(identifier: ts.Identifier, sources: Sources, depth: number): Target | null {
  const declaration = lookupName(identifier);
  if (!declaration) return null;
  if (mayImport(declaration)) {
    const file = sources.file(identifier.getSourceFile().fileName);
    const imported = file?.imports.get(identifier.text);
    if (file && imported) return importTarget(file, imported.specifier, imported.name, sources, depth);
  }
  return { kind: 'node', node: declaration };
}

/** Import declarations, and `require` at the top of a file. */
function mayImport(declaration: Declaration): boolean {
  switch (declaration.kind) {
    case ts.SyntaxKind.ImportClause:
    case ts.SyntaxKind.ImportSpecifier:
    case ts.SyntaxKind.NamespaceImport:
    case ts.SyntaxKind.ImportEqualsDeclaration:
      return true;
    case ts.SyntaxKind.VariableDeclaration:
      return isTopLevelCall(declaration as ts.VariableDeclaration);
    case ts.SyntaxKind.BindingElement: {
      const owner = declaration.parent.parent;
      return ts.isVariableDeclaration(owner) && isTopLevelCall(owner);
    }
    default:
      return false;
  }
}

function isTopLevelCall({ initializer, parent }: ts.VariableDeclaration): boolean {
  if (!initializer || (!ts.isCallExpression(initializer) && !ts.isAwaitExpression(initializer))) return false;
  return ts.isVariableDeclarationList(parent) && ts.isSourceFile(parent.parent.parent);
}

function importTarget(
  from: ParsedFile,
  specifier: string,
  name: string,
  sources: Sources,
  depth: number,
): Target | null {
  if (isSdkModule(specifier)) return { kind: 'sdk', specifier, name };
  const file = sources.resolve(from, specifier);
  if (!file) return { kind: 'external', specifier, name };
  if (name === '*') return { kind: 'namespace', file };
  return exportTarget(file, name, sources, depth + 1);
}

/** What `file` exports under `name`; null when it exports no such thing. */
export function exportTarget(file: ParsedFile, name: string, sources: Sources, depth: number): Target | null {
  if (depth > longestChain) return null;
  const { named, stars } = file.exports;
  const found = named.get(name);
  if (found?.kind === 'local') return { kind: 'node', node: found.node };
  if (found?.kind === 'name') {
    const target = follow(found.identifier, sources, depth + 1);
    return target;
  }
  if (found?.kind === 'from') return importTarget(file, found.specifier, found.name, sources, depth);
  if (name === 'default') return null;
  for (const specifier of stars) {
    if (isSdkModule(specifier)) continue;
    const target = importTarget(file, specifier, name, sources, depth);
    if (target && target.kind !== 'external') return target;
  }
  return null;
}

/** `a.b` where `a` is a namespace import; null when it is anything else. */
export function namespaceMember(access: ts.PropertyAccessExpression, sources: Sources): Target | null {
  if (!ts.isIdentifier(access.expression)) return null;
  const target = targetOf(access.expression, sources);
  if (target?.kind === 'namespace') return exportTarget(target.file, access.name.text, sources, 0);
  if (target?.kind === 'sdk' && target.name === '*') {
    return { kind: 'sdk', specifier: target.specifier, name: access.name.text };
  }
  return null;
}

/** Strips what does not change a value: parentheses, `as`, `satisfies`, `!`, and `await` when asked for. */
export function unwrap(expression: ts.Expression, andAwait = false): ts.Expression {
  let inner = expression;
  for (;;) {
    if (
      ts.isParenthesizedExpression(inner) ||
      ts.isAsExpression(inner) ||
      ts.isSatisfiesExpression(inner) ||
      ts.isNonNullExpression(inner) ||
      ts.isTypeAssertionExpression(inner) ||
      (andAwait && ts.isAwaitExpression(inner))
    ) {
      inner = inner.expression;
    } else return inner;
  }
}

export function isConstDeclaration(node: ts.VariableDeclaration): boolean {
  return (node.parent.flags & ts.NodeFlags.Const) !== 0;
}

/** The expression a name was given once and for all; null when it may change or is not an expression. */
export function initializerOf(node: ts.Node): ts.Expression | null {
  if (ts.isVariableDeclaration(node)) return node.initializer ?? null;
  return ts.isExpression(node) && !ts.isFunctionExpression(node) ? node : null;
}

/** Value of a property of an object literal; looks through spreads that can be resolved. */
export function propertyOf(
  object: ts.ObjectLiteralExpression,
  name: string,
  sources: Sources,
): ts.Expression | ts.MethodDeclaration | null {
  let found: ts.Expression | ts.MethodDeclaration | null = null;
  for (const property of object.properties) {
    if (ts.isSpreadAssignment(property)) {
      const inner = literalOf(property.expression, sources);
      const spread = inner ? propertyOf(inner, name, sources) : null;
      if (spread) found = spread;
    } else if (property.name && nameText(property.name) === name) {
      if (ts.isPropertyAssignment(property)) found = property.initializer;
      else if (ts.isShorthandPropertyAssignment(property)) found = property.name;
      else if (ts.isMethodDeclaration(property)) found = property;
    }
  }
  return found;
}

export function nameText(name: ts.PropertyName): string | null {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  if (ts.isComputedPropertyName(name) && ts.isStringLiteralLike(name.expression)) return name.expression.text;
  return null;
}

/** The object literal an expression surely is, through names and imports; null otherwise. */
export function literalOf(
  expression: ts.Expression,
  sources: Sources,
  depth = 0,
): ts.ObjectLiteralExpression | null {
  const inner = resolveExpression(expression, sources, depth);
  return inner && ts.isObjectLiteralExpression(inner) ? inner : null;
}

/** `const { a } = { a: … }`. */
function elementInitializer(
  element: ts.BindingElement,
  sources: Sources,
  depth: number,
): ts.Expression | null {
  const owner = element.parent.parent;
  const name = element.propertyName ?? element.name;
  const isOwned = ts.isVariableDeclaration(owner) || ts.isParameter(owner);
  const whole = isOwned ? (sources.givenValue(owner) ?? owner.initializer) : undefined;
  if (!whole || !ts.isIdentifier(name)) return null;
  const object = literalOf(whole, sources, depth + 1);
  const value = object ? propertyOf(object, name.text, sources) : null;
  return value && ts.isExpression(value) ? value : null;
}

/** Follows names, `a.b` of object literals and namespaces to the expression that gives the value. */
export function resolveExpression(
  expression: ts.Expression,
  sources: Sources,
  depth = 0,
): ts.Expression | null {
  const inner = unwrap(expression);
  if (depth > longestChain) return null;
  if (ts.isIdentifier(inner)) {
    const target = targetOf(inner, sources);
    if (target?.kind !== 'node') return inner;
    const value = ts.isBindingElement(target.node)
      ? elementInitializer(target.node, sources, depth)
      : (sources.givenValue(target.node) ?? initializerOf(target.node));
    return value ? resolveExpression(value, sources, depth + 1) : inner;
  }
  if (ts.isPropertyAccessExpression(inner)) {
    const member = namespaceMember(inner, sources);
    if (member) {
      const value = member.kind === 'node' ? initializerOf(member.node) : null;
      return value ? resolveExpression(value, sources, depth + 1) : inner;
    }
    const object = literalOf(inner.expression, sources, depth + 1);
    const value = object ? propertyOf(object, inner.name.text, sources) : null;
    if (value && ts.isExpression(value)) return resolveExpression(value, sources, depth + 1);
  }
  if (
    ts.isCallExpression(inner) &&
    inner.arguments[0] &&
    /^(Object\.freeze|freeze)$/.test(inner.expression.getText())
  ) {
    return resolveExpression(inner.arguments[0], sources, depth + 1);
  }
  return inner;
}
