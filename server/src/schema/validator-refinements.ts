/** Methods of a schema that give another one: `.optional()`, `.min(1)`, `.extend({ … })`, `.pick({ … })`. */

import type { ts } from 'ts-morph';
import { textOf } from '../syntax/constants.ts';
import { literalOf, nameText } from '../syntax/references.ts';
import type { Sources } from '../syntax/sources.ts';
import { escapedForRegExp } from '../values/quoting.ts';
import {
  asList,
  keysSchema,
  mergeSchemas,
  notOptional,
  optional,
  partial,
  pickOrOmit,
  required,
  type Schema,
  unionSchema,
  valuesOf,
  withNull,
} from './json-schema.ts';

/** Reads the arguments of a refinement. */
export interface ArgumentReader {
  readonly sources: Sources;
  of(expression: ts.Expression | undefined, depth: number): Schema;
  /** A literal's value; undefined when it is not known before the code runs. */
  jsonOf(expression: ts.Expression): unknown;
  elementsOf(expression: ts.Expression | undefined): ts.Expression[];
  objectOf(expression: ts.Expression, depth: number): Schema;
}

/** One call of a method of a schema. */
export interface Refinement {
  readonly method: string;
  readonly call: ts.CallExpression;
  readonly depth: number;
}

type Refine = (base: Schema, call: ts.CallExpression, reader: ArgumentReader, depth: number) => Schema;

const refinements: Record<string, Refine> = {
  optional: (base) => optional(base),
  exactOptional: (base) => optional(base),
  default: (base, call, reader) => withDefault(base, call, reader),
  prefault: (base, call, reader) => withDefault(base, call, reader),
  catch: (base) => optional(base),
  nullable: (base) => withNull(base),
  nullish: (base) => optional(withNull(base)),
  unwrap: (base) => notOptional(base),
  nonoptional: (base) => notOptional(base),
  array: (base) => ({ type: 'array', items: notOptional(base) }),
  or: (base, call, reader, depth) => unionSchema([base, reader.of(call.arguments[0], depth + 1)]),
  and: (base, call, reader, depth) => mergeSchemas(base, reader.of(call.arguments[0], depth + 1)),
  merge: (base, call, reader, depth) => overridden(base, reader.of(call.arguments[0], depth + 1)),
  extend: extended,
  safeExtend: extended,
  augment: extended,
  partial: (base, call, reader) => {
    const names = keysOf(call.arguments[0], reader);
    if (names.length === 0) return partial(base);
    const kept = asList(base.required).filter((name) => !names.includes(name));
    const { required: _before, ...rest } = base;
    return kept.length === 0 ? rest : { ...rest, required: kept };
  },
  deepPartial: (base) => partial(base),
  required: (base, call, reader) => {
    const names = keysOf(call.arguments[0], reader);
    if (names.length === 0) return required(base);
    return { ...base, required: [...new Set([...asList(base.required), ...names])] };
  },
  pick: (base, call, reader) => pickOrOmit('Pick', base, keysOf(call.arguments[0], reader)),
  omit: (base, call, reader) => pickOrOmit('Omit', base, keysOf(call.arguments[0], reader)),
  keyof: (base) => keysSchema(base),
  exclude: (base, call, reader) => withoutValues(base, call, reader, false),
  extract: (base, call, reader) => withoutValues(base, call, reader, true),
  email: (base) => ({ ...base, format: 'email' }),
  url: (base) => ({ ...base, format: 'uri' }),
  uuid: (base) => ({ ...base, format: 'uuid' }),
  datetime: (base) => ({ ...base, format: 'date-time' }),
  startsWith: (base, call, reader) => {
    const text = textOf(call.arguments[0], reader.sources);
    if (text === null) return base;
    return { ...base, pattern: `^${escapedForRegExp(text)}`, examples: [text] };
  },
  int: (base) => ({ ...base, type: 'integer' }),
  safe: (base) => ({ ...base, type: 'integer' }),
  positive: (base) => ({ ...base, exclusiveMinimum: 0 }),
  nonnegative: (base) => ({ ...base, minimum: 0 }),
  negative: (base) => ({ ...base, exclusiveMaximum: 0 }),
  nonpositive: (base) => ({ ...base, maximum: 0 }),
  gt: (base, call, reader) => limited(base, 'exclusiveMinimum', call, reader),
  gte: (base, call, reader) => limited(base, 'minimum', call, reader),
  lt: (base, call, reader) => limited(base, 'exclusiveMaximum', call, reader),
  lte: (base, call, reader) => limited(base, 'maximum', call, reader),
  min: (base, call, reader) => limited(base, sizeKeyword(base, 'min'), call, reader),
  max: (base, call, reader) => limited(base, sizeKeyword(base, 'max'), call, reader),
  nonempty: (base) => ({ ...base, [sizeKeyword(base, 'min')]: 1 }),
  length: (base, call, reader) =>
    limited(limited(base, sizeKeyword(base, 'min'), call, reader), sizeKeyword(base, 'max'), call, reader),
  describe: (base, call, reader) => {
    const description = textOf(call.arguments[0], reader.sources);
    return description === null ? base : { ...base, description };
  },
};

/** Everything else (`refine`, `transform`, `brand` …) leaves the schema as it is. */
export function refinedSchema(
  { method, call, depth }: Refinement,
  base: () => Schema,
  reader: ArgumentReader,
): Schema {
  const refine = Object.hasOwn(refinements, method) ? refinements[method] : undefined;
  return refine ? refine(base(), call, reader, depth) : base();
}

function withDefault(base: Schema, call: ts.CallExpression, reader: ArgumentReader): Schema {
  const [preset] = call.arguments;
  const value = preset ? reader.jsonOf(preset) : undefined;
  return value === undefined ? optional(base) : optional({ ...base, default: value });
}

function extended(base: Schema, call: ts.CallExpression, reader: ArgumentReader, depth: number): Schema {
  const [shape] = call.arguments;
  return shape ? overridden(base, reader.objectOf(shape, depth)) : base;
}

/** What is added takes the place of what is called the same. */
function overridden(base: Schema, added: Schema): Schema {
  const names = Object.keys((added.properties as object | undefined) ?? {});
  return mergeSchemas(pickOrOmit('Omit', base, names), added);
}

function sizeKeyword(base: Schema, end: 'min' | 'max'): string {
  const long = end === 'min' ? 'minimum' : 'maximum';
  if (base.type === 'array') return `${end}Items`;
  return base.type === 'string' ? `${end}Length` : long;
}

function limited(base: Schema, word: string, call: ts.CallExpression, reader: ArgumentReader): Schema {
  const [limit] = call.arguments;
  const value = limit ? reader.jsonOf(limit) : undefined;
  return typeof value === 'number' ? { ...base, [word]: value } : base;
}

/** `{ a: true }`; `['a']` in valibot. */
function keysOf(expression: ts.Expression | undefined, reader: ArgumentReader): string[] {
  const listed = reader.elementsOf(expression).flatMap((element) => textOf(element, reader.sources) ?? []);
  const literal = expression ? literalOf(expression, reader.sources) : null;
  return [
    ...listed,
    ...(literal?.properties ?? []).flatMap((property) =>
      property.name ? (nameText(property.name) ?? []) : [],
    ),
  ];
}

function withoutValues(
  base: Schema,
  call: ts.CallExpression,
  reader: ArgumentReader,
  isKept: boolean,
): Schema {
  const named = keysOf(call.arguments[0], reader);
  const left = valuesOf(base).filter((value) => named.includes(String(value)) === isKept);
  return unionSchema(left.map((value) => ({ const: value })));
}
