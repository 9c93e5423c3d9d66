import { expect, test } from 'vitest';
import { formatDuration } from '../../../runtime/src/contract/durations.ts';

test.each([
  [-3, '0ms'],
  [5, '5ms'],
  [1_000, '1s'],
  [1_500, '1.5s'],
  [9_990, '10s'],
  [42_400, '42s'],
  [59_600, '1m'],
  [200_000, '3m 20s'],
  [7_199_700, '2h'],
  [86_400_000 + 60_000, '1d'],
  [604_799_000, '6d 23h'],
])('%d ms is %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});
