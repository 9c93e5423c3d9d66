import { describe, expect, test } from 'vitest';
import { applyEntry } from '../../../runtime/src/contract/apply-entry.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { entriesOf, event, failure, step, type Told } from '../../support/runtime/journal-entries.ts';

function foldOf(...facts: Told[]): RunProgress {
  let progress: RunProgress | null = null;
  for (const entry of entriesOf(...facts)) progress = applyEntry(progress, entry);
  return progress as RunProgress;
}

/** One line: the run's status, then `name:status` of each step. */
function checkProgress(facts: Told[], expected: string): void {
  const run = foldOf(...facts);
  expect([run.status, ...run.steps.map((each) => `${each.step.name}:${each.status}`)].join(' ')).toBe(
    expected,
  );
}

const started: Told = { kind: 'run-started' };
const request = (requestId: string, target: string | null = null, attempt = 0): Told => ({
  kind: 'request-started',
  requestId,
  target,
  attempt,
  itemId: `item of ${requestId}`,
});
const answered = (requestId: string): Told => ({ kind: 'request-ended', requestId, status: 206 });
const done = (name: string): Told => ({
  kind: 'step-completed',
  step: step(name),
  output: name,
  attempt: 0,
  startedAt: null,
});
const failed = (name: string, retryAt: number): Told => ({
  kind: 'step-attempt-failed',
  step: step(name),
  error: failure,
  attempt: 0,
  retryAt,
  startedAt: null,
});
const waits = (name: string): Told => ({
  kind: 'wait-started',
  step: step(name, 'WaitForEvent'),
  event: 'list.reviewed',
  if: 'event.data.id == async.data.id',
  expiresAt: 90_000,
});
const sleeps = (name: string): Told => ({ kind: 'sleep-started', step: step(name, 'Sleep'), until: 90_000 });

describe('status of a run', () => {
  test('is queued until its first request', () => checkProgress([], 'queued'));
  test('is running while the app works', () => checkProgress([started, request('r')], 'running'));
  test('is running between two requests', () =>
    checkProgress([started, request('r'), done('a'), answered('r')], 'running a:completed'));
  test('is waiting when only an event can continue it', () =>
    checkProgress([started, request('r'), waits('w'), answered('r')], 'waiting w:waiting'));
  test('is sleeping when only a timer can continue it', () =>
    checkProgress([started, request('r'), sleeps('s'), answered('r')], 'sleeping s:sleeping'));
  test('is waiting when it waits and sleeps', () =>
    checkProgress(
      [started, request('r'), sleeps('s'), waits('w'), answered('r')],
      'waiting s:sleeping w:waiting',
    ));
  test('is running while a branch is planned', () =>
    checkProgress(
      [started, request('r'), waits('w'), { kind: 'step-planned', step: step('p') }, answered('r')],
      'running w:waiting p:planned',
    ));
  test('is running until a retry is due', () =>
    checkProgress([started, request('r'), failed('a', 9_000), answered('r')], 'running a:retrying'));
  test('cancels what had not ended', () =>
    checkProgress(
      [started, request('r'), waits('w'), answered('r'), { kind: 'run-cancelled', reason: 'asked' }],
      'cancelled w:cancelled',
    ));
});

describe('steps', () => {
  test('a planned step runs while its own request is open, and is planned again when that is lost', () => {
    const planned: Told = { kind: 'step-planned', step: step('p') };
    checkProgress([started, planned, request('r', '#p')], 'running p:running');
    checkProgress([started, planned, request('r', '#p'), answered('r')], 'running p:planned');
  });

  test('a step that failed inside a discovery runs again with the discovery that follows its delay', () => {
    const first = [started, request('r'), failed('a', 5_000), answered('r')];
    checkProgress([...first, request('r2', null, 1)], 'running a:running');
    expect(foldOf(...first, request('r2', null, 1)).steps[0]).toMatchObject({ attempt: 1, retryAt: null });
  });

  test('keeps each failed attempt', () => {
    const run = foldOf(
      started,
      request('r'),
      failed('a', 5_000),
      answered('r'),
      request('r2', null, 1),
      done('a'),
    );
    expect(run.steps[0]).toMatchObject({
      status: 'completed',
      output: 'a',
      failures: [{ attempt: 0, error: failure }],
    });
  });

  test('a matched wait returns the event to the code, without fields that only the runtime knows', () => {
    const run = foldOf(started, waits('w'), {
      kind: 'wait-matched',
      hashedId: '#w',
      event: event('list.reviewed', { id: 1 }),
    });
    expect(run.steps[0]?.output).toEqual({
      id: 'I-list.reviewed',
      name: 'list.reviewed',
      data: { id: 1 },
      user: {},
      ts: 5,
    });
    expect(run.steps[0]?.wait?.matched?.internalId).toBe('I-list.reviewed');
  });

  test('a wait keeps the last 20 near misses', () => {
    const miss = (n: number): Told => ({
      kind: 'wait-not-matched',
      hashedId: '#w',
      eventId: `E${n}`,
      clauses: [],
    });
    const run = foldOf(started, waits('w'), ...Array.from({ length: 25 }, (_, n) => miss(n)));
    expect(run.steps[0]?.wait?.nearMisses.map((each) => each.eventId)).toEqual(
      Array.from({ length: 20 }, (_, n) => `E${n + 5}`),
    );
  });
});

test('entries of other runs and events leave the value as it is', () => {
  const run = foldOf(started);
  expect(applyEntry(run, { seq: 9, at: 9, kind: 'run-started', runId: 'other' })).toBe(run);
  expect(applyEntry(run, { seq: 9, at: 9, kind: 'event-received', event: event('x'), source: 'api' })).toBe(
    run,
  );
  expect(applyEntry(null, { seq: 9, at: 9, kind: 'run-started', runId: 'RUN1' })).toBe(null);
});

test('folding never changes an earlier value', () => {
  const before = foldOf(started, request('r'), waits('w'));
  const copy = structuredClone(before);
  applyEntry(before, { seq: 9, at: 9, kind: 'wait-timed-out', runId: 'RUN1', hashedId: '#w', skipped: true });
  expect(before).toEqual(copy);
});
