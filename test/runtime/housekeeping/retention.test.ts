import { expect, test } from 'vitest';
import { readAge, readSize } from '../../../runtime/src/housekeeping/retention.ts';

test.each([
  ['30d', 30 * 86_400_000],
  ['12h', 12 * 3_600_000],
  ['forever', null],
  ['soon', undefined],
])('an age: %s', (text, milliseconds) => expect(readAge(text)).toBe(milliseconds));

test.each([
  ['1gb', 1_073_741_824],
  ['1.5 MB', 1_572_864],
  ['200kb', 204_800],
  ['any', null],
  ['7', undefined],
  ['1tb', undefined],
])('a size: %s', (text, bytes) => expect(readSize(text)).toBe(bytes));
