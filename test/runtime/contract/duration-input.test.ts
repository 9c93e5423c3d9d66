import { expect, test } from 'vitest';
import { parseDurationInput } from '../../../runtime/src/contract/duration-input.ts';

test.each([
  ['90s', 90_000],
  ['2h', 7_200_000],
  ['7d', 604_800_000],
  ['1d12h', 129_600_000],
  ['1.5 h', 5_400_000],
  [' 1m 30s ', 90_000],
  ['10min', 600_000],
  ['250ms', 250],
  ['5', null],
  ['', null],
  ['soon', null],
  ['2h and a half', null],
  ['-1h', null],
])('%s is %s milliseconds', (text, milliseconds) => {
  expect(parseDurationInput(text)).toBe(milliseconds);
});
