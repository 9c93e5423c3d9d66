/** Schemas made with zod (and validators that read alike) as JSON Schema, by reading the calls that make them. */
import { ts } from 'ts-morph';
import { textOf } from './constants.ts';
import { literalOf, nameText, resolveExpression, unwrap } from './references.ts';
import type { Sources } from './sources.ts';

type Schema = Record<string, unknown>;

const deepest = 14;

/** The empty schema when nothing can be read. */
export function schemaOfValidator(expression: ts.Expression, sources: Sources, depth = 0): Schema {
  const value = resolveExpression(expression, sources);
  if (!value || depth > deepest) return {};
  if (!ts.isCallExpression(value) || !ts.isPropertyAccessExpression(value.expression)) return {};
  const owner = unwrap(value.expression.expression);
  const method = value.expression.name.text;
  if (isNamespace(owner)) return madeBy(method, value, sources, depth);
  return refined(method, value, () => schemaOfValidator(owner, sources, depth + 1), sources, depth);
}

/** `z`, `zod`, `v`, `t`, `z.coerce`: where the makers live, as opposed to a schema that is refined. */
function isNamespace(owner: ts.Expression): boolean {
  if (ts.isIdentifier(owner)) return /^(z|zod|v|t|s|Type)$/.test(owner.text);
  return (
    ts.isPropertyAccessExpression(owner) &&
    /^(coerce|iso)$/.test(owner.name.text) &&
    isNamespace(owner.expression)
  );
}

function madeBy(method: string, call: ts.CallExpression, sources: Sources, depth: number): Schema {
  const [first, second] = call.arguments;
  const inner = (expression: ts.Expression | undefined): Schema =>
    expression ? schemaOfValidator(expression, sources, depth + 1) : {};
  switch (method.toLowerCase()) {
    case 'string':
    case 'uuid':
    case 'guid':
    case 'cuid':
    case 'nanoid':
      return { type: 'string' };
    case 'email':
      return { type: 'string', format: 'email' };
    case 'url':
      return { type: 'string', format: 'uri' };
    case 'date':
    case 'datetime':
      return { type: 'string', format: 'date-time' };
    case 'number':
    case 'bigint':
    case 'float64':
      return { type: 'number' };
    case 'int':
    case 'integer':
      return { type: 'integer' };
    case 'boolean':
      return { type: 'boolean' };
    case 'null':
      return { type: 'null' };
    case 'undefined':
    case 'void':
    case 'never':
      return { not: {} };
    case 'literal': {
      const text = textOf(first, sources);
      if (first && ts.isNumericLiteral(first)) return { const: Number(first.text) };
      if (first?.kind === ts.SyntaxKind.TrueKeyword) return { const: true };
      if (first?.kind === ts.SyntaxKind.FalseKeyword) return { const: false };
      return text === null ? {} : { const: text };
    }
    case 'enum':
    case 'picklist':
      return enumOf(first, sources);
    case 'array':
    case 'set':
      return { type: 'array', items: inner(first) };
    case 'tuple':
      return { type: 'array', prefixItems: elementsOf(first, sources).map(inner) };
    case 'record':
      return { type: 'object', additionalProperties: inner(second ?? first) };
    case 'union':
      return anyOf(elementsOf(first, sources).map(inner));
    case 'discriminatedunion':
    case 'variant':
      return anyOf(elementsOf(second, sources).map(inner));
    case 'intersection':
      return merge(inner(first), inner(second));
    case 'optional':
    case 'exactoptional':
      return { ...inner(first), 'x-optional': true };
    case 'nullable':
      return anyOf([inner(first), { type: 'null' }]);
    case 'nullish':
      return { ...anyOf([inner(first), { type: 'null' }]), 'x-optional': true };
    case 'lazy':
      return first && ts.isArrowFunction(first) && !ts.isBlock(first.body) ? inner(first.body) : {};
    case 'object':
    case 'strictobject':
    case 'looseobject':
      return first ? objectOf(first, sources, depth) : { type: 'object' };
    default:
      return {};
  }
}

function refined(
  method: string,
  call: ts.CallExpression,
  base: () => Schema,
  sources: Sources,
  depth: number,
): Schema {
  const [first] = call.arguments;
  switch (method) {
    case 'optional':
      return { ...base(), 'x-optional': true };
    case 'default':
    case 'catch':
    case 'prefault':
      return { ...base(), 'x-optional': true };
    case 'nullable':
      return anyOf([base(), { type: 'null' }]);
    case 'nullish':
      return { ...anyOf([base(), { type: 'null' }]), 'x-optional': true };
    case 'array':
      return { type: 'array', items: base() };
    case 'or':
      return anyOf([base(), first ? schemaOfValidator(first, sources, depth + 1) : {}]);
    case 'and':
    case 'merge':
      return merge(base(), first ? schemaOfValidator(first, sources, depth + 1) : {});
    case 'extend':
    case 'safeExtend':
    case 'augment':
      return merge(base(), first ? objectOf(first, sources, depth) : {});
    case 'partial': {
      const { required: _required, ...rest } = base();
      return rest;
    }
    case 'pick':
    case 'omit':
      return keep(base(), keysOf(first, sources), method === 'pick');
    case 'email':
      return { ...base(), format: 'email' };
    case 'url':
      return { ...base(), format: 'uri' };
    case 'datetime':
      return { ...base(), format: 'date-time' };
    case 'int':
      return { type: 'integer' };
    case 'describe': {
      const description = textOf(first, sources);
      return description === null ? base() : { ...base(), description };
    }
    default:
      return base();
  }
}

function objectOf(expression: ts.Expression, sources: Sources, depth: number): Schema {
  const literal = literalOf(expression, sources);
  if (!literal) return { type: 'object' };
  const properties: Record<string, Schema> = {};
  const required: string[] = [];
  for (const property of literal.properties) {
    if (ts.isSpreadAssignment(property)) {
      // `...base.shape`
      const shape = unwrap(property.expression);
      if (!ts.isPropertyAccessExpression(shape) || shape.name.text !== 'shape') continue;
      const base = schemaOfValidator(shape.expression, sources, depth + 1);
      Object.assign(properties, base.properties ?? {});
      if (Array.isArray(base.required)) required.push(...base.required);
      continue;
    }
    const name = property.name ? nameText(property.name) : null;
    const value = ts.isPropertyAssignment(property)
      ? property.initializer
      : ts.isShorthandPropertyAssignment(property)
        ? property.name
        : null;
    if (name === null || !value) continue;
    const { 'x-optional': optional, ...schema } = schemaOfValidator(value, sources, depth + 1);
    properties[name] = schema;
    if (optional !== true) required.push(name);
  }
  return { type: 'object', properties, ...(required.length > 0 ? { required } : {}) };
}

function elementsOf(expression: ts.Expression | undefined, sources: Sources): ts.Expression[] {
  const value = expression ? resolveExpression(expression, sources) : null;
  return value && ts.isArrayLiteralExpression(value) ? [...value.elements] : [];
}

function enumOf(expression: ts.Expression | undefined, sources: Sources): Schema {
  const values = elementsOf(expression, sources).flatMap((element) => textOf(element, sources) ?? []);
  if (values.length > 0) return { enum: values };
  const literal = expression ? literalOf(expression, sources) : null;
  const texts = (literal?.properties ?? []).flatMap((property) =>
    ts.isPropertyAssignment(property) ? (textOf(property.initializer, sources) ?? []) : [],
  );
  return texts.length > 0 ? { enum: texts } : { type: 'string' };
}

function anyOf(parts: readonly Schema[]): Schema {
  const present = parts.filter((part) => !('not' in part));
  const [only] = present;
  if (present.length === 1 && only) return only;
  if (present.length > 0 && present.every((part) => 'const' in part)) {
    return { enum: present.map((part) => part.const) };
  }
  return present.length === 0 ? {} : { anyOf: present };
}

function merge(a: Schema, b: Schema): Schema {
  if (a.type !== 'object') return b;
  if (b.type !== 'object') return a;
  const required = [a.required, b.required].flatMap((list) => (Array.isArray(list) ? list : []));
  return {
    type: 'object',
    properties: { ...(a.properties as object), ...(b.properties as object) },
    ...(required.length > 0 ? { required: [...new Set(required)] } : {}),
  };
}

function keysOf(expression: ts.Expression | undefined, sources: Sources): string[] {
  const literal = expression ? literalOf(expression, sources) : null;
  return (literal?.properties ?? []).flatMap((property) =>
    property.name ? (nameText(property.name) ?? []) : [],
  );
}

function keep(schema: Schema, names: readonly string[], isPicked: boolean): Schema {
  const isKept = (name: string): boolean => names.includes(name) === isPicked;
  const properties = Object.entries((schema.properties as Record<string, Schema> | undefined) ?? {});
  const required = Array.isArray(schema.required) ? schema.required.filter(isKept) : [];
  return {
    type: 'object',
    properties: Object.fromEntries(properties.filter(([name]) => isKept(name))),
    ...(required.length > 0 ? { required } : {}),
  };
}
