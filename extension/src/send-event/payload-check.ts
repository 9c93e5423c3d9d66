/** Where a payload differs from the event's type. A small part of JSON Schema, enough for hints. Pure. */
import type { Words } from '../words.ts';
import type { Payload } from './payload.ts';

interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
}

export interface PayloadProblem {
  /** Keys from the payload's root. */
  path: (string | number)[];
  message: string;
}

/** Keywords it does not know (`anyOf`, `$ref`, …) say nothing, so a doubtful payload passes. */
export function payloadProblems(schema: Payload | null, payload: Payload, l10n: Words): PayloadProblem[] {
  return schema === null ? [] : check(schema as Schema, payload, [], l10n);
}

function check(schema: Schema, value: unknown, path: (string | number)[], l10n: Words): PayloadProblem[] {
  const name = path.length === 0 ? 'data' : `data.${path.join('.')}`;
  const allowed = schema.enum ?? (schema.const === undefined ? null : [schema.const]);
  if (allowed && !allowed.some((option) => JSON.stringify(option) === JSON.stringify(value))) {
    const options = allowed.map((option) => JSON.stringify(option)).join(', ');
    return [{ path, message: l10n.t('{0} is one of {1} in the type', name, options) }];
  }
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !types.some((type) => hasType(value, type))) {
    return [{ path, message: l10n.t('{0} is a {1} in the type', name, types.join(' | ')) }];
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? value.flatMap((item, index) => check(items, item, [...path, index], l10n)) : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  const fields = value as Payload;
  const missing = (schema.required ?? [])
    .filter((key) => fields[key] === undefined)
    .map((key) => ({ path, message: l10n.t('{0} is missing', `${name}.${key}`) }));
  const wrong = Object.entries(schema.properties ?? {}).flatMap(([key, property]) =>
    fields[key] === undefined ? [] : check(property, fields[key], [...path, key], l10n),
  );
  return [...missing, ...wrong];
}

function hasType(value: unknown, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type;
    default:
      return true;
  }
}
