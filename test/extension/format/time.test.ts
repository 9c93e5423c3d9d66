import { expect, test } from 'vitest';
import { agoText, durationText, remainingText } from '../../../extension/src/format/time.ts';
import { english } from '../../support/english.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

test.each([
  [0, '0 ms'],
  [311.6, '312 ms'],
  [4_060, '4.1 s'],
  [5_000, '5 s'],
  [42_400, '42 s'],
  [2 * minute + 5 * second, '2 min 5 s'],
  [3 * hour, '3 h'],
  [6 * day + 23 * hour + 59 * minute, '6 d 23 h'],
  [-5, '0 ms'],
])('%d ms took %s', (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text);
});

test.each([
  [1, '1s'],
  [3_200, '4s'],
  [90 * second, '1m 30s'],
  [6 * day + 23 * hour + 1, '6d 23h'],
  [7 * day, '7d'],
  [-1, '0s'],
])('what is due in %d ms has %s left, never 0 before its time', (milliseconds, text) => {
  expect(remainingText(milliseconds)).toBe(text);
});

test.each([
  [3 * second, 'just now'],
  [30 * second, '30 s ago'],
  [5 * minute, '5 min ago'],
  [3 * hour, '3 h ago'],
  [50 * hour, '2 d ago'],
])('%d ms back is %s', (milliseconds, text) => {
  expect(agoText(milliseconds, english)).toBe(text);
});
