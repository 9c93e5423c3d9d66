/** Validators as JSON Schema: what they make is read, never run. */
import { describe, expect, test } from 'vitest';
import {
  checkSkeleton,
  payloadOf,
  payloadOfType,
  payloadOfValidator,
  schemaIn,
} from '../../support/analysis/check-payload.ts';

const text = { type: 'string' };

interface Told {
  properties?: Record<string, unknown>;
  required?: string[];
}

/** Schemas by member; one that may be left out has a `?` behind its name. */
function members(code: string): Record<string, unknown> {
  const payload = payloadOfValidator(code);
  checkSkeleton(payload);
  const { properties = {}, required = [] } = schemaIn(payload) as Told;
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [required.includes(name) ? name : `${name}?`, schema]),
  );
}

describe('zod', () => {
  test.each<[string, string, unknown]>([
    ['z.string().min(1).max(20)', 'x', { type: 'string', minLength: 1, maxLength: 20 }],
    ['z.string().uuid()', 'x', { type: 'string', format: 'uuid' }],
    ['z.uuid()', 'x', { type: 'string', format: 'uuid' }],
    ['z.iso.datetime()', 'x', { type: 'string', format: 'date-time' }],
    ['z.string().startsWith("usr_")', 'x', { type: 'string', pattern: '^usr_', examples: ['usr_'] }],
    ['z.number().int().positive()', 'x', { type: 'integer', exclusiveMinimum: 0 }],
    ['z.number().min(1).max(5)', 'x', { type: 'number', minimum: 1, maximum: 5 }],
    ['z.coerce.number()', 'x', { type: 'number' }],
    ['z.array(z.string()).min(2)', 'x', { type: 'array', items: text, minItems: 2 }],
    ['z.string().array().nonempty()', 'x', { type: 'array', items: text, minItems: 1 }],
    [
      'z.tuple([z.string(), z.number()])',
      'x',
      { type: 'array', prefixItems: [text, { type: 'number' }], minItems: 2, items: false },
    ],
    ['z.enum(["a", "b"]).exclude(["a"])', 'x', { const: 'b' }],
    ['z.nativeEnum(Kind)', 'x', { enum: ['one', 'two'] }],
    ['z.enum(kinds)', 'x', { enum: ['p', 'q'] }],
    ['z.literal(["a", 1])', 'x', { enum: ['a', 1] }],
    ['z.record(z.string(), z.number())', 'x', { type: 'object', additionalProperties: { type: 'number' } }],
    [
      'z.record(z.enum(["a"]), z.number())',
      'x',
      { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] },
    ],
    ['z.string().optional()', 'x?', text],
    ['z.string().nullish()', 'x?', { anyOf: [text, { type: 'null' }] }],
    ['z.string().default("hello")', 'x?', { type: 'string', default: 'hello' }],
    ['z.union([z.string(), z.number()])', 'x', { anyOf: [text, { type: 'number' }] }],
    ['z.string().or(z.null())', 'x', { anyOf: [text, { type: 'null' }] }],
    ['z.string().transform((s) => s.length).describe("How")', 'x', { type: 'string', description: 'How' }],
    ['z.string().brand("Id").refine(() => true)', 'x', text],
    ['base.pick({ a: true })', 'x', { type: 'object', properties: { a: text }, required: ['a'] }],
    ['base.omit({ a: true }).partial()', 'x', { type: 'object', properties: { b: { type: 'number' } } }],
    [
      'base.partial({ a: true })',
      'x',
      { type: 'object', properties: { a: text, b: { type: 'number' } }, required: ['b'] },
    ],
    ['base.shape.b', 'x', { type: 'number' }],
    ['base.keyof()', 'x', { enum: ['a', 'b'] }],
    [
      'base.extend({ b: z.boolean() })',
      'x',
      { type: 'object', properties: { a: text, b: { type: 'boolean' } }, required: ['a', 'b'] },
    ],
    [
      'z.object({ ...base.shape, c: z.null() })',
      'x',
      {
        type: 'object',
        properties: { a: text, b: { type: 'number' }, c: { type: 'null' } },
        required: ['a', 'b', 'c'],
      },
    ],
    ['z.strictObject({ a: z.string() })', 'x', { type: 'object', properties: { a: text }, required: ['a'] }],
  ])('%s', (code, name, expected) => {
    expect(
      members(`import { z } from 'zod';
        enum Kind { One = 'one', Two = 'two' }
        const kinds = ['p', 'q'] as const;
        const base = z.object({ a: z.string(), b: z.number() });
        const schema = z.object({ x: ${code} });`),
    ).toEqual({ [name]: expected });
  });

  test('a discriminated union of events', () => {
    const payload = payloadOf(`import { EventSchemas } from 'inngest'; import { z } from 'zod';
      const made = z.object({ name: z.literal('made'), data: z.object({ id: z.string() }) });
      const gone = z.object({ name: z.literal('e'), data: z.discriminatedUnion('why', [
        z.object({ why: z.literal('sold'), price: z.number().min(3) }),
        z.object({ why: z.literal('lost') }),
      ]) });
      new EventSchemas().fromZod([made, gone]);`);
    expect(payload.skeleton).toEqual({ why: 'sold', price: 3 });
    checkSkeleton(payload);
  });

  test('types inferred from a schema, and made from it', () => {
    const payload = payloadOfType(`import { z } from 'zod';
      const order = z.object({ id: z.string().uuid(), lines: z.array(z.object({ sku: z.string() })), note: z.string().optional() });
      type Order = z.infer<typeof order>;
      type Data = Pick<Order, 'id' | 'note'> & { line: Order['lines'][number] };`);
    expect(payload.skeleton).toEqual({ id: '00000000-0000-4000-8000-000000000000', line: { sku: '' } });
    checkSkeleton(payload);
  });
});

test('valibot', () => {
  expect(
    members(`import * as v from 'valibot';
      const schema = v.object({
        a: v.pipe(v.string(), v.email()),
        b: v.optional(v.number(), 4),
        c: v.picklist(['x', 'y']),
        d: v.nullable(v.string()),
        e: v.variant('k', [v.object({ k: v.literal('p') }), v.object({ k: v.literal('q') })]),
        f: v.pipe(v.string(), v.minLength(2)),
        g: v.record(v.string(), v.boolean()),
      });`),
  ).toEqual({
    a: { type: 'string', format: 'email' },
    'b?': { type: 'number', default: 4 },
    c: { enum: ['x', 'y'] },
    d: { anyOf: [text, { type: 'null' }] },
    e: {
      anyOf: [
        { type: 'object', properties: { k: { const: 'p' } }, required: ['k'] },
        { type: 'object', properties: { k: { const: 'q' } }, required: ['k'] },
      ],
    },
    f: { type: 'string', minLength: 2 },
    g: { type: 'object', additionalProperties: { type: 'boolean' } },
  });
});

test('valibot by name', () => {
  expect(
    members(`import { object, string, optional } from 'valibot';
      const schema = object({ a: string(), b: optional(string()) });`),
  ).toEqual({ a: text, 'b?': text });
});

test('ArkType', () => {
  expect(
    members(`import { type } from 'arktype';
      const line = type({ sku: 'string' });
      const schema = type({ a: 'string', 'b?': 'number', c: "'x' | 'y'", d: 'string[]', e: 'string.email', f: 'number > 0', g: line, h: { i: 'boolean' } });`),
  ).toEqual({
    a: text,
    'b?': { type: 'number' },
    c: { enum: ['x', 'y'] },
    d: { type: 'array', items: text },
    e: { type: 'string', format: 'email' },
    f: { type: 'number' },
    g: { type: 'object', properties: { sku: text }, required: ['sku'] },
    h: { type: 'object', properties: { i: { type: 'boolean' } }, required: ['i'] },
  });
});

test('TypeBox', () => {
  expect(
    members(`import { Type } from '@sinclair/typebox';
      const schema = Type.Object({ a: Type.String(), b: Type.Optional(Type.Integer()), c: Type.Union([Type.Literal('x'), Type.Literal('y')]), d: Type.Array(Type.Boolean()) });`),
  ).toEqual({
    a: text,
    'b?': { type: 'integer' },
    c: { enum: ['x', 'y'] },
    d: { type: 'array', items: { type: 'boolean' } },
  });
});

test('Effect', () => {
  expect(
    members(`import { Schema } from 'effect';
      const schema = Schema.standardSchemaV1(Schema.Struct({ a: Schema.String, b: Schema.optional(Schema.Number), c: Schema.Literal('x', 'y') }));`),
  ).toEqual({ a: text, 'b?': { type: 'number' }, c: { enum: ['x', 'y'] } });
});

test('anything unknown is allowed', () => {
  expect(
    members("import { z } from 'zod'; const schema = z.object({ x: z.custom(), y: mystery(), z: z.any() });"),
  ).toEqual({
    x: {},
    y: {},
    z: {},
  });
});
