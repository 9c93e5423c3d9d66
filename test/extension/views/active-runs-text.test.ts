/** The status bar counts active runs by their state. */
import { expect, test } from 'vitest';
import { activeRuns } from '../../../extension/src/views/active-runs-text.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { english } from '../../support/english.ts';
import { noon, someRun } from '../../support/picture/run-progress.ts';

function checkActive(runs: Partial<RunProgress>[], text: string, tooltip: string): void {
  expect(
    activeRuns(
      runs.map((run) => someRun(run)),
      english,
    ),
  ).toEqual({ text, tooltip });
}

test('nothing is active', () => checkActive([], '', '0 active runs'));

test('each state with its icon; what is retried comes first', () => {
  checkActive(
    [{ status: 'waiting' }, { status: 'running', retryAt: noon }, { status: 'waiting' }],
    ' $(refresh) 1 $(watch) 2',
    '3 active runs: 1 retrying, 2 waiting',
  );
  checkActive([{ status: 'sleeping' }], ' $(debug-pause) 1', '1 active run: 1 sleeping');
});
