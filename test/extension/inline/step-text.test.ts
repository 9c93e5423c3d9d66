/** What a phrase says: the state and its time first, then the rest. */
import { expect, test } from 'vitest';
import { phraseText, runPhrase, stepPhrase, waitLensText } from '../../../extension/src/inline/step-text.ts';
import type { RunProgress, StepProgress } from '../../../runtime/src/contract/progress.ts';
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
  expect(phraseText(stepPhrase(someState(state), step, noon, english))).toBe(expected);
}

function checkRun(run: RunProgress, expected: string | null, blockedBy: string | null = null): void {
  const phrase = runPhrase(run, noon, blockedBy, english);
  expect(phrase && phraseText(phrase)).toBe(expected);
}

test('a step that has just started', () => {
  checkText({ status: 'running', startedAt: noon - 300 }, null, '▶ running');
});

test('a slow step in its second attempt', () => {
  checkText(
    { status: 'running', startedAt: noon - 12_000, attempt: 1 },
    null,
    '▶ 12s · running · attempt 2 of 5',
  );
});

test('a retry says when, which attempt comes, and why', () => {
  const error = { name: 'Error', message: 'The enrichment service answered 503.\nSecond line' };
  checkText(
    { status: 'retrying', attempt: 0, dueAt: noon + 3_500, error },
    null,
    '↻ 2 of 5 in 4s · The enrichment service answered 503.',
  );
});

test('a retry that is due says that it happens now', () => {
  checkText({ status: 'retrying', attempt: 3, dueAt: noon - 1 }, null, '↻ 5 of 5 now');
});

test('a wait says for what and how long', () => {
  const step = someStep('review', { status: 'waiting', wait: someWait() });
  checkText(
    { status: 'waiting', dueAt: noon + 7 * 86_400_000 - 1_000 },
    step,
    '◷ 6d 23h · waiting for api/list.reviewed',
  );
});

test('a wait says what the last event had, and what it waits for, before all else', () => {
  const nearMisses = [{ eventId: 'e', at: noon, clauses: [differentUpload('u-1', 'u-2')] }];
  const step = someStep('review', { status: 'waiting', wait: someWait({ nearMisses }) });
  checkText(
    { status: 'waiting', dueAt: noon + 1_000 },
    step,
    '◷ got "u-2", waits for "u-1" · 1s · waiting for api/list.reviewed',
  );
});

test('a wait for a signal says so, and which run claimed the signal', () => {
  const awaiting = (replacedBy?: string) => {
    const wait = someWait({ event: 'go/7', if: null, ...(replacedBy ? { replacedBy } : {}) });
    const step = someStep('go', { status: 'waiting', wait });
    return { ...step, step: { ...step.step, op: 'WaitForSignal' } };
  };
  checkText({ status: 'waiting' }, awaiting(), '◷ waiting · waiting for signal go/7');
  checkText({ status: 'waiting' }, awaiting('run-2'), '◷ waiting · signal go/7 was claimed by another run');
});

test('an invoked function is named', () => {
  const step = someStep('call', { status: 'waiting', invoke: { functionId: 'app-other', eventId: 'e' } });
  checkText({ status: 'waiting' }, step, '◷ waiting · waiting for function app-other');
});

test('a finished step shows its duration and a preview of its output', () => {
  checkText(
    { status: 'completed', startedAt: noon - 312, endedAt: noon, preview: '{"isValid":true}' },
    someStep('validate', { status: 'completed' }),
    '✓ 312ms · {"isValid":true}',
  );
});

test('a step that needed several attempts says so when it is done', () => {
  checkText(
    { status: 'completed', startedAt: noon - 20, endedAt: noon, attempt: 1 },
    null,
    '✓ 20ms · attempt 2 of 5',
  );
});

test('a failed step shows its error', () => {
  checkText(
    { status: 'failed', attempt: 4, error: { name: 'TypeError', message: 'x is not a function' } },
    null,
    '✗ failed · after 5 attempts · TypeError: x is not a function',
  );
});

test('a wait that a user ended is distinguished from one that timed out', () => {
  const skipped = someStep('review', { status: 'timed-out', wait: someWait({ skipped: true }) });
  checkText({ status: 'timed-out' }, skipped, '○ timed out · skipped');
  checkText({ status: 'timed-out' }, someStep('review', { wait: someWait() }), '○ timed out');
});

test('a retry that is far away says which attempt comes behind its time', () => {
  checkText(
    { status: 'retrying', attempt: 9, maxAttempts: 20, dueAt: noon + 125_000 },
    null,
    '↻ in 2m 5s · attempt 11 of 20',
  );
});

test('instances of one step are counted, those that failed too', () => {
  checkText(
    { status: 'running', startedAt: noon - 3_000, steps: ['a', 'b', 'c'], done: 2 },
    null,
    '▶ 2 of 3 · ▶ 3s · running',
  );
  checkText(
    { status: 'completed', steps: ['a', 'b'], done: 2, startedAt: noon - 20, endedAt: noon, preview: '7' },
    null,
    '✓ 2 of 2 · 7',
  );
  checkText(
    { status: 'failed', steps: ['a', 'b', 'c'], done: 2, failed: 1, error: { name: 'Error', message: 'no' } },
    null,
    '✗ 2 of 3 · 1 failed · no',
  );
});

test('the instance that the user chose speaks for itself', () => {
  checkText(
    {
      status: 'completed',
      steps: ['a', 'b', 'c'],
      done: 2,
      failed: 1,
      shown: 'b',
      chosen: 2,
      startedAt: noon - 20,
      endedAt: noon,
      preview: '7',
    },
    someStep('b', { status: 'completed' }),
    '✓ 20ms · number 2 of 3 · 7 · 1 failed',
  );
});

test.each<[string, Partial<NodeState>]>([
  ['a slow step', { status: 'running', startedAt: noon - 754_000 }],
  ['a possible next step', { status: 'maybe-running' }],
  ['a retry', { status: 'retrying', attempt: 3, dueAt: noon + 59_000 }],
  ['a retry of many', { status: 'retrying', attempt: 12, maxAttempts: 20, dueAt: noon + 86_399_000 }],
  ['a wait', { status: 'waiting', dueAt: noon + 30 * 86_400_000 }],
  ['a sleep', { status: 'sleeping', dueAt: noon + 86_399_000 }],
  ['a result', { status: 'completed', startedAt: noon - 86_399_000, endedAt: noon }],
  ['a failure', { status: 'failed', startedAt: noon - 754_000, endedAt: noon }],
  ['a timeout', { status: 'timed-out' }],
  ['a cancellation', { status: 'cancelled' }],
  ['a loop', { status: 'running', steps: new Array<string>(1_000).fill(''), done: 999 }],
])('the state of %s takes at most 14 characters', (_, state) => {
  const { state: said } = stepPhrase(someState(state), null, noon, english);
  expect(said.length).toBeLessThanOrEqual(14);
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
  checkRun(retrying, '↻ 2 of 5 in 4s · boom');
  const done = someRun({ status: 'completed', endedAt: noon + 1_500, output: { created: 3 } });
  checkRun(done, '✓ 1.5s · run completed · { created: 3 }');
  checkRun(someRun(), null);
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
  checkRun(queued, '◌ run queued');
  checkRun(queued, '◌ run queued · the app is down', 'the app is down');
});

test('a step whose result a rerun reused', () => {
  const state = { status: 'completed' as const, endedAt: noon, preview: '7' };
  const taken = (edited: boolean) => someStep('price', { status: 'completed', takenOver: { edited } });
  checkText(state, taken(false), '✓ done · reused from the original run · 7');
  checkText(state, taken(true), '✓ done · edited result · 7');
});
