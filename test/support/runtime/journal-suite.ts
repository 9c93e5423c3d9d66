/** What every journal does, whatever it stores in. */
import { beforeEach, expect, test } from 'vitest';
import type { JournalEntry } from '../../../runtime/src/contract/journal.ts';
import type { Journal } from '../../../runtime/src/journal/journal.ts';
import { event, failure, step } from './journal-entries.ts';

export interface JournalSource {
  open(): Journal;
  /** Opens the same again; null when it keeps nothing. */
  reopen: ((journal: Journal) => Journal) | null;
}

const queued = (seq: number, runId: string, functionId = 'app-import', more = {}): JournalEntry => ({
  seq,
  at: seq * 1000,
  kind: 'run-queued',
  runId,
  functionId,
  functionName: functionId,
  appId: 'app',
  sdk: null,
  eventIds: [`E${runId}`],
  eventName: 'list.uploaded',
  maxAttempts: 5,
  ...more,
});
const entry = (seq: number, runId: string, fact: object) =>
  ({ seq, at: seq * 1000, runId, ...fact }) as JournalEntry;

export function specifyJournal({ open, reopen }: JournalSource): void {
  let journal: Journal;
  beforeEach(() => {
    journal = open();
  });

  test('gives back what was appended, in order, in pages', () => {
    const entries = [
      queued(1, 'A'),
      entry(3, 'A', {
        kind: 'step-completed',
        step: step('one'),
        output: { deep: ['ü', null, 1.5] },
        attempt: 0,
        startedAt: 7,
      }),
      entry(4, 'A', { kind: 'run-failed', error: failure }),
    ];
    journal.append(entries);
    expect(journal.lastSeq).toBe(4);
    expect(journal.read(0, 10)).toEqual(entries);
    expect(journal.read(1, 1)).toEqual([entries[1]]);
    expect(journal.read(4, 10)).toEqual([]);
    expect(journal.entriesOf('A')).toEqual(entries);
    expect(journal.entriesOf('B')).toEqual([]);
  });

  test('appends all entries or none', () => {
    journal.append([queued(1, 'A')]);
    const broken = { ...queued(3, 'C'), output: 1n } as unknown as JournalEntry;
    if (reopen) expect(() => journal.append([queued(2, 'B'), broken])).toThrow();
    else return;
    expect(journal.listRuns({ limit: 10 })).toEqual(['A']);
    journal.append([queued(2, 'B')]);
    expect(journal.listRuns({ limit: 10 })).toEqual(['B', 'A']);
  });

  test('knows which runs have not ended', () => {
    journal.append([queued(1, 'A'), queued(2, 'B'), queued(3, 'C'), queued(4, 'D')]);
    journal.append([
      entry(5, 'A', { kind: 'run-completed', output: 1 }),
      entry(6, 'C', { kind: 'run-cancelled', reason: '' }),
    ]);
    expect(journal.unendedRuns()).toEqual(['B', 'D']);
    expect(journal.listRuns({ ended: ['unended'], limit: 10 })).toEqual(['D', 'B']);
    expect(journal.listRuns({ ended: ['completed'], limit: 10 })).toEqual(['A']);
    expect(journal.listRuns({ ended: ['completed', 'cancelled'], limit: 10 })).toEqual(['C', 'A']);
  });

  test('lists runs newest first, by function, and from a run on', () => {
    journal.append([queued(1, 'A'), queued(2, 'B', 'app-other'), queued(3, 'C'), queued(4, 'D')]);
    expect(journal.listRuns({ limit: 2 })).toEqual(['D', 'C']);
    expect(journal.listRuns({ limit: 2, before: 'C' })).toEqual(['B', 'A']);
    expect(journal.listRuns({ limit: 5, functionId: 'app-other' })).toEqual(['B']);
    expect(journal.listRuns({ limit: 5, before: 'A' })).toEqual([]);
    expect(journal.listRuns({ limit: 5, before: 'nothing' })).toEqual([]);
    expect(journal.queuedEntry('B')).toEqual(queued(2, 'B', 'app-other'));
    expect(journal.queuedEntry('nothing')).toBeNull();
  });

  test('knows events, their runs, and those whose runs are not queued yet', () => {
    const [one, two] = [event('one'), event('two')];
    journal.append([
      { seq: 1, at: 1, kind: 'event-received', event: one, source: 'api' },
      { seq: 2, at: 2, kind: 'event-received', event: two, source: 'api' },
      queued(3, 'A', 'app-import', { eventIds: [one.internalId] }),
      { seq: 4, at: 4, kind: 'event-scheduled', eventId: one.internalId },
    ]);
    expect(journal.event(one.internalId)).toEqual(one);
    expect(journal.event('nothing')).toBe(null);
    expect(journal.runsOfEvent(one.internalId)).toEqual(['A']);
    expect(journal.unscheduledEvents()).toEqual([two]);
    expect(journal.listEvents({ limit: 5 }).map((each) => each.name)).toEqual(['two', 'one']);
    expect(journal.listEvents({ limit: 5, name: 'one' })).toEqual([one]);
  });

  test('remembers idempotency keys by time', () => {
    journal.append([
      queued(1, 'A', 'f', { idempotencyKey: 'x' }),
      queued(5, 'B', 'f', { idempotencyKey: 'y' }),
    ]);
    expect(journal.idempotencyKeys(2_000)).toEqual([{ key: 'f\ny', timestamp: 5_000 }]);
    expect(journal.idempotencyKeys(0)).toHaveLength(2);
  });

  test.runIf(reopen)('is the same after it was closed and opened again', () => {
    const entries = [queued(1, 'A'), entry(2, 'A', { kind: 'run-started' })];
    journal.append(entries);
    const again = reopen!(journal);
    expect(again.lastSeq).toBe(2);
    expect(again.read(0, 10)).toEqual(entries);
    expect(again.unendedRuns()).toEqual(['A']);
  });
}
