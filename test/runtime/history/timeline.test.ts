import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEntry } from '../../../runtime/src/contract/apply-entry.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { type Timeline, TimelineFold, type TimelineRow } from '../../../runtime/src/history/timeline.ts';
import type { TimelineSegment } from '../../../runtime/src/history/timeline-segment.ts';
import { entriesOf, event, failure, step, type Told } from '../../support/runtime/journal-entries.ts';

/** Entries are one second apart, the first at 0s: `attempt 2-5 failed` lasted from second 2 to second 5. */
function segmentText({ kind, from, to, outcome, due }: TimelineSegment): string {
  const span = to === from ? `${from / 1000}` : `${from / 1000}-${to === null ? '' : to / 1000}`;
  const until = to === null && due !== null ? ` due ${due / 1000}` : '';
  return `${kind} ${span}${outcome === 'completed' || outcome === 'open' ? '' : ` ${outcome}`}${until}`;
}

function rowText({ name, status, segments, group }: TimelineRow): string {
  const parallel = group === null ? '' : ` [${group}]`;
  return `${name}${parallel} ${status}: ${segments.map(segmentText).join(', ')}`;
}

const timelineOf = (...facts: Told[]) => new TimelineFold(entriesOf(...facts)).timeline as Timeline;

/** The steps' rows as text. */
function checkRows(facts: Told[], ...expected: string[]): void {
  expect(timelineOf(...facts).rows.map(rowText)).toEqual(expected);
}

/** The run's own segments as text. */
function checkRun(facts: Told[], expected: string): void {
  const { status, run } = timelineOf(...facts);
  expect(`${status}: ${run.map(segmentText).join(', ')}`).toBe(expected);
}

const started: Told = { kind: 'run-started' };
const request = (requestId: string, target: string | null = null, attempt = 0): Told => ({
  kind: 'request-started',
  requestId,
  target: target === null ? null : `#${target}`,
  attempt,
  itemId: 'item',
});
const answered = (requestId: string): Told => ({ kind: 'request-ended', requestId, status: 206 });
const planned = (name: string): Told => ({ kind: 'step-planned', step: step(name) });
const done = (name: string, startedAt: number | null = null, parent: string | null = null): Told => ({
  kind: 'step-completed',
  step: { ...step(name), parent: parent === null ? null : `#${parent}` },
  output: name,
  attempt: 0,
  startedAt,
});
const attemptFailed = (name: string, retryAt: number): Told => ({
  kind: 'step-attempt-failed',
  step: step(name),
  error: failure,
  attempt: 0,
  retryAt,
  startedAt: null,
});
const failed = (name: string): Told => ({
  kind: 'step-failed',
  step: step(name),
  error: failure,
  attempt: 1,
  startedAt: null,
});
const waits = (name: string): Told => ({
  kind: 'wait-started',
  step: step(name, 'WaitForEvent'),
  event: 'list.reviewed',
  if: null,
  expiresAt: 90_000,
});
const sleeps = (name: string): Told => ({ kind: 'sleep-started', step: step(name, 'Sleep'), until: 90_000 });
const bodyFailed = (retryAt: number | null): Told => ({
  kind: 'run-attempt-failed',
  error: failure,
  attempt: 0,
  retryAt,
  from: 'app',
});

describe('the run', () => {
  test('is queued until it starts', () => checkRun([], 'queued: queue 0-'));
  test('runs from its start to its end', () =>
    checkRun([started, { kind: 'run-completed', output: 1 }], 'completed: queue 0-1, run 1-2'));
  test('is delayed between the attempts of its body', () =>
    checkRun(
      [started, request('a'), bodyFailed(9000), answered('a'), request('b', null, 1)],
      'running: queue 0-1, run 1-3 failed, delay 3-5, run 5-',
    ));
  test('that failed has no attempt left', () =>
    checkRun(
      [started, request('a'), bodyFailed(null), { kind: 'run-failed', error: failure }],
      'failed: queue 0-1, run 1-3 failed',
    ));
  test('that is cancelled in the queue never ran', () =>
    checkRun([{ kind: 'run-cancelled', reason: 'by hand' }], 'cancelled: queue 0-1 cancelled'));
});

describe('a step', () => {
  test('that ran in a request of its own was queued before', () =>
    checkRows(
      [started, request('r'), planned('a'), answered('r'), request('s', 'a'), done('a'), answered('s')],
      'a completed: queue 3-5, attempt 5-6',
    ));
  test('that ran inside a discovery request starts when the SDK says', () =>
    checkRows([started, request('r'), done('a', 2500)], 'a completed: attempt 2.5-3'));
  test('without a time from the SDK starts where the one before it ended', () =>
    checkRows(
      [started, request('r'), done('a'), done('b', null, 'a')],
      'a completed: attempt 2-3',
      'b completed: attempt 3-4',
    ));
  test('is delayed between its attempts', () =>
    checkRows(
      [
        started,
        planned('a'),
        request('r', 'a'),
        attemptFailed('a', 6000),
        answered('r'),
        request('s', 'a', 1),
      ],
      'a running: queue 2-3, attempt 3-4 failed, delay 4-6, attempt 6-',
    ));
  test('says when it is tried again', () =>
    checkRows(
      [started, request('r'), attemptFailed('a', 20_000)],
      'a retrying: attempt 2-3 failed, delay 3- due 20',
    ));
  test('is tried at once when a user asks for it', () =>
    checkRows(
      [started, request('r'), attemptFailed('a', 20_000), { kind: 'retry-skipped', hashedId: '#a' }],
      'a retrying: attempt 2-3 failed, delay 3- due 4',
    ));
  test('that failed inside a discovery request is tried again by the next one that is due', () =>
    checkRows(
      [started, request('r'), attemptFailed('a', 5000), answered('r'), request('s', null, 1), failed('a')],
      'a failed: attempt 2-3 failed, delay 3-5, attempt 5-6 failed',
    ));
  test('whose request was lost is queued again', () =>
    checkRows(
      [started, planned('a'), request('r', 'a'), answered('r')],
      'a planned: queue 2-3, attempt 3-4 interrupted, queue 4-',
    ));
  test('waits until an event matches', () =>
    checkRows(
      [started, waits('w'), { kind: 'wait-matched', hashedId: '#w', event: event('list.reviewed') }],
      'w completed: wait 2-3',
    ));
  test('waits until its time is over', () =>
    checkRows(
      [started, waits('w'), { kind: 'wait-timed-out', hashedId: '#w', skipped: false }],
      'w timed-out: wait 2-3 timed-out',
    ));
  test('sleeps until a user wakes it up', () =>
    checkRows(
      [started, sleeps('s'), { kind: 'sleep-ended', hashedId: '#s', skipped: true }],
      's completed: sleep 2-3 skipped',
    ));
  test('waits for another function', () =>
    checkRows(
      [
        started,
        { kind: 'invoke-started', step: step('i'), functionId: 'f', eventId: 'E', expiresAt: 9000 },
        done('i'),
      ],
      'i completed: invoke 2-3',
    ));
  test('makes an HTTP request', () =>
    checkRows(
      [started, { kind: 'fetch-started', step: step('f'), by: 'fetch', method: 'GET', url: 'http://a' }],
      'f planned: fetch 2-',
    ));
  test('of a rerun is a moment when its result is reused', () =>
    checkRows(
      [{ kind: 'step-taken-over', step: step('a'), result: { status: 'completed', output: 1 } }],
      'a completed: reused 1',
    ));
  test('is over when its run is', () =>
    checkRows(
      [started, sleeps('s'), planned('a'), { kind: 'run-cancelled', reason: 'by hand' }],
      's [0] cancelled: sleep 2-4 cancelled',
      'a [0] cancelled: queue 3-4 cancelled',
    ));
});

describe('steps in parallel', () => {
  test('are those that one answer planned', () =>
    checkRows(
      [started, request('r'), planned('a'), planned('b'), answered('r')],
      'a [0] planned: queue 3-',
      'b [0] planned: queue 4-',
    ));
  test('are not those that follow one another', () =>
    checkRows(
      [started, request('r'), done('a'), done('b', null, 'a'), done('c', null, 'b')],
      'a completed: attempt 2-3',
      'b completed: attempt 3-4',
      'c completed: attempt 4-5',
    ));
  test('overlap under one parent', () =>
    checkRows(
      [started, request('r'), done('a', 2000), done('b', 2500), done('c', 4000)],
      'a [0] completed: attempt 2-3',
      'b [0] completed: attempt 2.5-4',
      'c completed: attempt 4-5',
    ));
});

test('an error is told without its stack', () => {
  const { rows } = timelineOf(started, request('r'), attemptFailed('a', 9000));
  expect(rows[0]?.segments[0]?.error).toEqual({ name: 'Error', message: 'no answer' });
});

test('a row that an entry is not about stays the same value', () => {
  const fold = new TimelineFold(entriesOf(started, planned('a'), planned('b')));
  const before = fold.timeline as Timeline;
  fold.add({ ...entriesOf(request('r', 'b'))[1]!, seq: 10 });
  const after = fold.timeline as Timeline;
  expect(after.rows.map((row, index) => row === before.rows[index])).toEqual([true, false]);
});

const anyFact = fc.constantFrom<Told>(
  started,
  ...['a', 'b', 'c'].flatMap((name) => [
    planned(name),
    request(`of ${name}`, name, 1),
    answered(`of ${name}`),
    done(name),
    attemptFailed(name, 9000),
    failed(name),
    waits(name),
    sleeps(name),
    { kind: 'wait-matched', hashedId: `#${name}`, event: event('x') } as Told,
    { kind: 'wait-timed-out', hashedId: `#${name}`, skipped: false } as Told,
    { kind: 'sleep-ended', hashedId: `#${name}`, skipped: false } as Told,
  ]),
  request('r'),
  answered('r'),
  bodyFailed(9000),
);

test('whatever comes, the rows are the steps of the progress, in time order, and only the last segment is open', () => {
  const end = fc.constantFrom<Told[]>([], [{ kind: 'run-completed', output: 1 }]);
  fc.assert(
    fc.property(fc.array(anyFact, { maxLength: 40 }), end, (facts, last) => {
      const entries = entriesOf(...facts, ...last);
      const progress = entries.reduce<RunProgress | null>((run, entry) => applyEntry(run, entry), null);
      const { rows, run } = new TimelineFold(entries).timeline as Timeline;
      expect(rows.map(({ name, status, attempt }) => [name, status, attempt])).toEqual(
        progress?.steps.map((each) => [each.step.name, each.status, each.attempt]),
      );
      for (const segments of [run, ...rows.map((row) => row.segments)]) {
        expect(segments.slice(0, -1).every(({ to }) => to !== null)).toBe(true);
        expect(segments.every(({ from, to }) => to === null || from <= to)).toBe(true);
        expect(segments.every((one, at) => at === 0 || (segments[at - 1]?.to ?? 0) <= one.from)).toBe(true);
      }
      if (last.length > 0)
        expect(rows.flatMap((row) => row.segments).every(({ to }) => to !== null)).toBe(true);
    }),
    { numRuns: 400 },
  );
});
