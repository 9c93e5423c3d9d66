/**
 * A value to start from, made from a JSON Schema: plausible by type, and by name where the name says it all. It always
 * satisfies the schema, as far as the analysis writes schemas.
 */
import { isRecord } from '../values/records.ts';

type Schema = Record<string, unknown>;

/** `now`: ISO date and time for what is a date. */
export function skeletonOf(schema: Schema, now: string, name = ''): unknown {
  if ('const' in schema) return schema.const;
  const [example] = Array.isArray(schema.examples) ? schema.examples : [];
  if (Array.isArray(schema.enum)) {
    const choices: unknown[] = schema.enum;
    return [schema.default, example].find((value) => choices.includes(value)) ?? choices[0];
  }
  if (isOfType(schema.default, schema.type)) return schema.default;
  if (isOfType(example, schema.type)) return example;
  if (Array.isArray(schema.anyOf)) {
    const options = schema.anyOf as Schema[];
    return skeletonOf(options.find((option) => option.type !== 'null') ?? options[0] ?? {}, now, name);
  }
  switch (schema.type) {
    case 'string':
      return textFor(schema, now, name);
    case 'number':
    case 'integer':
      return numberFor(schema);
    case 'boolean':
      return false;
    case 'null':
      return null;
    case 'array':
      return elementsFor(schema, now, name);
    case 'object':
      return objectFor(schema, now);
    default:
      return isDateName(name) ? now : '';
  }
}

/** Comments may name fields that the type lacks. */
function isOfType(value: unknown, type: unknown): boolean {
  if (value === undefined) return false;
  switch (type) {
    case undefined:
      return true;
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'null':
      return value === null;
    case 'object':
      return isRecord(value);
    default:
      return typeof value === type;
  }
}

function isDateName(name: string): boolean {
  return /(_at|At|_date|Date)$/.test(name);
}

const texts: Record<string, string> = {
  email: 'user@example.com',
  uri: 'https://example.com',
  uuid: '00000000-0000-4000-8000-000000000000',
};

function textFor(schema: Schema, now: string, name: string): string {
  if (schema.format === 'date-time') return now;
  const byFormat = texts[String(schema.format)];
  if (byFormat !== undefined) return byFormat;
  const minLength = numberOr(schema.minLength, 0);
  const guess = textByName(now, name);
  const fits =
    guess.length >= minLength && guess.length <= numberOr(schema.maxLength, Number.POSITIVE_INFINITY);
  return fits ? guess : 'x'.repeat(minLength);
}

function textByName(now: string, name: string): string {
  if (isDateName(name)) return now;
  if (/(^|_)email$|Email$/.test(name)) return texts.email ?? '';
  return /(^|_)url$|Url$/.test(name) ? (texts.uri ?? '') : '';
}

/** The number nearest to zero that the limits allow. */
function numberFor(schema: Schema): number {
  const isWhole = schema.type === 'integer';
  const above = numberOr(schema.exclusiveMinimum, Number.NEGATIVE_INFINITY);
  const below = numberOr(schema.exclusiveMaximum, Number.POSITIVE_INFINITY);
  const min = Math.max(
    numberOr(schema.minimum, Number.NEGATIVE_INFINITY),
    isWhole ? Math.floor(above) + 1 : above,
  );
  const max = Math.min(
    numberOr(schema.maximum, Number.POSITIVE_INFINITY),
    isWhole ? Math.ceil(below) - 1 : below,
  );
  if (0 > above && 0 < below && 0 >= min && 0 <= max) return 0;
  const near = min > 0 || above >= 0 ? min : max;
  const start = isWhole ? (near === min ? Math.ceil(near) : Math.floor(near)) : near;
  if (start > above && start < below) return start;
  // Just inside of a limit that does not count itself.
  if (start <= above) return Math.min(above + 1, (above + Math.min(max, below)) / 2 || above + 1);
  return Math.max(below - 1, (below + Math.max(min, above)) / 2 || below - 1);
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function elementsFor(schema: Schema, now: string, name: string): unknown[] {
  const first = Array.isArray(schema.prefixItems)
    ? (schema.prefixItems as Schema[]).map((item) => skeletonOf(item, now))
    : [];
  const { items } = schema;
  const maxItems = numberOr(schema.maxItems, Number.POSITIVE_INFINITY);
  if (typeof items !== 'object' || items === null || 'not' in items) return first.slice(0, maxItems);
  const isKnown = Object.keys(items).length > 0 && first.length === 0;
  const wanted = Math.min(maxItems, Math.max(first.length + (isKnown ? 1 : 0), numberOr(schema.minItems, 0)));
  const element = (): unknown => skeletonOf(items as Schema, now, name.replace(/s$/, ''));
  return [...first, ...Array.from({ length: Math.max(0, wanted - first.length) }, element)].slice(
    0,
    maxItems,
  );
}

/** Properties that may be left out are left out; the schema offers them. */
function objectFor(schema: Schema, now: string): Record<string, unknown> {
  const properties = (schema.properties as Record<string, Schema> | undefined) ?? {};
  const required = Array.isArray(schema.required) ? (schema.required as string[]) : [];
  return Object.fromEntries(required.map((name) => [name, skeletonOf(properties[name] ?? {}, now, name)]));
}
