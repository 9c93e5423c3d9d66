import { expect, test } from 'vitest';
import { durationText, elapsedText, remainingText } from '../../../runtime/src/contract/duration-text.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

test.each([
  [0, '0ms'],
  [311.6, '312ms'],
  [4_060, '4.1s'],
  [5_000, '5s'],
  [9_000, '9s'],
  [9_990, '10s'],
  [42_400, '42s'],
  [59_600, '1m'],
  [7_199_700, '2h'],
  [day + minute, '1d'],
  [61_000, '1m 1s'],
  [2 * minute + 5 * second, '2m 5s'],
  [3 * hour, '3h'],
  [7_500_000, '2h 5m'],
  [6 * day + 23 * hour + 59 * minute, '6d 23h'],
  [-5, '0ms'],
])('%d ms took %s', (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text);
});

test.each([
  [1, '1s'],
  [3_200, '4s'],
  [90 * second, '1m 30s'],
  [3_600_000, '1h'],
  [6 * day + 23 * hour + 1, '6d 23h'],
  [7 * day, '7d'],
  [-1, '0s'],
])('what is due in %d ms has %s left, never 0 before its time', (milliseconds, text) => {
  expect(remainingText(milliseconds)).toBe(text);
});

test.each([
  [-1, '1s'],
  [400, '1s'],
  [6_200, '6s'],
  [2 * minute + 5.9 * second, '2m 5s'],
])('what was %d ms ago was %s ago', (milliseconds, text) => {
  expect(elapsedText(milliseconds)).toBe(text);
});
