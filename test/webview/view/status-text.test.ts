/** The state of a node in words, and shorter ones where there is less room. */
import { expect, test } from 'vitest';
import type { NodeState } from '../../../webview/src/overlay/overlay.ts';
import { statusTexts } from '../../../webview/src/view/draw/status-text.ts';
import { noon, someState } from '../../support/picture/run-progress.ts';

/** @param expected the longest first. */
function checkTexts(own: Partial<NodeState>, expected: string[]): void {
  expect(statusTexts(someState(own), noon)).toEqual(expected);
}

test('a retry: the time stays when there is no room for the attempt', () => {
  checkTexts({ status: 'retrying', attempt: 0, dueAt: noon + 29_000 }, [
    'retrying in 29s · attempt 2 of 5',
    'retrying in 29s · 2/5',
    'in 29s · 2/5',
    'in 29s',
  ]);
  checkTexts({ status: 'retrying', attempt: 1, dueAt: noon }, [
    'retrying now · attempt 3 of 5',
    'retrying now',
  ]);
});

test('a wait: what is left of it, and its near misses if they fit', () => {
  const wait = { event: 'app/go', nearMisses: 2 };
  checkTexts({ status: 'waiting', dueAt: noon + 60_000, wait }, ['1m left · 2 near misses', '1m left']);
});

test('a result: how long it took, or where it comes from', () => {
  const done = { status: 'completed', preview: '{ ok: true }', startedAt: noon, endedAt: noon + 89 } as const;
  checkTexts(done, ['89ms · { ok: true }']);
  checkTexts({ ...done, takenOver: { edited: true } }, ['edited result · { ok: true }']);
  checkTexts({ ...done, takenOver: { edited: false } }, ['reused · { ok: true }']);
});

test('several steps, and an attempt that is under way', () => {
  checkTexts({ status: 'running', attempt: 1 }, ['running · attempt 2 of 5', 'running · 2/5', 'running']);
  checkTexts({ status: 'running', steps: ['a', 'b'], done: 1 }, ['1 of 2 done', '1 of 2 done']);
});
