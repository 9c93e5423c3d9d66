/** What is wrong with a payload, and what could stand there, by the type of its event. */
import { expect, test } from 'vitest';
import { PayloadLanguage } from '../../../extension/src/send-event/payload-language.ts';

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

/** Each problem as `path: message [marked text]`. */
async function problemsOf(type: Record<string, unknown>, payload: unknown): Promise<string[]> {
  const text = JSON.stringify(payload);
  const found = await new PayloadLanguage(type).problems(text);
  return found.map(({ range, path, message }) => {
    const marked = text.slice(range.start.character, range.end.character);
    return `${path}: ${message} [${marked}]`;
  });
}

test('says how a payload differs from the type, and where', async () => {
  expect(await problemsOf(schema, { upload_id: 'u', is_approved: true, filters: [{ field: 'x' }] })).toEqual(
    [],
  );
  const found = await problemsOf(schema, { upload_id: 1, filters: [{ field: 'x' }, {}], kind: 'none' });
  expect(found).toEqual([
    ': Missing property "is_approved". [{]',
    'upload_id: Incorrect type. Expected "string". [1]',
    'kind: Value is not accepted. Valid values: "all", "some". ["none"]',
    'filters.1: Missing property "field". [{]',
  ]);
});

test('says nothing about what it does not understand', async () => {
  expect(await problemsOf({ $ref: '#/elsewhere' }, { a: 1 })).toEqual([]);
});

test('completes keys and values, and describes what the pointer is on', async () => {
  const language = new PayloadLanguage({
    type: 'object',
    properties: { kind: { enum: ['all', 'some'], description: 'How much' }, filters: { type: 'array' } },
  });
  const labels = async (text: string) =>
    (await language.completions(text, { line: 0, character: text.indexOf('|') }))?.items.map(
      ({ label }) => label,
    );
  expect(await labels('{ "|" }')).toEqual(['kind', 'filters']);
  expect(await labels('{ "kind": | }')).toEqual(['"all"', '"some"']);
  expect(JSON.stringify(await language.hover('{ "kind": "all" }', { line: 0, character: 4 }))).toContain(
    'How much',
  );
});

const shapes = {
  anyOf: [
    { type: 'object', required: ['kind', 'n'], properties: { kind: { const: 'a' }, n: { type: 'number' } } },
    { type: 'object', required: ['kind', 's'], properties: { kind: { const: 'b' }, s: { type: 'string' } } },
  ],
};

test.each<[string, Record<string, unknown>, unknown, string[]]>([
  ['a literal', { const: 'a' }, 'b', ['x: Value must be "a". ["b"]']],
  [
    'one of several types',
    { anyOf: [{ type: 'string' }, { type: 'null' }] },
    1,
    ['x: Incorrect type. Expected "string". [1]'],
  ],
  ['one of several types, fitting', { anyOf: [{ type: 'string' }, { type: 'null' }] }, null, []],
  ['the shape that is meant', shapes, { kind: 'b', s: 1 }, ['x.s: Incorrect type. Expected "string". [1]']],
  ['the shape that is nearest', shapes, { n: 1 }, ['x: Missing property "kind". ["x"]']],
  ['an email', { type: 'string', format: 'email' }, 'x', ['x: String is not an e-mail address. ["x"]']],
  ['a UUID', { type: 'string', format: 'uuid' }, 'x', ['x: String is not a UUID. ["x"]']],
  ['a date', { type: 'string', format: 'date-time' }, '2026-01-02T03:04:05.000Z', []],
  [
    'a pattern',
    { type: 'string', pattern: '^usr_' },
    'x',
    ['x: String does not match the pattern of "^usr_". ["x"]'],
  ],
  [
    'an empty text',
    { type: 'string', minLength: 1 },
    '',
    ['x: String is shorter than the minimum length of 1. [""]'],
  ],
  [
    'a number too small',
    { type: 'number', exclusiveMinimum: 0 },
    0,
    ['x: Value is below the exclusive minimum of 0. [0]'],
  ],
  [
    'a tuple too long',
    { type: 'array', prefixItems: [{ type: 'string' }], items: false },
    ['a', 'b'],
    ['x: Array has too many items according to schema. Expected 1 or fewer. [["a","b"]]'],
  ],
  [
    'an element',
    { type: 'array', items: { type: 'string' } },
    ['a', 1],
    ['x.1: Incorrect type. Expected "string". [1]'],
  ],
  [
    'a record',
    { type: 'object', additionalProperties: { type: 'number' } },
    { a: 'b' },
    ['x.a: Incorrect type. Expected "number". ["b"]'],
  ],
  [
    'a misspelt key',
    { type: 'object', required: ['upload_id'], properties: { upload_id: {} } },
    { uplod_id: 1 },
    ['x.uplod_id: Unknown property "uplod_id". Did you mean "upload_id"? ["uplod_id"]'],
  ],
])('%s', async (_name, type, value, expected) => {
  expect(await problemsOf({ type: 'object', properties: { x: type } }, { x: value })).toEqual(expected);
});
