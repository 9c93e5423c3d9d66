/** The names that validator libraries give to schemas and their methods. */
import { ts } from 'ts-morph';
import { absent, type Schema } from './json-schema.ts';

/** A namespace that makes schemas, as opposed to a schema that is refined. */
export function isNamespace(owner: ts.Expression): boolean {
  if (ts.isIdentifier(owner)) return /^(z|zod|v|valibot|t|s|S|Schema|Type|yup|Yup|Joi)$/.test(owner.text);
  return (
    ts.isPropertyAccessExpression(owner) &&
    /^(coerce|iso)$/.test(owner.name.text) &&
    isNamespace(owner.expression)
  );
}

const simpleSchemas: Record<string, Schema> = {
  string: { type: 'string' },
  nonemptystring: { type: 'string', minLength: 1 },
  guid: { type: 'string', format: 'uuid' },
  uuid: { type: 'string', format: 'uuid' },
  uuidv4: { type: 'string', format: 'uuid' },
  uuidv7: { type: 'string', format: 'uuid' },
  email: { type: 'string', format: 'email' },
  url: { type: 'string', format: 'uri' },
  httpurl: { type: 'string', format: 'uri' },
  date: { type: 'string', format: 'date-time' },
  datetime: { type: 'string', format: 'date-time' },
  isotimestamp: { type: 'string', format: 'date-time' },
  number: { type: 'number' },
  bigint: { type: 'number' },
  float32: { type: 'number' },
  float64: { type: 'number' },
  int: { type: 'integer' },
  int32: { type: 'integer' },
  integer: { type: 'integer' },
  boolean: { type: 'boolean' },
  stringbool: { type: 'string', examples: ['true'] },
  null: { type: 'null' },
  undefined: absent,
  void: absent,
  symbol: absent,
  function: absent,
  never: { not: {} },
  map: { type: 'object' },
  set: { type: 'object' },
};
for (const name of [
  'cuid',
  'cuid2',
  'ulid',
  'nanoid',
  'ksuid',
  'xid',
  'jwt',
  'base64',
  'emoji',
  'templateliteral',
]) {
  simpleSchemas[name] = { type: 'string' };
}

/** A schema that takes no arguments, such as `string()`; null for any other. */
export function simpleSchema(name: string): Schema | null {
  return Object.hasOwn(simpleSchemas, name) ? (simpleSchemas[name] ?? null) : null;
}

/** Valibot's actions by zod's names. */
const pipeMethods: Record<string, string> = {
  minLength: 'min',
  maxLength: 'max',
  minValue: 'min',
  maxValue: 'max',
  gtValue: 'gt',
  ltValue: 'lt',
  integer: 'int',
  nonEmpty: 'nonempty',
  isoTimestamp: 'datetime',
  isoDateTime: 'datetime',
};

/** A method of zod by the name that valibot gives it in a `pipe`. */
export function zodMethod(name: string): string {
  return pipeMethods[name] ?? name;
}
