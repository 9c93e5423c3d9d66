/**
 * TypeScript types as JSON Schema (draft 2020-12), by reading their source: no type checker, no installed packages.
 * What cannot be read becomes the empty schema, which allows everything.
 */
import { ts } from 'ts-morph';
import { textOf } from './constants.ts';
import { exportTarget, nameText, type Target, targetOf } from './references.ts';
import type { Sources } from './sources.ts';
import { schemaOfValidator } from './validator-schema.ts';

export type Schema = Record<string, unknown>;

/** Schemas of type parameters by name. */
type Parameters = ReadonlyMap<string, Schema>;

const deepest = 12;
const noParameters: Parameters = new Map();

export function schemaOfType(
  node: ts.TypeNode,
  sources: Sources,
  parameters: Parameters = noParameters,
  depth = 0,
): Schema {
  if (depth > deepest) return {};
  const inner = (type: ts.TypeNode): Schema => schemaOfType(type, sources, parameters, depth + 1);
  switch (node.kind) {
    case ts.SyntaxKind.StringKeyword:
      return { type: 'string' };
    case ts.SyntaxKind.NumberKeyword:
    case ts.SyntaxKind.BigIntKeyword:
      return { type: 'number' };
    case ts.SyntaxKind.BooleanKeyword:
      return { type: 'boolean' };
    case ts.SyntaxKind.UndefinedKeyword:
    case ts.SyntaxKind.VoidKeyword:
    case ts.SyntaxKind.NeverKeyword:
      return { not: {} };
    case ts.SyntaxKind.ObjectKeyword:
      return { type: 'object' };
  }
  if (ts.isLiteralTypeNode(node)) return literalSchema(node.literal);
  if (ts.isParenthesizedTypeNode(node)) return inner(node.type);
  if (ts.isTypeOperatorNode(node)) return inner(node.type);
  if (ts.isArrayTypeNode(node)) return { type: 'array', items: inner(node.elementType) };
  if (ts.isTupleTypeNode(node)) return tupleSchema(node, inner);
  if (ts.isUnionTypeNode(node)) return unionSchema(node.types.map(inner));
  if (ts.isIntersectionTypeNode(node)) return node.types.map(inner).reduce(mergeSchemas);
  if (ts.isTypeLiteralNode(node)) return membersSchema(node.members, sources, parameters, depth);
  if (ts.isTemplateLiteralTypeNode(node)) return { type: 'string' };
  if (ts.isIndexedAccessTypeNode(node)) return indexedSchema(node, inner);
  if (ts.isTypeReferenceNode(node)) return referenceSchema(node, sources, parameters, depth);
  if (ts.isExpressionWithTypeArguments(node) && ts.isIdentifier(node.expression)) {
    return namedSchema(node.expression, node.typeArguments, sources, parameters, depth);
  }
  return {};
}

function literalSchema(literal: ts.LiteralTypeNode['literal']): Schema {
  if (literal.kind === ts.SyntaxKind.NullKeyword) return { type: 'null' };
  if (literal.kind === ts.SyntaxKind.TrueKeyword) return { const: true };
  if (literal.kind === ts.SyntaxKind.FalseKeyword) return { const: false };
  if (ts.isStringLiteralLike(literal)) return { const: literal.text };
  if (ts.isNumericLiteral(literal)) return { const: Number(literal.text) };
  return {};
}

function tupleSchema(node: ts.TupleTypeNode, inner: (type: ts.TypeNode) => Schema): Schema {
  const items = node.elements.map((element) =>
    inner(ts.isNamedTupleMember(element) ? element.type : element),
  );
  return { type: 'array', prefixItems: items, minItems: items.length };
}

/** `undefined` is no JSON: it is dropped here and makes a property optional where it stands in one. */
export function unionSchema(parts: readonly Schema[]): Schema {
  const present = parts.filter((part) => !isNever(part));
  const [only] = present;
  if (!only) return { not: {} };
  if (present.length === 1) return only;
  if (present.every((part) => 'const' in part)) return { enum: present.map((part) => part.const) };
  return { anyOf: present };
}

function isNever(schema: Schema): boolean {
  return 'not' in schema;
}

/** Both at once: properties of objects are put together; otherwise the second wins. */
export function mergeSchemas(a: Schema, b: Schema): Schema {
  if (a.type !== 'object' || b.type !== 'object') return Object.keys(b).length === 0 ? a : b;
  const required = [...new Set([...asList(a.required), ...asList(b.required)])];
  return {
    ...a,
    ...b,
    properties: { ...propertiesOf(a), ...propertiesOf(b) },
    ...(required.length > 0 ? { required } : {}),
  };
}

function asList(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

export function propertiesOf(schema: Schema): Record<string, Schema> {
  return (schema.properties as Record<string, Schema> | undefined) ?? {};
}

export function objectSchema(properties: Record<string, Schema>, required: readonly string[]): Schema {
  return { type: 'object', properties, ...(required.length > 0 ? { required } : {}) };
}

function membersSchema(
  members: readonly ts.TypeElement[],
  sources: Sources,
  parameters: Parameters,
  depth: number,
): Schema {
  const properties: Record<string, Schema> = {};
  const required: string[] = [];
  let additional: Schema | null = null;
  for (const member of members) {
    if (ts.isIndexSignatureDeclaration(member)) {
      additional = schemaOfType(member.type, sources, parameters, depth + 1);
    }
    if (!ts.isPropertySignature(member) || !member.type) continue;
    const name = memberName(member.name, sources);
    if (name === null) continue;
    const schema = schemaOfType(member.type, sources, parameters, depth + 1);
    properties[name] = { ...schema, ...documentedIn(member) };
    if (!member.questionToken && !allowsUndefined(member.type)) required.push(name);
  }
  const schema = objectSchema(properties, required);
  return additional ? { ...schema, additionalProperties: additional } : schema;
}

function memberName(name: ts.PropertyName, sources: Sources): string | null {
  const plain = nameText(name);
  if (plain !== null) return plain;
  return ts.isComputedPropertyName(name) ? textOf(name.expression, sources) : null;
}

/** What the documentation comment before a member says: its text, and the values after `@example` and `@default`. */
function documentedIn(member: ts.Node): Schema {
  const found: Schema = {};
  const [comment] = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc);
  const text = comment ? ts.getTextOfJSDocComment(comment.comment) : undefined;
  if (text) found.description = text;
  const examples = tagValues(member, 'example');
  if (examples.length > 0) found.examples = examples;
  const [preset] = tagValues(member, 'default');
  if (preset !== undefined) found.default = preset;
  return found;
}

/** JSON where the text is JSON, otherwise the text itself, without the quotes or backticks around it. */
function tagValues(member: ts.Node, tag: string): unknown[] {
  const texts = ts
    .getJSDocTags(member)
    .filter(({ tagName }) => tagName.text === tag)
    .map(({ comment }) => ts.getTextOfJSDocComment(comment)?.trim() ?? '');
  return texts
    .filter((text) => text !== '')
    .map((text) => {
      try {
        return JSON.parse(text);
      } catch {
        return text.replace(/^(['"`])(.*)\1$/s, '$2');
      }
    });
}

function allowsUndefined(type: ts.TypeNode): boolean {
  if (type.kind === ts.SyntaxKind.UndefinedKeyword) return true;
  return ts.isUnionTypeNode(type) && type.types.some(allowsUndefined);
}

function indexedSchema(node: ts.IndexedAccessTypeNode, inner: (type: ts.TypeNode) => Schema): Schema {
  const object = inner(node.objectType);
  const index = node.indexType;
  if (index.kind === ts.SyntaxKind.NumberKeyword) return (object.items as Schema | undefined) ?? {};
  const key =
    ts.isLiteralTypeNode(index) && ts.isStringLiteralLike(index.literal) ? index.literal.text : null;
  return key === null ? {} : (propertiesOf(object)[key] ?? {});
}

function referenceSchema(
  node: ts.TypeReferenceNode,
  sources: Sources,
  parameters: Parameters,
  depth: number,
): Schema {
  const name = node.typeName;
  if (ts.isQualifiedName(name)) {
    // `z.infer<typeof schema>` and its kin of other validators.
    if (/^(infer|input|output|Infer|InferInput|InferOutput)$/.test(name.right.text)) {
      return validatorArgument(node.typeArguments?.[0], sources);
    }
    const owner = ts.isIdentifier(name.left) ? targetOf(name.left, sources) : null;
    const target = owner?.kind === 'namespace' ? exportTarget(owner.file, name.right.text, sources, 0) : null;
    return target ? targetSchema(target, node.typeArguments, sources, parameters, depth) : {};
  }
  if (/^(Static|InferType|InferOutput|InferInput)$/.test(name.text)) {
    const schema = validatorArgument(node.typeArguments?.[0], sources);
    if (Object.keys(schema).length > 0) return schema;
  }
  return namedSchema(name, node.typeArguments, sources, parameters, depth);
}

function validatorArgument(argument: ts.TypeNode | undefined, sources: Sources): Schema {
  if (!argument || !ts.isTypeQueryNode(argument) || !ts.isIdentifier(argument.exprName)) return {};
  return schemaOfValidator(argument.exprName, sources);
}

function namedSchema(
  name: ts.Identifier,
  args: readonly ts.TypeNode[] | undefined,
  sources: Sources,
  parameters: Parameters,
  depth: number,
): Schema {
  const given = parameters.get(name.text);
  if (given) return given;
  const target = targetOf(name, sources);
  if (target?.kind === 'node') return targetSchema(target, args, sources, parameters, depth);
  const schemas = (args ?? []).map((argument) => schemaOfType(argument, sources, parameters, depth + 1));
  return builtIn(name.text, schemas, args ?? []);
}

function targetSchema(
  target: Target,
  args: readonly ts.TypeNode[] | undefined,
  sources: Sources,
  parameters: Parameters,
  depth: number,
): Schema {
  if (target.kind !== 'node') return {};
  const { node } = target;
  if (ts.isEnumDeclaration(node)) return enumSchema(node);
  if (!ts.isTypeAliasDeclaration(node) && !ts.isInterfaceDeclaration(node)) return {};
  const own = new Map<string, Schema>();
  node.typeParameters?.forEach((parameter, index) => {
    const argument = args?.[index] ?? parameter.default;
    own.set(parameter.name.text, argument ? schemaOfType(argument, sources, parameters, depth + 1) : {});
  });
  if (ts.isTypeAliasDeclaration(node)) return schemaOfType(node.type, sources, own, depth + 1);
  const members = membersSchema(node.members, sources, own, depth + 1);
  const bases = (node.heritageClauses ?? []).flatMap((clause) => clause.types);
  return [...bases.map((base) => schemaOfType(base, sources, own, depth + 1)), members].reduce(mergeSchemas);
}

function enumSchema(node: ts.EnumDeclaration): Schema {
  let next = 0;
  const values = node.members.map(({ initializer }) => {
    if (initializer && ts.isStringLiteralLike(initializer)) return initializer.text;
    if (initializer && ts.isNumericLiteral(initializer)) next = Number(initializer.text);
    next += 1;
    return next - 1;
  });
  return { enum: values };
}

function builtIn(name: string, schemas: readonly Schema[], args: readonly ts.TypeNode[]): Schema {
  const [first = {}, second = {}] = schemas;
  switch (name) {
    case 'Date':
      return { type: 'string', format: 'date-time' };
    case 'Array':
    case 'ReadonlyArray':
    case 'Set':
      return { type: 'array', items: first };
    case 'Record': {
      const keys = Array.isArray(first.enum) ? first.enum : 'const' in first ? [first.const] : [];
      const names = keys.filter((key) => typeof key === 'string');
      if (names.length > 0) return objectSchema(Object.fromEntries(names.map((key) => [key, second])), names);
      return { type: 'object', additionalProperties: second };
    }
    case 'Partial': {
      const { required: _required, ...rest } = first;
      return rest;
    }
    case 'Required':
      return first.type === 'object'
        ? objectSchema(propertiesOf(first), Object.keys(propertiesOf(first)))
        : first;
    case 'Readonly':
    case 'NonNullable':
    case 'Awaited':
    case 'Promise':
    case 'Simplify':
    case 'Prettify':
      return first;
    case 'Pick':
    case 'Omit':
      return pickOrOmit(name, first, literalNames(args[1]));
    default:
      return {};
  }
}

function literalNames(node: ts.TypeNode | undefined): string[] {
  if (!node) return [];
  if (ts.isUnionTypeNode(node)) return node.types.flatMap(literalNames);
  return ts.isLiteralTypeNode(node) && ts.isStringLiteralLike(node.literal) ? [node.literal.text] : [];
}

export function pickOrOmit(which: 'Pick' | 'Omit', schema: Schema, names: readonly string[]): Schema {
  const isKept = (name: string): boolean => names.includes(name) === (which === 'Pick');
  const kept = Object.entries(propertiesOf(schema)).filter(([name]) => isKept(name));
  return objectSchema(Object.fromEntries(kept), asList(schema.required).filter(isKept));
}
