import { expect, test } from 'vitest';
import { agoText } from '../../../extension/src/format/time.ts';
import { english } from '../../support/english.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

test.each([
  [3 * second, 'just now'],
  [30 * second, '30s ago'],
  [5 * minute, '5m ago'],
  [3 * hour, '3h ago'],
  [50 * hour, '2d 2h ago'],
])('%d ms back is %s', (milliseconds, text) => {
  expect(agoText(milliseconds, english)).toBe(text);
});
