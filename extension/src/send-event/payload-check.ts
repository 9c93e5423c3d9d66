/** Where a payload differs from the event's type. As much of JSON Schema as the analysis writes. Pure. */
import { distance } from 'fastest-levenshtein';
import type { L10n } from '../l10n.ts';
import type { Payload } from './payload.ts';

interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
  items?: Schema | boolean;
  prefixItems?: Schema[];
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
}

type Path = (string | number)[];

export interface PayloadProblem {
  /** Keys from the payload's root to what is wrong; to the object that lacks something. */
  path: Path;
  message: string;
}

/** Keywords it does not know (`$ref`, `not`, …) say nothing, so a doubtful payload passes. */
export function payloadProblems(schema: Payload | null, payload: Payload, l10n: L10n): PayloadProblem[] {
  return schema === null ? [] : check(schema as Schema, payload, [], l10n);
}

function nameOf(path: Path): string {
  return path.length === 0 ? 'data' : `data.${path.join('.')}`;
}

function check(schema: Schema, value: unknown, path: Path, l10n: L10n): PayloadProblem[] {
  const name = nameOf(path);
  const allowed = schema.enum ?? (schema.const === undefined ? null : [schema.const]);
  if (allowed && !allowed.some((option) => JSON.stringify(option) === JSON.stringify(value))) {
    const options = allowed.map((option) => JSON.stringify(option)).join(', ');
    const message =
      allowed.length === 1
        ? l10n.t('{0} is {1} in the type', name, options)
        : l10n.t('{0} is one of {1} in the type', name, options);
    return [{ path, message }];
  }
  if (schema.anyOf) return checkAlternatives(schema.anyOf, value, path, l10n);
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !types.some((type) => hasType(value, type))) {
    return [{ path, message: l10n.t('{0} is a {1} in the type', name, types.join(' | ')) }];
  }
  if (typeof value === 'string') return checkText(schema, value, path, l10n);
  if (typeof value === 'number') return checkNumber(schema, value, path, l10n);
  if (Array.isArray(value)) return checkArray(schema, value, path, l10n);
  if (typeof value !== 'object' || value === null) return [];
  return checkObject(schema, value as Payload, path, l10n);
}

/** Of several shapes the one that the value is nearest to is the one that is meant. */
function checkAlternatives(options: Schema[], value: unknown, path: Path, l10n: L10n): PayloadProblem[] {
  const results = options.map((option) => ({ option, problems: check(option, value, path, l10n) }));
  if (results.some(({ problems }) => problems.length === 0)) return [];
  // A shape that the value has the kind of: what is wrong is inside of it.
  const inside = results.filter(
    ({ option }) => option.type !== undefined && hasType(value, String(option.type)),
  );
  const meant = inside.filter(({ option }) => !hasOtherMark(option, value));
  const [nearest] = (meant.length > 0 ? meant : inside).sort((a, b) => a.problems.length - b.problems.length);
  if (nearest) return nearest.problems;
  const types = [...new Set(options.flatMap(kindsOf))];
  return [{ path, message: l10n.t('{0} is a {1} in the type', nameOf(path), types.join(' | ')) }];
}

/** Types, or literals as they are written. */
function kindsOf({ type, const: only, enum: some }: Schema): string[] {
  if (type !== undefined) return [type].flat();
  return (some ?? (only === undefined ? [] : [only])).map((one) => JSON.stringify(one));
}

/** A literal member, such as `kind: 'a'`, says that another shape is meant. */
function hasOtherMark({ properties = {} }: Schema, value: unknown): boolean {
  const fields = typeof value === 'object' && value !== null ? (value as Payload) : {};
  return Object.entries(properties).some(
    ([key, property]) =>
      property.const !== undefined && fields[key] !== undefined && fields[key] !== property.const,
  );
}

const formats: Record<string, RegExp> = {
  'date-time': /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/,
  email: /^[^\s@]+@[^\s@]+$/,
  uri: /^[a-z][a-z0-9+.-]*:/i,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
};

function checkText(schema: Schema, value: string, path: Path, l10n: L10n): PayloadProblem[] {
  const name = nameOf(path);
  const { format = '', pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
  if (formats[format]?.test(value) === false) {
    return [{ path, message: l10n.t('{0} is a text of the format {1} in the type', name, format) }];
  }
  if (pattern !== undefined && !new RegExp(pattern).test(value)) {
    return [{ path, message: l10n.t('{0} does not fit {1}', name, pattern) }];
  }
  if (value.length < minLength) {
    return [{ path, message: l10n.t('{0} has at least {1} characters in the type', name, minLength) }];
  }
  if (value.length > maxLength) {
    return [{ path, message: l10n.t('{0} has at most {1} characters in the type', name, maxLength) }];
  }
  return [];
}

function checkNumber(schema: Schema, value: number, path: Path, l10n: L10n): PayloadProblem[] {
  const name = nameOf(path);
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below } = schema;
  const tell = (message: string): PayloadProblem[] => [{ path, message }];
  if (minimum !== undefined && value < minimum)
    return tell(l10n.t('{0} is at least {1} in the type', name, minimum));
  if (maximum !== undefined && value > maximum)
    return tell(l10n.t('{0} is at most {1} in the type', name, maximum));
  if (above !== undefined && value <= above)
    return tell(l10n.t('{0} is more than {1} in the type', name, above));
  if (below !== undefined && value >= below)
    return tell(l10n.t('{0} is less than {1} in the type', name, below));
  return [];
}

function checkArray(schema: Schema, value: unknown[], path: Path, l10n: L10n): PayloadProblem[] {
  const { prefixItems = [], items, minItems = 0 } = schema;
  const most = schema.maxItems ?? (items === false ? prefixItems.length : Number.POSITIVE_INFINITY);
  if (value.length < minItems) {
    return [{ path, message: l10n.t('{0} has at least {1} elements in the type', nameOf(path), minItems) }];
  }
  if (value.length > most) {
    return [{ path, message: l10n.t('{0} has at most {1} elements in the type', nameOf(path), most) }];
  }
  return value.flatMap((item, index) => {
    const own = prefixItems[index] ?? (typeof items === 'object' ? items : null);
    return own ? check(own, item, [...path, index], l10n) : [];
  });
}

function checkObject(schema: Schema, fields: Payload, path: Path, l10n: L10n): PayloadProblem[] {
  const { properties = {}, additionalProperties, required = [] } = schema;
  const name = nameOf(path);
  const lacking = required.filter((key) => fields[key] === undefined);
  const strange = Object.keys(fields).filter((key) => !Object.hasOwn(properties, key));
  const misspelt = new Map(
    lacking.flatMap((key) => {
      const near = strange.find((other) => distance(other, key) <= Math.min(2, key.length / 3));
      return near === undefined ? [] : [[key, near] as const];
    }),
  );
  const missing = lacking.map((key): PayloadProblem => {
    const near = misspelt.get(key);
    return near === undefined
      ? { path, message: l10n.t('{0} is missing', `${name}.${key}`) }
      : { path: [...path, near], message: l10n.t('{0} is {1} in the type', `${name}.${near}`, key) };
  });
  const wrong = Object.entries(properties).flatMap(([key, property]) =>
    fields[key] === undefined ? [] : check(property, fields[key], [...path, key], l10n),
  );
  const others =
    typeof additionalProperties === 'object'
      ? strange.flatMap((key) => check(additionalProperties, fields[key], [...path, key], l10n))
      : [];
  return [...missing, ...wrong, ...others];
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
