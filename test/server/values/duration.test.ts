import sdkMs from 'ms';
import { expect, test } from 'vitest';
import {
  formatDuration,
  readDuration,
  rewrittenDuration,
  writeDuration,
} from '../../../server/src/values/duration.ts';

const hour = 3_600_000;
const day = 24 * hour;

test.each([
  ['30 minutes', hour / 2],
  ['1h', hour],
  ['1.5 hrs', 1.5 * hour],
  ['7D', 7 * day],
  ['250', 250],
  ['1h30m', null],
  ['1 month', null],
  ['soon', null],
  ['', null],
])('the SDK reads %j as %j', (text, expected) => {
  expect(readDuration(text, 'sdk')).toBe(expected);
});

test('the SDK reads with ms, which gives undefined for what it cannot read', () => {
  expect(sdkMs('1h30m' as sdkMs.StringValue)).toBe(undefined);
});

test.each([
  ['1h30m', 1.5 * hour],
  ['7d', 7 * day],
  ['1w1d', 8 * day],
  ['.5h', hour / 2],
  ['500ms', 500],
  ['0', 0],
  ['-1m', -60_000],
  ['30 minutes', null],
  ['30', null],
  ['1H', null],
  ['1h ', null],
  ['', null],
])('the server reads %j as %j', (text, expected) => {
  expect(readDuration(text, 'server')).toBe(expected);
});

test('the timeout of a batch does not support days', () => {
  expect(readDuration('24h', 'batch')).toBe(day);
  expect(readDuration('1d', 'batch')).toBe(null);
});

test.each([
  ['1h30m', 'sdk', '90m'],
  ['1 day and 12 hours', 'sdk', '36h'],
  ['2 months', 'sdk', '60d'],
  ['PT1H30M', 'sdk', '90m'],
  ['an hour', 'sdk', '1h'],
  ['30 minutes', 'server', '30m'],
  ['1.5 hours', 'server', '1h30m'],
  ['1H', 'server', '1h'],
  ['1d', 'batch', '24h'],
  ['soon', 'sdk', null],
  ['3 daze', 'sdk', null],
  ['10ms', 'sdk', null],
] as const)('%j is written for the %s as %j', (text, reader, expected) => {
  expect(rewrittenDuration(text, reader)).toBe(expected);
});

test('a written duration parses to the same time', () => {
  for (const reader of ['sdk', 'server', 'batch'] as const) {
    for (const milliseconds of [1_000, 90_000, 5_400_000, 129_600_000, 604_800_000, 788_645_000]) {
      const text = writeDuration(milliseconds, reader);
      expect(text === null ? null : readDuration(text, reader)).toBe(milliseconds);
    }
  }
});

test.each([
  [7 * day, '1 week'],
  [10 * day, '10 days'],
  [1.5 * hour, '1 hour 30 minutes'],
  [500, 'less than a second'],
  [0, 'no time'],
])('%d ms in words: %s', (milliseconds, expected) => {
  expect(formatDuration(milliseconds)).toBe(expected);
});
