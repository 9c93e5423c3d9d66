/** The palette offers what can act on some run. */
import { expect, test } from 'vitest';
import { runContexts } from '../../../extension/src/views/run-contexts.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { noon, someRun, someStep, someWait } from '../../support/picture/run-progress.ts';

/** @param expected the contexts that are set, without `has`. */
function checkContexts(runs: Partial<RunProgress>[], expected: string[]): void {
  const contexts = Object.entries(runContexts(runs.map((run) => someRun(run))));
  expect(contexts.flatMap(([key, value]) => (value ? [key.slice('has'.length)] : []))).toEqual(expected);
}

test('no runs', () => checkContexts([], []));

test('a run that is running, and one that has ended', () => {
  checkContexts([{ status: 'running' }], ['Runs', 'ActiveRuns']);
  checkContexts([{ status: 'completed' }], ['Runs', 'EndedRuns']);
  checkContexts([{ status: 'failed' }], ['Runs', 'EndedRuns', 'FailedRuns']);
});

test('waits: an event can be sent, a signal only be skipped', () => {
  const wait = someStep('w', { status: 'waiting', wait: someWait() });
  checkContexts([{ steps: [wait] }], ['Runs', 'ActiveRuns', 'EventWaits', 'SkippableSteps']);
  const signal = { ...wait, step: { ...wait.step, op: 'WaitForSignal' } };
  checkContexts([{ steps: [signal] }], ['Runs', 'ActiveRuns', 'SkippableSteps']);
});

test('retries of a step and of the function', () => {
  checkContexts(
    [{ steps: [someStep('s', { status: 'retrying' })] }],
    ['Runs', 'ActiveRuns', 'SkippableSteps', 'Retries'],
  );
  checkContexts([{ retryAt: noon }], ['Runs', 'ActiveRuns', 'Retries']);
});

test('what a run that has ended left open is not offered', () => {
  checkContexts(
    [{ status: 'cancelled', steps: [someStep('s', { status: 'retrying' })] }],
    ['Runs', 'EndedRuns'],
  );
});
