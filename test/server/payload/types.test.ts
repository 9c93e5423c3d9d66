/** TypeScript types of an event's data as JSON Schema, read without a type checker. */
import { describe, expect, test } from 'vitest';
import { checkSkeleton, payloadOf, payloadOfType, schemaIn } from '../../support/analysis/check-payload.ts';

/** The schema of the one member `x` of the data; a member that may be left out has a `?` before it. */
function member(types: string): unknown {
  const payload = payloadOfType(types);
  checkSkeleton(payload);
  const schema = schemaIn(payload) as { properties?: Record<string, unknown>; required?: string[] };
  const own = schema.properties?.x;
  return schema.required?.includes('x') ? own : own === undefined ? 'left out' : ['?', own];
}

const text = { type: 'string' };
const number = { type: 'number' };

describe.each<[string, [string, unknown][]]>([
  [
    'plain types',
    [
      ['string', text],
      ['boolean', { type: 'boolean' }],
      ['null', { type: 'null' }],
      ['"a"', { const: 'a' }],
      ['-1', { const: -1 }],
      ['unknown', {}],
      ['Date', { type: 'string', format: 'date-time' }],
      ['URL', { type: 'string', format: 'uri' }],
      ['Map<string, number>', { type: 'object' }],
      ['undefined', 'left out'],
      ['() => void', 'left out'],
      ['symbol', 'left out'],
    ],
  ],
  [
    'unions and intersections',
    [
      ['"a" | "b"', { enum: ['a', 'b'] }],
      ['true | false', { type: 'boolean' }],
      ['string | null', { anyOf: [text, { type: 'null' }] }],
      ['string | undefined', ['?', text]],
      ['"a" | number', { anyOf: [{ const: 'a' }, number] }],
      ['string | any', {}],
      ['string & { __brand: "Id" }', text],
      ['("a" | "b") & string', { enum: ['a', 'b'] }],
      ['("a" | "b") & ("b" | "c")', { const: 'b' }],
      [
        '{ a: string } & { b: number }',
        { type: 'object', properties: { a: text, b: number }, required: ['a', 'b'] },
      ],
      [
        '({ k: "a" } | { k: "b" }) & { n: number }',
        {
          anyOf: [
            { type: 'object', properties: { k: { const: 'a' }, n: number }, required: ['k', 'n'] },
            { type: 'object', properties: { k: { const: 'b' }, n: number }, required: ['k', 'n'] },
          ],
        },
      ],
    ],
  ],
  [
    'arrays and tuples',
    [
      ['string[]', { type: 'array', items: text }],
      ['readonly string[]', { type: 'array', items: text }],
      ['ReadonlyArray<number>', { type: 'array', items: number }],
      ['(string | undefined)[]', { type: 'array', items: text }],
      ['[string, number?]', { type: 'array', prefixItems: [text, number], minItems: 1, items: false }],
      ['[a: string, ...rest: number[]]', { type: 'array', prefixItems: [text], minItems: 1, items: number }],
    ],
  ],
  [
    'template literals',
    [
      ['`${"a" | "b"}-${1 | 2}`', { enum: ['a-1', 'a-2', 'b-1', 'b-2'] }],
      ['`user_${string}`', { type: 'string', pattern: '^user_[\\s\\S]*$', examples: ['user_'] }],
      ['`v${number}`', { type: 'string', pattern: '^v-?\\d+(\\.\\d+)?$', examples: ['v1'] }],
      ['Uppercase<"a" | "b">', { enum: ['A', 'B'] }],
      ['Capitalize<"ab">', { const: 'Ab' }],
    ],
  ],
])('%s', (_kind, cases) => {
  test.each(cases)('%s', (type, expected) => {
    expect(member(`type Data = { x: ${type}; other: 1 };`)).toEqual(expected);
  });
});

describe('keys and members', () => {
  const all = 'type All = { a: string; b?: number; c: { d: boolean }[] };';
  test.each<[string, unknown]>([
    ['keyof All', { enum: ['a', 'b', 'c'] }],
    ['All["a"]', text],
    ['All["b"]', ['?', number]],
    [
      'All["a" | "c"][]',
      {
        type: 'array',
        items: {
          anyOf: [
            text,
            {
              type: 'array',
              items: { type: 'object', properties: { d: { type: 'boolean' } }, required: ['d'] },
            },
          ],
        },
      },
    ],
    ['All["c"][number]["d"]', { type: 'boolean' }],
    ['(typeof kinds)[number]', { enum: ['p', 'q'] }],
    ['keyof typeof limits', { enum: ['low', 'high'] }],
    ['(typeof limits)[keyof typeof limits]', { enum: [1, 2] }],
    ['typeof plain', { type: 'object', properties: { n: number, s: text }, required: ['n', 's'] }],
    ['Kind', { enum: ['one', 'two'] }],
    ['Kind.Two', { const: 'two' }],
    ['keyof typeof Kind', { enum: ['One', 'Two'] }],
    ['Level', { enum: [0, 5, 6] }],
    ['`${Kind}`', { enum: ['one', 'two'] }],
    [
      'ReturnType<typeof make>',
      {
        type: 'object',
        properties: { id: text, at: { type: 'string', format: 'date-time' } },
        required: ['id', 'at'],
      },
    ],
    [
      'Awaited<ReturnType<typeof load>>',
      { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] },
    ],
  ])('%s', (type, expected) => {
    const declarations = `${all}
      const kinds = ['p', 'q'] as const;
      const limits = { low: 1, high: 2 } as const;
      const plain = { n: 1, s: 'x' };
      enum Kind { One = 'one', Two = 'two' }
      enum Level { Low, High = 5, Higher }
      function make(id: string) { return { id, at: new Date() }; }
      async function load(): Promise<{ ok: boolean }> { return { ok: true }; }`;
    expect(member(`${declarations} type Data = { x: ${type} };`)).toEqual(expected);
  });
});

describe('utility, mapped and conditional types', () => {
  const declarations = `
    type All = { a: string; b?: number; c: boolean };
    type Maybe<T> = T | undefined;
    type Box<T = string> = { value: T };
    type Nullable<T> = { [K in keyof T]: T[K] | null };
    type Getters<T> = { [K in keyof T as \`get_\${K}\`]: T[K] };
    type OnlyText<T> = { [K in keyof T as T[K] extends string ? K : never]: T[K] };
    type Loose<T> = { [K in keyof T]?: T[K] };
    type Strict<T> = { [K in keyof T]-?: T[K] };
    type ElementOf<T> = T extends (infer E)[] ? E : never;
    type DataOf<T> = T extends { data: infer D } ? D : never;
    type Wrapped<T> = T extends string ? { s: T } : { n: T };
    type Deep<T> = T extends object ? { [K in keyof T]?: Deep<T[K]> } : T;
    interface Base { id: string; kind: string }
    interface Child extends Base { kind: 'child' }
    class Entity { constructor(readonly id: string, private secret = 1) {} name?: string; static all = []; greet() {} }`;
  const object = (properties: Record<string, unknown>, required = Object.keys(properties)) => ({
    type: 'object',
    properties,
    ...(required.length > 0 ? { required } : {}),
  });
  const orNull = (schema: object) => ({ anyOf: [schema, { type: 'null' }] });

  test.each<[string, unknown]>([
    ['Pick<All, "a" | "b">', object({ a: text, b: number }, ['a'])],
    ['Omit<All, "a">', object({ b: number, c: { type: 'boolean' } }, ['c'])],
    ['Omit<All, keyof Pick<All, "a" | "b">>', object({ c: { type: 'boolean' } })],
    ['Partial<All>', object({ a: text, b: number, c: { type: 'boolean' } }, [])],
    ['Required<All>["b"]', number],
    ['Record<"p" | "q", number>', object({ p: number, q: number })],
    ['Record<string, number>', { type: 'object', additionalProperties: number }],
    ['{ [key: string]: number }', { type: 'object', additionalProperties: number }],
    ['Record<keyof All, string>', object({ a: text, b: text, c: text })],
    ['Exclude<"a" | "b" | "c", "b">', { enum: ['a', 'c'] }],
    ['Extract<"a" | 1 | 2, number>', { enum: [1, 2] }],
    [
      'Extract<{ k: "a"; n: 1 } | { k: "b"; m: 2 }, { k: "b" }>',
      object({ k: { const: 'b' }, m: { const: 2 } }),
    ],
    ['NonNullable<string | null | undefined>', text],
    ['Readonly<All>["a"]', text],
    ['Maybe<string>', ['?', text]],
    ['Box', object({ value: text })],
    ['Box<Box<number>>', object({ value: object({ value: number }) })],
    [
      'Nullable<All>',
      object({ a: orNull(text), b: orNull(number), c: orNull({ type: 'boolean' }) }, ['a', 'c']),
    ],
    ['Getters<All>', object({ get_a: text, get_b: number, get_c: { type: 'boolean' } }, ['get_a', 'get_c'])],
    ['OnlyText<All>', object({ a: text })],
    ['Loose<All>["a"]', ['?', text]],
    ['Strict<All>', object({ a: text, b: number, c: { type: 'boolean' } })],
    ['ElementOf<All[]>["a"]', text],
    ['DataOf<{ name: "n"; data: { id: string } }>', object({ id: text })],
    ['Wrapped<"a" | 1>', { anyOf: [object({ s: { const: 'a' } }), object({ n: { const: 1 } })] }],
    ['Deep<{ a: { b: string } }>', object({ a: object({ b: text }, []) }, [])],
    ['Child', object({ id: text, kind: { const: 'child' } })],
    ['Entity', object({ name: text, id: text, secret: number }, ['id', 'secret'])],
    ['Parameters<() => void>', {}],
  ])('%s', (type, expected) => {
    expect(member(`${declarations} type Data = { x: ${type} };`)).toEqual(expected);
  });

  test('types of other files, under other names', () => {
    const { skeleton } = payloadOf(`import { eventType, staticSchema } from 'inngest';
      import type { Order as Bought } from './order'; import * as all from './order';
      type Data = { line: Bought['lines'][number]; buyer: all.Buyer };
      export const e = eventType('e', { schema: staticSchema<Data>() });
      //- /order.ts
      export interface Order { lines: { sku: string }[] }
      export type { Buyer } from './buyer';
      //- /buyer.ts
      export type Buyer = { email: string };`);
    expect(skeleton).toEqual({ line: { sku: '' }, buyer: { email: 'user@example.com' } });
  });
});

test('types that refer to themselves or each other terminate', () => {
  const payload = payloadOfType(`
    type Json = string | number | Json[] | { [key: string]: Json };
    interface Tree { name: string; children: Tree[]; meta?: Json }
    type Left = { right?: Right }; type Right = { left: Left };
    type Loop<T> = Loop<T[]>;
    type Data = { tree: Tree; left: Left; loop: Loop<string>; json: Json };`);
  checkSkeleton(payload);
  expect(payload.skeleton).toMatchObject({ tree: { name: '' }, left: {} });
  expect(JSON.stringify(payload.schema).length).toBeLessThan(4000);
});

test('documentation comments become descriptions, examples and presets', () => {
  const payload = payloadOfType(`type Data = {
    /** Which one. @example "upl_1" */
    id: string;
    /** @default 3 */
    count: number };`);
  expect(payload.skeleton).toEqual({ id: 'upl_1', count: 3 });
});
