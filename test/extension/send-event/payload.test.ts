import { expect, test } from 'vitest';
import {
  oneLineJson,
  overlay,
  parsePayload,
  startingPayload,
} from '../../../extension/src/send-event/payload.ts';
import { payloadProblems } from '../../../extension/src/send-event/payload-check.ts';
import { placeOfPath } from '../../../extension/src/send-event/payload-place.ts';
import { english } from '../../support/english.ts';
import fc from '../../support/property.ts';

test('the first time, the skeleton of the type', () => {
  expect(startingPayload({ filename: '', size: 0 }, null)).toEqual({ filename: '', size: 0 });
});

test('later what was sent last, with the fields that the type has got since', () => {
  const skeleton = { filename: '', owner: { id: '', name: '' } };
  const remembered = { filename: 'valid.csv', owner: { id: 'o-1' }, extra: true };
  expect(startingPayload(skeleton, remembered)).toEqual({
    filename: 'valid.csv',
    owner: { id: 'o-1', name: '' },
    extra: true,
  });
});

test('lists are replaced, not merged', () => {
  expect(overlay({ tags: ['a', 'b'] }, { tags: ['c'] })).toEqual({ tags: ['c'] });
});

test('one line that can be read', () => {
  expect(oneLineJson({ a: 1, b: { c: [true, 'x'] }, d: {} })).toBe(
    '{ "a": 1, "b": { "c": [true, "x"] }, "d": {} }',
  );
});

test('what is shown on one line is what is sent', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const payload = JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
      const parsed = parsePayload(oneLineJson(payload));
      expect(parsed.ok && JSON.stringify(parsed.payload)).toBe(JSON.stringify(payload));
    }),
  );
});

test.each([
  ['', { ok: true, payload: {} }],
  ['{"a": 1', { ok: false, problem: 'not-json' }],
  ['[1]', { ok: false, problem: 'not-an-object' }],
  ['null', { ok: false, problem: 'not-an-object' }],
])('reads %j', (text, expected) => {
  expect(parsePayload(text)).toEqual(expected);
});

const schema = {
  type: 'object',
  required: ['upload_id', 'is_approved'],
  properties: {
    upload_id: { type: 'string' },
    is_approved: { type: 'boolean' },
    kind: { enum: ['all', 'some'] },
    filters: {
      type: 'array',
      items: { type: 'object', required: ['field'], properties: { field: { type: 'string' } } },
    },
  },
};

function checkProblems(payload: Record<string, unknown>, expected: string[]): void {
  expect(payloadProblems(schema, payload, english).map((problem) => problem.message)).toEqual(expected);
}

test('says how a payload differs from the type', () => {
  checkProblems({ upload_id: 'u', is_approved: true, filters: [{ field: 'x' }] }, []);
  checkProblems({ upload_id: 1, filters: [{ field: 'x' }, {}], kind: 'none' }, [
    'data.is_approved is missing',
    'data.upload_id is a string in the type',
    'data.kind is one of "all", "some" in the type',
    'data.filters.1.field is missing',
  ]);
});

test('says nothing without a type or about what it does not understand', () => {
  expect(payloadProblems(null, { a: 1 }, english)).toEqual([]);
  expect(payloadProblems({ $ref: '#/elsewhere' }, { a: 1 }, english)).toEqual([]);
});

const shapes = {
  anyOf: [
    { type: 'object', required: ['kind', 'n'], properties: { kind: { const: 'a' }, n: { type: 'number' } } },
    { type: 'object', required: ['kind', 's'], properties: { kind: { const: 'b' }, s: { type: 'string' } } },
  ],
};

test.each<[string, Record<string, unknown>, unknown, string[]]>([
  ['a literal', { const: 'a' }, 'b', ['data.x is "a" in the type']],
  [
    'one of several types',
    { anyOf: [{ type: 'string' }, { type: 'null' }] },
    1,
    ['data.x is a string | null in the type'],
  ],
  ['one of several types, fitting', { anyOf: [{ type: 'string' }, { type: 'null' }] }, null, []],
  ['the shape that is meant', shapes, { kind: 'b', s: 1 }, ['data.x.s is a string in the type']],
  ['the shape that is nearest', shapes, { n: 1 }, ['data.x.kind is missing']],
  [
    'an email',
    { type: 'string', format: 'email' },
    'x',
    ['data.x is a text of the format email in the type'],
  ],
  ['a date', { type: 'string', format: 'date-time' }, '2026-01-02T03:04:05.000Z', []],
  ['a pattern', { type: 'string', pattern: '^usr_' }, 'x', ['data.x does not fit ^usr_']],
  ['an empty text', { type: 'string', minLength: 1 }, '', ['data.x has at least 1 characters in the type']],
  ['a number too small', { type: 'number', exclusiveMinimum: 0 }, 0, ['data.x is more than 0 in the type']],
  [
    'a tuple too long',
    { type: 'array', prefixItems: [{ type: 'string' }], items: false },
    ['a', 'b'],
    ['data.x has at most 1 elements in the type'],
  ],
  [
    'an element',
    { type: 'array', items: { type: 'string' } },
    ['a', 1],
    ['data.x.1 is a string in the type'],
  ],
  [
    'a record',
    { type: 'object', additionalProperties: { type: 'number' } },
    { a: 'b' },
    ['data.x.a is a number in the type'],
  ],
  [
    'a misspelt key',
    { type: 'object', required: ['upload_id'], properties: { upload_id: {} } },
    { uplod_id: 1 },
    ['data.x.uplod_id is upload_id in the type'],
  ],
])('%s', (_name, type, value, expected) => {
  const problems = payloadProblems({ type: 'object', properties: { x: type } }, { x: value }, english);
  expect(problems.map(({ message }) => message)).toEqual(expected);
});

test.each([
  [['a'], '1'],
  [['b', 1, 'c'], 'null'],
  [['b'], '"b"'],
  [['b', 1], '{'],
  [[], '{'],
  [['nowhere'], '{'],
])('the place of %j is %s', (path, expected) => {
  const text = '{ "a": 1, "b": ["b", { "c": null }] }';
  const { start, end } = placeOfPath(text, path);
  expect(text.slice(start, end)).toBe(expected);
});
