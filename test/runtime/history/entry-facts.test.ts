/** The moments that a slider and the terminal list, and the way from one to the next. */
import { expect, test } from 'vitest';
import { entryFactsOf, neighborMoment } from '../../../runtime/src/history/entry-facts.ts';
import { RunHistory } from '../../../runtime/src/history/run-history.ts';
import { entriesOf, step, type Told } from '../../support/runtime/journal-entries.ts';

const facts: Told[] = [
  { kind: 'run-started' },
  { kind: 'request-started', requestId: 'r', target: null, attempt: 0, itemId: 'i' },
  { kind: 'sleep-started', step: step('nap', 'Sleep'), until: 9_000 },
  { kind: 'request-ended', requestId: 'r', status: 206 },
  { kind: 'sleep-ended', hashedId: '#nap', skipped: false },
  { kind: 'run-completed', output: null },
];

test('each entry names the step that it is about, also by its hashed ID alone', () => {
  const named = entryFactsOf(new RunHistory(entriesOf(...facts))).map(({ seq, kind, step }) =>
    [seq, kind, step].filter(Boolean).join(' '),
  );
  expect(named).toEqual([
    '1 run-queued',
    '2 run-started',
    '3 request-started',
    '4 sleep-started nap',
    '5 request-ended',
    '6 sleep-ended nap',
    '7 run-completed',
  ]);
});

test('only what is new is listed when entries were listed before', () => {
  const history = new RunHistory(entriesOf(...facts));
  expect(entryFactsOf(history, 6).map(({ kind }) => kind)).toEqual(['run-completed']);
});

function checkMoves(unit: 'entry' | 'step', direction: 1 | -1, expected: number[]): void {
  const list = entriesOf(...facts);
  expect(list.map((_, index) => neighborMoment(list, index, direction, unit))).toEqual(expected);
}

test('the next entry, up to the last', () => checkMoves('entry', 1, [1, 2, 3, 4, 5, 6, 6]));
test('the entry before, down to the first', () => checkMoves('entry', -1, [0, 0, 1, 2, 3, 4, 5]));
test('the next entry about a step, else the last', () => checkMoves('step', 1, [3, 3, 3, 5, 5, 6, 6]));
test('the entry about a step before, else the first', () => checkMoves('step', -1, [0, 0, 0, 0, 3, 3, 5]));
