/** What is told of a run of the official suites. */
import { expect, test } from 'vitest';
import { type KnownDifference, outcomesOf, type VitestReport, verdictOf } from './report.ts';

const passed = (fullName: string) => ({ fullName, status: 'passed' });
const failed = (fullName: string, message: string) => ({
  fullName,
  status: 'failed',
  failureMessages: [message],
});

const report: VitestReport = {
  testResults: [
    {
      name: '/sdk/src/retry.test.ts',
      status: 'failed',
      assertionResults: [
        passed('retries'),
        failed('gives up', '\u001b[31mAssertionError: expected 1 to be 2\u001b[39m\n    at retry.test.ts:3'),
      ],
    },
    { name: '/sdk/src/auth.test.ts', status: 'passed', assertionResults: [passed('signs')] },
  ],
};

function check(known: KnownDifference[], given = report) {
  const { lines, unexpected } = verdictOf('integration', outcomesOf(given, '/sdk/src'), known);
  return [...lines, `unexpected: ${unexpected}`];
}

const known = { suite: 'integration', file: 'retry.test.ts', test: 'gives up', because: 'It never does.' };

test('files with their counts, then the failures with their first line', () => {
  expect(check([])).toEqual([
    'integration    passed  failed  skipped',
    'auth.test.ts        1       0        0',
    'retry.test.ts       1       1        0',
    '',
    '✗ retry.test.ts: gives up',
    '    AssertionError: expected 1 to be 2',
    '',
    'integration: 2 of 3 passed',
    'unexpected: 1',
  ]);
});

test('a known failure is listed with its reason, and is expected', () => {
  expect(check([known])).toEqual(
    expect.arrayContaining([
      '~ retry.test.ts: gives up',
      '    It never does.',
      'integration: 2 of 3 passed, 1 known to differ',
      'unexpected: 0',
    ]),
  );
});

test('a test that now passes should be removed from the list; files that were not run are ignored', () => {
  const others = [
    { ...known, test: 'retries' },
    { ...known, file: 'gone.test.ts' },
  ];
  expect(check(others).filter((line) => line.startsWith('now passes'))).toEqual([
    'now passes, remove it from the list: retry.test.ts: retries',
  ]);
});

test('a file that could not be run is a failure', () => {
  const broken = {
    name: '/sdk/src/a.test.ts',
    status: 'failed',
    message: 'Cannot find module',
    assertionResults: [],
  };
  expect(check([], { testResults: [broken] })).toContain('    Cannot find module');
});
