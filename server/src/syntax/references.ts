/** From a name to what it stands for, across imports, re-exports and barrels. */
import { ts } from 'ts-morph';
import { hasModifier, isTransparent } from './ast.ts';
import { isSdkModule, type ParsedFile, requiredModule } from './parsed-file.ts';
import { type Declaration, lookupName } from './scope.ts';
import type { Sources } from './sources.ts';

export type Target =
  /** A declaration, or the expression of an `export default`. */
  | { kind: 'node'; node: ts.Node }
  | { kind: 'namespace'; file: ParsedFile }
  | { kind: 'sdk'; specifier: string; name: string }
  | { kind: 'external'; specifier: string; name: string };

/** Longer re-export chains count as cycles. */
const maxChainLength = 12;

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
  if (ts.isVariableDeclaration(declaration)) {
    const specifier = requiredModule(declaration.initializer);
    const file = specifier === null ? null : sources.file(declaration.getSourceFile().fileName);
    if (specifier !== null && file) return importTarget(file, specifier, '*', sources, depth);
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
  // `inngest/events` may be a folder of the workspace that the configuration lets in by that name.
  const isSdk = isSdkModule(specifier);
  if (specifier === 'inngest' && isSdkExport(name)) return { kind: 'sdk', specifier, name };
  const file = isSdk ? sources.resolveMapped(from, specifier) : sources.resolve(from, specifier);
  if (isSdk && !file) return { kind: 'sdk', specifier, name };
  if (!file) return { kind: 'external', specifier, name };
  if (name === '*') return { kind: 'namespace', file };
  return exportTarget(file, name, sources, depth + 1);
}

/** The SDK's names: clients, steps and functions that start with a small letter, and the namespace. */
function isSdkExport(name: string): boolean {
  return /^([A-Z*]|(step|group|cron|invoke|eventType|slugify|fetch|staticSchema|literal)$|create|reference)/.test(
    name,
  );
}

/** What `file` exports under `name`; null when it exports no such thing. */
export function exportTarget(file: ParsedFile, name: string, sources: Sources, depth: number): Target | null {
  if (depth > maxChainLength) return null;
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
    const target = importTarget(file, specifier, name, sources, depth);
    if (target && target.kind !== 'external' && target.kind !== 'sdk') return target;
  }
  return null;
}

/** `a.b` where `a` is a namespace import; null when it is anything else. */
export function namespaceMember(access: ts.PropertyAccessExpression, sources: Sources): Target | null {
  if (!ts.isIdentifier(access.expression)) return null;
  const target = targetOf(access.expression, sources);
  if (target?.kind === 'namespace') return exportTarget(target.file, access.name.text, sources, 0);
  if ((target?.kind === 'sdk' || target?.kind === 'external') && target.name === '*') {
    return { ...target, name: access.name.text };
  }
  return null;
}

/** The package that a name is imported from; null when it is not imported. */
export function importedPackage(expression: ts.Expression, sources: Sources): string | null {
  if (!ts.isIdentifier(expression)) return null;
  const target = targetOf(expression, sources);
  return target?.kind === 'external' ? target.specifier : null;
}

/** Strips what does not change a value: parentheses, `as`, `satisfies`, `!`, and `await` when asked for. */
export function unwrap(expression: ts.Expression, andAwait = false): ts.Expression {
  let inner = expression;
  while (isTransparent(inner) || (andAwait && ts.isAwaitExpression(inner))) inner = inner.expression;
  return inner;
}

export function isConstDeclaration(node: ts.VariableDeclaration): boolean {
  return (node.parent.flags & ts.NodeFlags.Const) !== 0;
}

/** The expression that a name is initialized with; null when it is not an expression. */
export function initializerOf(node: ts.Node): ts.Expression | null {
  if (ts.isVariableDeclaration(node)) return node.initializer ?? null;
  return ts.isExpression(node) && !ts.isFunctionExpression(node) ? node : null;
}

/** Value of a property of an object literal; looks through spreads that can be resolved. */
export function propertyOf(
  object: ts.ObjectLiteralExpression,
  name: string,
  sources: Sources,
  depth = 0,
): ts.Expression | ts.MethodDeclaration | null {
  let found: ts.Expression | ts.MethodDeclaration | null = null;
  for (const property of object.properties) {
    if (ts.isSpreadAssignment(property)) {
      const inner = literalOf(property.expression, sources, depth + 1);
      const spread = inner ? propertyOf(inner, name, sources, depth + 1) : null;
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
  if (ts.isPrivateIdentifier(name)) return name.text;
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

/** The value that a destructured name takes out of its whole: `const { a } = { a: … }`, a wrapper's `({ id })`. */
function elementValue(element: ts.BindingElement, sources: Sources, depth: number): ts.Expression | null {
  const whole = wholeValue(element.parent.parent, sources, depth);
  if (!whole) return null;
  // `...rest`: it does not matter that other names took members out of it.
  if (element.dotDotDotToken) return whole;
  if (ts.isArrayBindingPattern(element.parent)) {
    const list = resolveExpression(whole, sources, depth + 1);
    const item =
      list && ts.isArrayLiteralExpression(list)
        ? list.elements[element.parent.elements.indexOf(element)]
        : undefined;
    return item && !ts.isSpreadElement(item) ? item : (element.initializer ?? null);
  }
  const name = element.propertyName ?? element.name;
  const key = ts.isObjectBindingPattern(name) || ts.isArrayBindingPattern(name) ? null : nameText(name);
  const object = key === null ? null : literalOf(whole, sources, depth + 1);
  if (!object || key === null) return null;
  const value = propertyOf(object, key, sources, depth + 1) ?? element.initializer ?? null;
  return value && ts.isExpression(value) ? value : null;
}

function wholeValue(
  owner: ts.VariableDeclaration | ts.ParameterDeclaration | ts.BindingElement,
  sources: Sources,
  depth: number,
): ts.Expression | null {
  const bindings = sources.boundValue(owner);
  if (bindings) return bindings;
  if (ts.isBindingElement(owner)) return elementValue(owner, sources, depth + 1);
  return ts.isVariableDeclaration(owner) ? (owner.initializer ?? null) : null;
}

/** Follows names, `a.b` of object literals, classes and namespaces to the expression that gives the value. */
export function resolveExpression(
  expression: ts.Expression,
  sources: Sources,
  depth = 0,
): ts.Expression | null {
  const inner = unwrap(expression);
  if (depth > maxChainLength) return null;
  if (ts.isIdentifier(inner)) {
    const target = targetOf(inner, sources);
    if (target?.kind !== 'node') return inner;
    const value =
      sources.boundValue(target.node) ??
      (ts.isBindingElement(target.node)
        ? elementValue(target.node, sources, depth)
        : initializerOf(target.node));
    return value ? resolveExpression(value, sources, depth + 1) : inner;
  }
  if (ts.isPropertyAccessExpression(inner)) {
    const value = memberValue(inner, inner.expression, inner.name.text, sources, depth);
    return value ? resolveExpression(value, sources, depth + 1) : inner;
  }
  if (ts.isElementAccessExpression(inner)) {
    const key = resolveExpression(inner.argumentExpression, sources, depth + 1);
    if (!key || !(ts.isStringLiteralLike(key) || ts.isNumericLiteral(key))) return inner;
    const value = memberValue(inner, inner.expression, key.text, sources, depth);
    return value ? resolveExpression(value, sources, depth + 1) : inner;
  }
  const frozen = frozenValue(inner) ?? fallbackOf(inner, sources, depth);
  return frozen ? resolveExpression(frozen, sources, depth + 1) : inner;
}

/** `options ?? {}`, where it is known which of the two it is. */
function fallbackOf(expression: ts.Expression, sources: Sources, depth: number): ts.Expression | null {
  if (!ts.isBinaryExpression(expression)) return null;
  const { kind } = expression.operatorToken;
  if (kind !== ts.SyntaxKind.QuestionQuestionToken && kind !== ts.SyntaxKind.BarBarToken) return null;
  const left = resolveExpression(expression.left, sources, depth + 1);
  if (!left) return null;
  if (ts.isObjectLiteralExpression(left) || ts.isArrayLiteralExpression(left)) return left;
  const isNothing =
    left.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(left) && left.text === 'undefined');
  return isNothing ? expression.right : null;
}

/** `Object.freeze(x)` is `x`. */
function frozenValue(expression: ts.Expression): ts.Expression | null {
  if (!ts.isCallExpression(expression)) return null;
  const [first] = expression.arguments;
  return first && /^(Object\.freeze|freeze)$/.test(expression.expression.getText()) ? first : null;
}

function memberValue(
  access: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  owner: ts.Expression,
  name: string,
  sources: Sources,
  depth: number,
): ts.Expression | null {
  if (ts.isPropertyAccessExpression(access)) {
    const member = namespaceMember(access, sources);
    if (member)
      return member.kind === 'node' ? (sources.boundValue(member.node) ?? initializerOf(member.node)) : null;
  }
  const whole = resolveExpression(owner, sources, depth + 1);
  if (!whole) return null;
  if (ts.isObjectLiteralExpression(whole)) {
    const value = propertyOf(whole, name, sources, depth);
    return value && ts.isExpression(value) ? value : null;
  }
  if (ts.isArrayLiteralExpression(whole)) {
    const item = whole.elements[Number(name)];
    return item && !ts.isSpreadElement(item) ? item : null;
  }
  const type = classBehind(whole, sources);
  if (!type) return null;
  return (
    fieldOf(type.node, type.isStatic, name, sources) ?? constructedField(type.node, whole, name, sources)
  );
}

/** `constructor(private id = 'import')` of an instance whose construction is known. */
function constructedField(
  type: ts.ClassLikeDeclaration,
  whole: ts.Expression,
  name: string,
  sources: Sources,
): ts.Expression | null {
  const made = ts.isNewExpression(whole) ? whole : sources.boundValue(type);
  const maker = type.members.find(ts.isConstructorDeclaration);
  if (!made || !ts.isNewExpression(made) || !maker || made.arguments?.some(ts.isSpreadElement)) return null;
  const at = maker.parameters.findIndex(
    (each) =>
      ts.isIdentifier(each.name) && each.name.text === name && ts.isParameterPropertyDeclaration(each, maker),
  );
  return at < 0 ? null : (made.arguments?.[at] ?? maker.parameters[at]?.initializer ?? null);
}

/** What a class or one of those it extends sets a field to. */
function fieldOf(
  type: ts.ClassLikeDeclaration,
  isStatic: boolean,
  name: string,
  sources: Sources,
  depth = 0,
): ts.Expression | null {
  for (const member of type.members) {
    if (!ts.isPropertyDeclaration(member) || nameText(member.name) !== name || !member.initializer) continue;
    if (hasModifier(member, ts.SyntaxKind.StaticKeyword) === isStatic) return member.initializer;
  }
  const base = depth < maxChainLength ? baseOf(type, sources) : null;
  return base && fieldOf(base, isStatic, name, sources, depth + 1);
}

/** The class that a class extends, when it is one of the workspace. */
export function baseOf(type: ts.ClassLikeDeclaration, sources: Sources): ts.ClassLikeDeclaration | null {
  const clause = type.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  const parent = clause?.types[0]?.expression;
  return parent ? (classBehind(parent, sources)?.node ?? null) : null;
}

/** The class that an expression names, instantiates, or refers to as `this`. */
export function classBehind(
  expression: ts.Expression,
  sources: Sources,
): { node: ts.ClassLikeDeclaration; isStatic: boolean } | null {
  const inner = unwrap(expression);
  if (inner.kind === ts.SyntaxKind.ThisKeyword) {
    const own = enclosingClass(inner);
    // In a method that is read for one instance, `this` is that instance.
    const self = own && !own.isStatic ? sources.boundValue(own.node) : null;
    return self ? classBehind(self, sources) : own;
  }
  if (ts.isNewExpression(inner)) {
    const made = classBehind(inner.expression, sources);
    return made?.isStatic === true ? { node: made.node, isStatic: false } : null;
  }
  if (ts.isClassExpression(inner)) return { node: inner, isStatic: true };
  if (!ts.isIdentifier(inner) && !ts.isPropertyAccessExpression(inner)) return null;
  const target = ts.isIdentifier(inner) ? targetOf(inner, sources) : namespaceMember(inner, sources);
  if (target?.kind !== 'node') return null;
  return ts.isClassLike(target.node) ? { node: target.node, isStatic: true } : null;
}

function enclosingClass(node: ts.Node): { node: ts.ClassLikeDeclaration; isStatic: boolean } | null {
  for (let at: ts.Node = node; at.parent; at = at.parent) {
    if (ts.isFunctionDeclaration(at) || ts.isFunctionExpression(at)) return null;
    if (ts.isClassLike(at.parent)) {
      const isStatic = ts.isClassElement(at) && hasModifier(at, ts.SyntaxKind.StaticKeyword);
      return { node: at.parent, isStatic };
    }
  }
  return null;
}
