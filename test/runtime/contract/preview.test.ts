import { expect, test } from 'vitest';
import { preview } from '../../../runtime/src/contract/preview.ts';

test.each([
  [undefined, null],
  [null, null],
  [true, 'true'],
  ['  two\n lines ', 'two lines'],
  [{ isValid: true, errors: [] }, '{ isValid: true, errors: [] }'],
  [{ rows: [1, 2, 3, 4, 5] }, '{ rows: [5 items] }'],
  [{ a: { b: { c: 1 } } }, '{ a: { b: {…} } }'],
])('a preview of %j is %s', (value, text) => {
  expect(preview(value)).toBe(text);
});
