/** The texts and numbers on the page. */
import { expect, test } from 'vitest';
import { conditionText } from '../../webview/src/inspector/condition-text.ts';
import { cutToWidth, estimateText, wrapText } from '../../webview/src/layout/measure.ts';
import { sameDuration, writtenDurationText } from '../../webview/src/layout/written-duration.ts';
import type { NodeState } from '../../webview/src/overlay/overlay.ts';
import { statusText } from '../../webview/src/view/draw/status-text.ts';

test.each([
  ['7 days', '7d'],
  ['1 hour', '1h'],
  ['1h30m', '1h 30m'],
  ['90000', '1m 30s'],
  ['1500', '1.5s'],
  ['1d2h30m', '1d2h30m'],
  ['config.timeout', 'config.timeout'],
])('%s reads %s', (code, text) => {
  expect(writtenDurationText(code)).toBe(text);
});

test.each([
  ['7 days', '1w', true],
  ['7200000', '2h', true],
  ['1h', '2h', false],
  ['1h', '', null],
  ['delay', '2h', null],
])('is %s the same time as %s? %s', (a, b, same) => {
  expect(sameDuration(a, b)).toBe(same);
});

test.each([
  [null, 'any event with this name'],
  [
    'event.data.upload_id == async.data.upload_id',
    'data.upload_id equals that of the event that started the run',
  ],
  ['async.data.id == event.data.user.id', 'data.id equals data.user.id of the event that started the run'],
  [
    'event.data.id == async.data.id && async.data.ok == true',
    'data.id equals that of the event that started the run, and data.ok is true',
  ],
  ['async.data.n > 3 || async.data.ok', 'async.data.n > 3 || async.data.ok'],
])('the condition %s in words', (expression, words) => {
  expect(conditionText(expression)).toBe(words);
});

test('texts are wrapped between words, and the last line is cut', () => {
  const lines = wrapText(
    'Notify user of a very successful import of contacts',
    'title',
    150,
    2,
    estimateText,
  );
  expect(lines).toEqual(['Notify user of a very', 'successful import of…']);
  expect(lines.every((line) => estimateText(line, 'title') <= 150)).toBe(true);
  expect(cutToWidth('short', 'title', 150, estimateText)).toBe('short');
});

const state: NodeState = {
  status: 'running',
  steps: ['a'],
  shown: null,
  chosen: null,
  done: 0,
  failed: 0,
  attempt: 0,
  maxAttempts: 5,
  dueAt: null,
  startedAt: null,
  endedAt: null,
  preview: null,
  error: null,
  wait: null,
};

test.each<[Partial<NodeState>, string | null]>([
  [{ status: 'running' }, 'running'],
  [{ status: 'running', startedAt: 7000 }, 'running · 3s'],
  [{ status: 'running', attempt: 1 }, 'running · attempt 2 of 5'],
  [{ status: 'maybe-running' }, 'may be running'],
  [{ status: 'retrying', dueAt: 14_000 }, 'retrying in 4s · attempt 2 of 5'],
  [{ status: 'retrying', dueAt: 9000 }, 'retrying now · attempt 2 of 5'],
  [{ status: 'waiting', dueAt: 10_000 + 7 * 86_400_000 }, '7d left'],
  [{ status: 'waiting', dueAt: 20_000, wait: { event: 'e', nearMisses: 2 } }, '10s left · 2 near misses'],
  [{ status: 'sleeping', dueAt: 70_000 }, '1m left'],
  [{ status: 'completed', startedAt: 1000, endedAt: 1312, preview: '{ ok: true }' }, '312ms · { ok: true }'],
  [{ status: 'completed', steps: ['a', 'b', 'c'], done: 3 }, '3 of 3 done'],
  [{ status: 'failed', error: { name: 'Error', message: 'declined' } }, 'declined'],
  [{ status: 'timed-out' }, 'timed out'],
  [{ status: 'passed' }, null],
])('%j reads %s', (own, text) => {
  expect(statusText({ ...state, ...own }, 10_000)).toBe(text);
});
