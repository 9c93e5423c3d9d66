/** Which runs a filter means. */
import { describe, expect, test } from 'vitest';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import type { RunFilter } from '../../../runtime/src/contract/run-filter.ts';
import { runMatcher } from '../../../runtime/src/search/run-matcher.ts';
import { noon, someRun, someStep } from '../../support/picture/run-progress.ts';
import { event } from '../../support/runtime/journal-entries.ts';

const uploaded = event('api/list.uploaded', { user_id: 'ada', rows: [{ email: 'a@b.example' }] });
const failure = {
  name: 'TypeError',
  message: 'timeout of 5s',
  stack: 'at /app/hidden.ts',
  cause: 'ENOTFOUND',
};

function check(filter: RunFilter, own: Partial<RunProgress> = {}): boolean {
  const run = someRun(own);
  const matcher = runMatcher(filter, noon + 10_000);
  const { runId, functionId, functionName, appId, eventName, sdk, eventIds, maxAttempts } = run;
  const queued = { runId, functionId, functionName, appId, eventName, sdk, eventIds, maxAttempts };
  return (
    matcher.mayMatch({ kind: 'run-queued', seq: 1, at: noon, ...queued }) &&
    matcher.matches(run, () => [uploaded])
  );
}

test.each([
  ['app-import', true],
  ['import', true],
  ['Import', true],
  ['IMPORT', true],
  ['port', false],
  ['app', false],
])('the function %s is the one with this ID, with or without the app, or this name: %s', (name, expected) => {
  expect(check({ functionId: name })).toBe(expected);
});

test('of several values one has to match, of several fields all', () => {
  expect(check({ status: ['failed', 'running'] })).toBe(true);
  expect(check({ status: [] })).toBe(true);
  expect(check({ status: 'running', event: 'api/other' })).toBe(false);
  expect(check({ event: ['api/other', 'api/list.uploaded'] })).toBe(true);
});

test('runs that cannot match are told from how they were queued and how they ended', () => {
  const { ended } = runMatcher({ status: ['failed', 'waiting', 'sleeping'] }, noon);
  expect(ended).toEqual(['failed', 'unended']);
  expect(runMatcher({}, noon).ended).toBeUndefined();
});

test.each([
  ['ADA', true],
  ['a@B.example', true],
  ['user_id', true],
  ['run-1', true],
  ['charge', true],
  ['42', true],
  ['timeout', true],
  ['enotfound', true],
  ['hidden.ts', false],
  ['hashedId', false],
])('text is looked for in what the user wrote and got, not in how it is stored: %s %s', (text, expected) => {
  const steps = [someStep('charge', { status: 'completed', output: { amount: 42 } })];
  expect(check({ text }, { steps, error: failure })).toBe(expected);
});

describe('an expression', () => {
  const steps = [
    someStep('charge', { status: 'failed', attempt: 2, startedAt: noon, error: failure }),
    someStep('sleep', { status: 'sleeping' }),
  ];
  const completed: Partial<RunProgress> = {
    ...{ status: 'completed', endedAt: noon + 4_000, output: { count: 5 }, steps },
  };
  test.each([
    ['output.count > 3', true],
    ['output.count > 5', false],
    ['output.missing > 3', false],
    ['event.data.user_id == "ada"', true],
    ['event.name.startsWith("api/") && event.data.rows[0].email == "a@b.example"', true],
    ['run.duration == duration("4s")', true],
    ['run.duration > duration("1m")', false],
    ['run.queuedAt < now()', true],
    ['run.attempts == 3', true],
    ['run.status in ["completed", "failed"]', true],
    ['run.appId == "app" && run.functionId == "app-import"', true],
    ['steps.exists(s, s.id == "charge" && s.error.message.contains("timeout"))', true],
    ['steps.all(s, s.attempts > 0)', false],
    ['size(steps) == 2', true],
    ['output.count', false],
  ])('%s of a completed run: %s', (where, expected) => {
    expect(check({ where }, completed)).toBe(expected);
  });

  test.each([
    ['error.message.contains("timeout")', true],
    ['error.name == "RangeError"', false],
    ['output.message.contains("timeout")', true],
  ])('%s of a failed run: %s', (where, expected) => {
    expect(check({ where }, { status: 'failed', error: failure })).toBe(expected);
    expect(check({ where })).toBe(false);
  });

  test('of an active run knows how long it has lasted', () => {
    expect(check({ where: 'run.duration == duration("10s")' })).toBe(true);
  });

  test.each([
    ['output.count = 3', /^Unexpected character: = \(use == to compare\) at character 14/],
    ['output.', /at its end/],
    [
      'evnt.data.id == 1',
      /^unknown variable evnt at character 1; known are event, output, error, run, steps$/,
    ],
    ['output.n > count', /^unknown variable count at character 12/],
    ['run.state == "x"', /^unknown field run\.state at character 1; run has id, status,/],
    ['lenght(output) > 2', /^unknown function lenght\(\) at character 1; known are size,/],
    ['output.has("x")', /^unknown function \.has\(\) at character 1; known are size, contains,/],
    ['output.count + 1', /is not a condition/],
    ['"timeout"', /is not a condition/],
  ])('%s is refused with where and why', (where, message) => {
    expect(() => runMatcher({ where }, noon)).toThrow(message);
  });
});
