/** The names of events that a call declares: `eventType()`, the ways of `EventSchemas`, and the client's own type. */
import { ts } from 'ts-morph';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { literalOf, nameText, resolveExpression, targetOf, unwrap } from '../syntax/references.ts';
import { sdkCallName } from '../syntax/sdk-call.ts';
import type { Sources } from '../syntax/sources.ts';
import { literalBehind, memberOf } from './name-literals.ts';

/** Aliases of aliases are followed this far. */
const maxDepth = 8;

export interface DeclaredName {
  name: string;
  /** The literal or property name in which it is written. */
  node: ts.Node;
}

export function declaredNames(
  node: ts.CallExpression | ts.NewExpression,
  file: ParsedFile,
  sources: Sources,
): DeclaredName[] {
  if (ts.isNewExpression(node)) {
    // SDK 1: `new Inngest<Events>({ name })`.
    const isClient = ts.isIdentifier(node.expression) && isSdkName(node.expression, 'Inngest', sources);
    return isClient ? recordKeys(node.typeArguments?.[0], sources) : [];
  }
  if (mayCall(node, 'eventType', file) && sdkCallName(node, sources) === 'eventType') {
    const literal = node.arguments[0] ? literalBehind(node.arguments[0], sources) : null;
    return literal ? [{ name: literal.text, node: literal }] : [];
  }
  const callee = node.expression;
  if (!ts.isPropertyAccessExpression(callee) || !callee.name.text.startsWith('from')) return [];
  if (!isEventSchemas(callee.expression)) return [];
  switch (callee.name.text) {
    case 'fromRecord':
    case 'fromGenerated':
      return recordKeys(node.typeArguments?.[0], sources);
    case 'fromUnion':
      return unionNames(node.typeArguments?.[0], sources);
    default:
      return validatorNames(node.arguments[0], sources);
  }
}

/** By name alone: to follow every call to its module would take far longer than everything else here. */
export function mayCall({ expression }: ts.CallExpression, name: string, file: ParsedFile): boolean {
  if (ts.isPropertyAccessExpression(expression)) return expression.name.text === name;
  if (!ts.isIdentifier(expression)) return false;
  return (file.imports.get(expression.text)?.name ?? expression.text) === name;
}

function isSdkName(identifier: ts.Identifier, name: string, sources: Sources): boolean {
  const target = targetOf(identifier, sources);
  return target?.kind === 'sdk' && target.name === name;
}

/** `new EventSchemas()` or a chain of `.from…()` on it. */
export function isEventSchemas(expression: ts.Expression): boolean {
  const inner = unwrap(expression);
  if (ts.isNewExpression(inner)) return inner.expression.getText() === 'EventSchemas';
  return (
    ts.isCallExpression(inner) &&
    ts.isPropertyAccessExpression(inner.expression) &&
    isEventSchemas(inner.expression.expression)
  );
}

/** Declaration of a named type, through imports; the type itself when it has no name. */
function declarationOf(type: ts.TypeNode, sources: Sources): ts.Node {
  if (ts.isParenthesizedTypeNode(type)) return declarationOf(type.type, sources);
  if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return type;
  const target = targetOf(type.typeName, sources);
  return target?.kind === 'node' ? target.node : type;
}

function recordKeys(type: ts.TypeNode | undefined, sources: Sources, depth = 0): DeclaredName[] {
  return type ? keysOf(declarationOf(type, sources), sources, depth) : [];
}

function keysOf(node: ts.Node, sources: Sources, depth: number): DeclaredName[] {
  if (depth > maxDepth) return [];
  if (ts.isTypeAliasDeclaration(node)) return recordKeys(node.type, sources, depth + 1);
  if (ts.isIntersectionTypeNode(node)) {
    return node.types.flatMap((part) => recordKeys(part, sources, depth + 1));
  }
  if (ts.isTypeQueryNode(node)) {
    return ts.isIdentifier(node.exprName) ? validatorNames(node.exprName, sources) : [];
  }
  if (ts.isTypeReferenceNode(node)) {
    const [first] = node.typeArguments ?? [];
    // `Record<'a' | 'b', …>`; every other type with arguments is taken for one that keeps the keys: `Simplify<Events>`.
    const isRecord = node.typeName.getText() === 'Record';
    return isRecord ? literalNames(first, sources, depth + 1) : recordKeys(first, sources, depth + 1);
  }
  if (ts.isInterfaceDeclaration(node)) {
    const bases = (node.heritageClauses ?? []).flatMap(({ types }) => types);
    const inherited = bases.flatMap(({ expression }) => {
      const target = ts.isIdentifier(expression) ? targetOf(expression, sources) : null;
      return target?.kind === 'node' ? keysOf(target.node, sources, depth + 1) : [];
    });
    return [...inherited, ...memberKeys(node.members, sources)];
  }
  return ts.isTypeLiteralNode(node) ? memberKeys(node.members, sources) : [];
}

function memberKeys(members: readonly ts.TypeElement[], sources: Sources): DeclaredName[] {
  return members.flatMap(({ name }) => (name ? keyOf(name, sources) : []));
}

function keyOf(name: ts.PropertyName, sources: Sources): DeclaredName[] {
  const text = nameText(name);
  if (ts.isComputedPropertyName(name)) {
    const literal = literalBehind(name.expression, sources);
    return literal ? [{ name: literal.text, node: literal }] : [];
  }
  return text === null ? [] : [{ name: text, node: name }];
}

/** `'a' | 'b'`, also behind a name. */
function literalNames(type: ts.TypeNode | undefined, sources: Sources, depth: number): DeclaredName[] {
  if (!type || depth > maxDepth) return [];
  const node = declarationOf(type, sources);
  if (ts.isTypeAliasDeclaration(node)) return literalNames(node.type, sources, depth + 1);
  if (ts.isUnionTypeNode(node)) return node.types.flatMap((part) => literalNames(part, sources, depth + 1));
  if (ts.isLiteralTypeNode(node) && ts.isStringLiteralLike(node.literal)) {
    return [{ name: node.literal.text, node: node.literal }];
  }
  return [];
}

/** `{ name: 'a'; data: … } | { name: 'b'; … }`. */
function unionNames(type: ts.TypeNode | undefined, sources: Sources, depth = 0): DeclaredName[] {
  if (!type || depth > maxDepth) return [];
  const node = declarationOf(type, sources);
  if (ts.isTypeAliasDeclaration(node)) return unionNames(node.type, sources, depth + 1);
  if (ts.isUnionTypeNode(node) || ts.isIntersectionTypeNode(node)) {
    return node.types.flatMap((part) => unionNames(part, sources, depth + 1));
  }
  if (!ts.isTypeLiteralNode(node) && !ts.isInterfaceDeclaration(node)) return [];
  for (const member of node.members) {
    if (ts.isPropertySignature(member) && nameText(member.name) === 'name') {
      return literalNames(member.type, sources, depth + 1);
    }
  }
  return [];
}

/** `{ 'name': schema }`, or a list of objects with `name: z.literal('…')`. */
function validatorNames(argument: ts.Expression | undefined, sources: Sources): DeclaredName[] {
  const value = argument ? resolveExpression(argument, sources) : null;
  if (value && ts.isArrayLiteralExpression(value)) {
    return value.elements.flatMap((element) => {
      const schema = resolveExpression(element, sources);
      const shape = schema && ts.isCallExpression(schema) ? schema.arguments[0] : undefined;
      const literal = shape ? literalOf(shape, sources) : null;
      const name = literal && memberOf(literal, 'name', sources);
      const [given] = name && ts.isCallExpression(name) ? name.arguments : [];
      const text = given ? literalBehind(given, sources) : null;
      return text ? [{ name: text.text, node: text }] : [];
    });
  }
  if (!value || !ts.isObjectLiteralExpression(value)) return [];
  return value.properties.flatMap((property) => {
    if (ts.isSpreadAssignment(property)) return validatorNames(property.expression, sources);
    return property.name ? keyOf(property.name, sources) : [];
  });
}
