import { expect, test } from 'vitest';
import { liveStep } from '../../../extension/src/runtime/live-step.ts';
import type { RunProgress, StepStatus } from '../../../runtime/src/contract/progress.ts';
import { someRun, someStep } from '../../support/picture/run-progress.ts';

/** @param steps status of the step `review` in each run, newest run first. */
function checkLive(steps: Record<string, StepStatus>, clicked: string, expected: string | null): void {
  const runs: RunProgress[] = Object.entries(steps).map(([runId, status]) =>
    someRun({ runId, functionId: runId.split('/')[0] ?? '', steps: [someStep('review', { status })] }),
  );
  const named = { runId: clicked, hashedId: someStep('review', {}).step.hashedId };
  expect(liveStep(runs, named)?.runId ?? null).toBe(expected);
}

test('a step that still waits is chosen, even if a newer run waits there', () => {
  checkLive({ 'import/2': 'waiting', 'import/1': 'waiting' }, 'import/1', 'import/1');
});

test('the lens of a run that has moved on refers to the newest run that waits on that line', () => {
  checkLive(
    { 'import/3': 'waiting', 'import/2': 'waiting', 'import/1': 'completed' },
    'import/1',
    'import/3',
  );
});

test('runs of other functions are never chosen', () => {
  checkLive({ 'export/2': 'waiting', 'import/1': 'completed' }, 'import/1', null);
});

test('nothing is chosen when no run waits there anymore', () => {
  checkLive({ 'import/2': 'timed-out', 'import/1': 'completed' }, 'import/1', null);
});
