/** Whatever the type: the skeleton made from it fits the schema made from it. */
import { expect, test } from 'vitest';
import { skeletonOf } from '../../../server/src/payload/payload-skeleton.ts';
import { checkSkeleton, payloadOfType } from '../../support/analysis/check-payload.ts';
import fc, { runs } from '../../support/property.ts';

const names = ['id', 'email', 'made_at', 'url', 'count', 'tags'];

/** The text of a type. */
const typeText = fc.letrec<{ type: string }>((tie) => ({
  type: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(
      'string',
      'number',
      'boolean',
      'null',
      'Date',
      'unknown',
      'undefined',
      "'a'",
      '3',
      "'a' | 'b'",
    ),
    fc.constantFrom(
      '`user_${string}`',
      "`${'a' | 'b'}_${number}`",
      'Uppercase<string>',
      'Record<string, number>',
    ),
    tie('type').map((type) => `(${type})[]`),
    fc.tuple(tie('type'), tie('type')).map(([a, b]) => `${a} | ${b}`),
    fc.tuple(tie('type'), tie('type')).map(([a, b]) => `[${a}, (${b})?]`),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom(...names), fc.boolean(), tie('type')), {
        selector: ([name]) => name,
        maxLength: 4,
      })
      .map(
        (members) =>
          `{ ${members.map(([name, may, type]) => `${name}${may ? '?' : ''}: ${type}`).join('; ')} }`,
      ),
    tie('type').map((type) => `Partial<{ id: ${type}; tags: ${type} }>`),
    tie('type').map((type) => `Pick<{ id: ${type}; url?: ${type} }, 'id'>`),
    tie('type').map((type) => `Record<'email' | 'url', ${type}>`),
    tie('type').map((type) => `Nullable<{ id: ${type} }>`),
    tie('type').map((type) => `Exclude<${type}, null | 'a'>`),
    tie('type').map((type) => `Unpacked<${type}>`),
    fc.tuple(tie('type'), tie('type')).map(([a, b]) => `{ id: ${a} } & { url: ${b} }`),
  ),
})).type;

test('every skeleton fits its schema', () => {
  fc.assert(
    fc.property(typeText, (type) => {
      checkSkeleton(
        payloadOfType(`type Nullable<T> = { [K in keyof T]: T[K] | null };
          type Unpacked<T> = T extends (infer E)[] ? E : T;
          type Data = { x: ${type} };`),
      );
    }),
    { numRuns: runs(100) },
  );
}, 600_000);

const now = '2026-01-02T03:04:05.000Z';

test.each([
  [{ type: 'number', minimum: 3 }, 3],
  [{ type: 'number', maximum: -2 }, -2],
  [{ type: 'number', exclusiveMinimum: 0, maximum: 0.5 }, 0.25],
  [{ type: 'integer', exclusiveMinimum: 0 }, 1],
  [{ type: 'integer', exclusiveMaximum: 0 }, -1],
  [{ type: 'integer', minimum: 1.5 }, 2],
  [{ type: 'string', minLength: 3 }, 'xxx'],
  [{ type: 'array', items: { type: 'string' }, minItems: 2 }, ['', '']],
  [{ type: 'array', items: { type: 'string' }, maxItems: 0 }, []],
  [{ type: 'string', default: 4 }, ''],
  [{ anyOf: [{ type: 'null' }, { type: 'boolean' }] }, false],
])('%o', (schema, expected) => {
  expect(skeletonOf(schema, now)).toEqual(expected);
});
