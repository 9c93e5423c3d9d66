/** What a person reads after the line of a step. */
import { expect, test } from 'vitest';
import { runText, stepText, waitLensText } from '../../../extension/src/inline/step-text.ts';
import type { StepProgress } from '../../../runtime/src/contract/progress.ts';
import type { NodeState } from '../../../webview/src/overlay/overlay.ts';
import { english } from '../../support/english.ts';
import {
  differentUpload,
  noon,
  someRun,
  someState,
  someStep,
  someWait,
} from '../../support/picture/run-progress.ts';

function checkText(state: Partial<NodeState>, step: StepProgress | null, expected: string): void {
  expect(stepText(someState(state), step, noon, english).text).toBe(expected);
}

test('a step that has just started', () => {
  checkText({ status: 'running', startedAt: noon - 300 }, null, 'running');
});

test('a slow step in its second attempt', () => {
  checkText(
    { status: 'running', startedAt: noon - 12_000, attempt: 1 },
    null,
    'running · 12s · attempt 2 of 5',
  );
});

test('a retry says when, which attempt comes, and why', () => {
  const error = { name: 'Error', message: 'The enrichment service answered 503.\nSecond line' };
  checkText(
    { status: 'retrying', attempt: 0, dueAt: noon + 3_500, error },
    null,
    'retrying in 4s · attempt 2 of 5 · The enrichment service answered 503.',
  );
});

test('a retry that is due says that it happens now', () => {
  checkText({ status: 'retrying', attempt: 3, dueAt: noon - 1 }, null, 'retrying now · attempt 5 of 5');
});

test('a wait says for what and how long', () => {
  const step = someStep('review', { status: 'waiting', wait: someWait() });
  checkText(
    { status: 'waiting', dueAt: noon + 7 * 86_400_000 - 1_000 },
    step,
    'waiting for api/list.reviewed · 6d 23h left',
  );
});

test('a wait says what the last event had, and what it waits for, before all else', () => {
  const nearMisses = [{ eventId: 'e', at: noon, clauses: [differentUpload('u-1', 'u-2')] }];
  const step = someStep('review', { status: 'waiting', wait: someWait({ nearMisses }) });
  checkText(
    { status: 'waiting', dueAt: noon + 1_000 },
    step,
    'got "u-2", waits for "u-1" · waiting for api/list.reviewed · 1s left',
  );
});

test('a wait for a signal says so, and which run claimed the signal', () => {
  const awaiting = (replacedBy?: string) => {
    const wait = someWait({ event: 'go/7', if: null, ...(replacedBy ? { replacedBy } : {}) });
    const step = someStep('go', { status: 'waiting', wait });
    return { ...step, step: { ...step.step, op: 'WaitForSignal' } };
  };
  checkText({ status: 'waiting' }, awaiting(), 'waiting for signal go/7');
  checkText({ status: 'waiting' }, awaiting('run-2'), 'waiting · signal go/7 was claimed by another run');
});

test('an invoked function is named', () => {
  const step = someStep('call', { status: 'waiting', invoke: { functionId: 'app-other', eventId: 'e' } });
  checkText({ status: 'waiting' }, step, 'waiting for function app-other');
});

test('a finished step shows its duration and a preview of its output', () => {
  checkText(
    { status: 'completed', startedAt: noon - 312, endedAt: noon, preview: '{"isValid":true}' },
    someStep('validate', { status: 'completed' }),
    'done · 312ms · {"isValid":true}',
  );
});

test('a step that needed several attempts says so when it is done', () => {
  checkText(
    { status: 'completed', startedAt: noon - 20, endedAt: noon, attempt: 1 },
    null,
    'done · 20ms · attempt 2 of 5',
  );
});

test('a failed step shows its error', () => {
  checkText(
    { status: 'failed', attempt: 4, error: { name: 'TypeError', message: 'x is not a function' } },
    null,
    'failed after 5 attempts · TypeError: x is not a function',
  );
});

test('a wait that a user ended is distinguished from one that timed out', () => {
  const skipped = someStep('review', { status: 'timed-out', wait: someWait({ skipped: true }) });
  checkText({ status: 'timed-out' }, skipped, 'timed out (skipped)');
  checkText({ status: 'timed-out' }, someStep('review', { wait: someWait() }), 'timed out');
});

test('iterations of a loop are counted', () => {
  checkText({ status: 'running', steps: ['a', 'b', 'c'], done: 2 }, null, '2 of 3 done · running');
  checkText(
    { status: 'completed', steps: ['a', 'b'], done: 2, endedAt: noon, preview: '7' },
    null,
    '2 of 2 done · 7',
  );
});

test('the function has its own line when its body is retried and when it ends', () => {
  const failure = {
    attempt: 0,
    at: noon,
    error: { name: 'Error', message: 'boom' },
    retryAt: noon + 4_000,
    from: 'app' as const,
  };
  const retrying = someRun({ retryAt: noon + 4_000, failures: [failure] });
  expect(runText(retrying, noon, null, english)?.text).toBe('retrying in 4s · attempt 2 of 5 · boom');
  const done = someRun({ status: 'completed', endedAt: noon + 1_500, output: { created: 3 } });
  expect(runText(done, noon, null, english)?.text).toBe('run completed in 1.5s · { created: 3 }');
  expect(runText(someRun(), noon, null, english)).toBeNull();
});

test('the lens of a wait says what came near and how long it lasts', () => {
  const miss = { eventId: 'e', at: noon, clauses: [differentUpload('u-1', 'u-2')] };
  const wait = someWait({ expiresAt: noon + 90_000, nearMisses: [miss] });
  expect(waitLensText(someStep('review', { status: 'waiting', wait }), noon, english)).toBe(
    'got "u-2", waits for "u-1" · waiting · 1m left',
  );
  expect(waitLensText(someStep('call'), noon, english)).toBeNull();
});

test('a queued run says what blocks it', () => {
  const queued = someRun({ status: 'queued', startedAt: null });
  expect(runText(queued, noon, null, english)?.text).toBe('run queued');
  expect(runText(queued, noon, 'the app is down', english)?.text).toBe('run queued · the app is down');
});

test('a step whose result a rerun reused', () => {
  const state = { status: 'completed' as const, endedAt: noon, preview: '7' };
  const taken = (edited: boolean) => someStep('price', { status: 'completed', takenOver: { edited } });
  checkText(state, taken(false), 'reused from the original run · 7');
  checkText(state, taken(true), 'edited result · 7');
});
