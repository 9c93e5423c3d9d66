import { expect, test } from 'vitest';
import {
  oneLineJson,
  overlay,
  parsePayload,
  startingPayload,
} from '../../../extension/src/send-event/payload.ts';
import fc from '../../support/property.ts';

test('the first time, the payload is the skeleton of the type', () => {
  expect(startingPayload({ filename: '', size: 0 }, null)).toEqual({ filename: '', size: 0 });
});

test('later, it is the last payload sent, with the fields that the type has gained since', () => {
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

test('one readable line', () => {
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
