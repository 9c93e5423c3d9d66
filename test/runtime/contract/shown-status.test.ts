/** A run that only a later attempt continues is not called running. */
import { expect, test } from 'vitest';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { shownStatus } from '../../../runtime/src/contract/shown-status.ts';
import { noon, someRun, someStep } from '../../support/picture/run-progress.ts';

function checkStatus(own: Partial<RunProgress>, expected: string): void {
  expect(shownStatus(someRun(own))).toBe(expected);
}

const retrying = someStep('a', { status: 'retrying', retryAt: noon });

test('a step, or the function, is retried later', () => {
  checkStatus({ steps: [retrying] }, 'retrying');
  checkStatus({ retryAt: noon }, 'retrying');
});

test('something else runs meanwhile', () => {
  const request = { requestId: 'r', target: null, since: noon, attempt: 0 };
  checkStatus({ steps: [retrying], requests: [request] }, 'running');
  checkStatus({ steps: [retrying, someStep('b', { status: 'planned' })] }, 'running');
});

test('every other state is what it is', () => {
  checkStatus({}, 'running');
  checkStatus({ status: 'waiting' }, 'waiting');
  checkStatus({ status: 'failed', steps: [retrying] }, 'failed');
});
