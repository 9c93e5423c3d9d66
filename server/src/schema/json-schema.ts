/** Operations on JSON Schemas (draft 2020-12) as types have them: union, intersection, keys, members. Pure. */

export type Schema = Record<string, unknown>;

/** Nothing has this type. */
export const never: Schema = { not: {} };

/** Marks a schema as optional in a property while schemas are being built; never leaves this folder. */
const optionalMark = 'x-optional';

/** No JSON at all: as a property it is left out. */
export const absent: Schema = { not: {}, [optionalMark]: true };

export function isNever(schema: Schema): boolean {
  return 'not' in schema;
}

/** Nothing is known; everything is allowed. */
export function isUnknown(schema: Schema): boolean {
  return Object.keys(schema).length === 0;
}

export function isOptional(schema: Schema): boolean {
  return schema[optionalMark] === true;
}

export function optional(schema: Schema): Schema {
  return { ...schema, [optionalMark]: true };
}

export function notOptional(schema: Schema): Schema {
  const { [optionalMark]: _mark, ...rest } = schema;
  return rest;
}

export function withNull(schema: Schema): Schema {
  return unionSchema([notOptional(schema), { type: 'null' }]);
}

/** As an element of an array, where what is no JSON becomes null. */
export function elementSchema(schema: Schema): Schema {
  return isNever(schema) && isOptional(schema) ? { type: 'null' } : notOptional(schema);
}

/** For everybody else: the same without marks, at every depth. */
export function withoutMarks(schema: Schema): Schema {
  const clean = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => key !== optionalMark)
        .map(([key, inner]) => [key, clean(inner)]),
    );
  };
  return clean(schema) as Schema;
}

export function asList(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

export function propertiesOf(schema: Schema): Record<string, Schema> {
  return (schema.properties as Record<string, Schema> | undefined) ?? {};
}

export function objectSchema(properties: Record<string, Schema>, required: readonly string[]): Schema {
  return { type: 'object', properties, ...(required.length > 0 ? { required } : {}) };
}

/** An object of properties that know themselves whether they may be left out. */
export function objectOf(properties: Record<string, Schema>): Schema {
  const kept = Object.entries(properties).filter(([, schema]) => !isNever(schema));
  const required = kept.filter(([, schema]) => !isOptional(schema)).map(([name]) => name);
  return objectSchema(
    Object.fromEntries(kept.map(([name, schema]) => [name, notOptional(schema)])),
    required,
  );
}

/** The other way round: properties that know themselves whether they may be left out. */
export function membersOf(schema: Schema): Record<string, Schema> {
  const required = asList(schema.required);
  return Object.fromEntries(
    Object.entries(propertiesOf(schema)).map(([name, property]) => [
      name,
      required.includes(name) ? property : optional(property),
    ]),
  );
}

/** Members of a union, each for itself; of anything else only the schema. */
export function alternatives(schema: Schema): Schema[] {
  if (Array.isArray(schema.anyOf)) return (schema.anyOf as Schema[]).flatMap(alternatives);
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => ({ const: value }));
  if (schema.type === 'boolean' && !('const' in schema)) return [{ const: true }, { const: false }];
  return [schema];
}

/** What is no JSON is dropped and makes the rest optional. */
export function unionSchema(parts: readonly Schema[]): Schema {
  const mayBeAbsent = parts.some(isOptional);
  const union = unionOf(parts.map(notOptional).filter((part) => !isNever(part)));
  return mayBeAbsent ? optional(union) : union;
}

function unionOf(parts: readonly Schema[]): Schema {
  if (parts.some(isUnknown)) return {};
  const seen = new Map<string, Schema>();
  for (const part of parts.flatMap((one) => (Array.isArray(one.anyOf) ? (one.anyOf as Schema[]) : [one]))) {
    seen.set(JSON.stringify(part), part);
  }
  const distinct = [...seen.values()];
  const [only] = distinct;
  if (!only) return never;
  if (distinct.length === 1) return only;
  const isValue = (part: Schema): boolean =>
    Object.keys(part).every((key) => key === 'const' || key === 'enum');
  const values = [...new Set(distinct.filter(isValue).flatMap(valuesOf))];
  const rest = distinct.filter((part) => !isValue(part));
  if (values.length === 0) return { anyOf: rest };
  const isBoolean = values.length === 2 && values.includes(true) && values.includes(false);
  const [value] = values;
  const named: Schema = isBoolean
    ? { type: 'boolean' }
    : values.length === 1
      ? { const: value }
      : { enum: values };
  return rest.length === 0 ? named : { anyOf: [named, ...rest] };
}

/** The only values allowed; empty when there is no such list. */
export function valuesOf(schema: Schema): unknown[] {
  if ('const' in schema) return [schema.const];
  return Array.isArray(schema.enum) ? schema.enum : [];
}

/** How many members a product of two unions may have. */
const maxUnionProduct = 24;

/** Both at once. */
export function mergeSchemas(a: Schema, b: Schema): Schema {
  if (isUnknown(b)) return a;
  if (isUnknown(a)) return b;
  if (isNever(a) || isNever(b)) return never;
  const [left, right] = [alternativesOf(a), alternativesOf(b)];
  if (left.length * right.length > 1) {
    if (left.length * right.length > maxUnionProduct) return a;
    return unionSchema(left.flatMap((one) => right.map((other) => mergeSchemas(one, other))));
  }
  const values = valuesOf(a).length > 0 ? a : valuesOf(b).length > 0 ? b : null;
  if (values) {
    const other = values === a ? b : a;
    const allowed = valuesOf(other);
    const kept = valuesOf(values).filter((value) => allowed.length === 0 || allowed.includes(value));
    return unionSchema(kept.map((value) => ({ const: value })));
  }
  if (a.type === 'object' && b.type === 'object') return mergeObjects(a, b);
  // Brands: `string & { __brand: 'Id' }` is a string.
  if (a.type === 'object' && b.type !== undefined) return b;
  if (b.type === 'object' && a.type !== undefined) return a;
  return { ...a, ...b };
}

/** Only what is written as a union: lists of values stay together. */
function alternativesOf(schema: Schema): Schema[] {
  return Array.isArray(schema.anyOf) ? (schema.anyOf as Schema[]) : [schema];
}

function mergeObjects(a: Schema, b: Schema): Schema {
  const properties: Record<string, Schema> = { ...propertiesOf(a) };
  for (const [name, property] of Object.entries(propertiesOf(b))) {
    const own = properties[name];
    properties[name] = own ? mergeSchemas(own, property) : property;
  }
  const required = [...new Set([...asList(a.required), ...asList(b.required)])];
  for (const [name, property] of Object.entries(properties)) {
    if (!isNever(property)) continue;
    if (required.includes(name)) return never;
    delete properties[name];
  }
  return { ...a, ...b, ...objectSchema(properties, required) };
}

export function pickOrOmit(which: 'Pick' | 'Omit', schema: Schema, names: readonly string[]): Schema {
  if (Array.isArray(schema.anyOf)) {
    return unionSchema((schema.anyOf as Schema[]).map((part) => pickOrOmit(which, part, names)));
  }
  if (schema.type !== 'object') return schema;
  const isKept = (name: string): boolean => names.includes(name) === (which === 'Pick');
  const kept = Object.entries(propertiesOf(schema)).filter(([name]) => isKept(name));
  return objectSchema(Object.fromEntries(kept), asList(schema.required).filter(isKept));
}

export function partial(schema: Schema): Schema {
  if (Array.isArray(schema.anyOf)) return { anyOf: (schema.anyOf as Schema[]).map(partial) };
  const { required: _required, ...rest } = schema;
  return rest;
}

export function required(schema: Schema): Schema {
  return schema.type === 'object' ? { ...schema, required: Object.keys(propertiesOf(schema)) } : schema;
}

/** `keyof`: the names that every member of a union has. */
export function keysSchema(schema: Schema): Schema {
  const [first, ...others] = alternativesOf(schema).map((part) => Object.keys(propertiesOf(part)));
  const names = (first ?? []).filter((name) => others.every((list) => list.includes(name)));
  if (names.length === 0) return 'additionalProperties' in schema ? { type: 'string' } : never;
  return unionSchema(names.map((name) => ({ const: name })));
}

/** `T[K]`. */
export function memberSchema(object: Schema, key: Schema): Schema {
  const of = (part: Schema): Schema[] => {
    if (part.type === 'array') return elementsOf(part, key);
    const names = asList(valuesOf(key).map(String));
    const members = membersOf(part);
    const found = names.flatMap((name) => (members[name] ? [members[name]] : []));
    if (found.length > 0) return found;
    return typeof part.additionalProperties === 'object' ? [part.additionalProperties as Schema] : [{}];
  };
  return unionSchema(alternativesOf(object).flatMap(of));
}

function elementsOf(array: Schema, key: Schema): Schema[] {
  const items = (array.prefixItems as Schema[] | undefined) ?? [];
  const rest = typeof array.items === 'object' ? (array.items as Schema) : null;
  const [index] = valuesOf(key);
  if (index !== undefined) return [items[Number(index)] ?? rest ?? {}];
  return items.length > 0 ? [...items, ...(rest ? [rest] : [])] : [rest ?? {}];
}
