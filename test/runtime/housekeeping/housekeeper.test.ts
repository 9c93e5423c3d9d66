import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JournalEntry, JournalFact } from '../../../runtime/src/contract/journal.ts';
import { Housekeeper } from '../../../runtime/src/housekeeping/housekeeper.ts';
import type { Retention } from '../../../runtime/src/housekeeping/retention.ts';
import { openSqliteJournal } from '../../../runtime/src/journal/open-journal.ts';
import type { SqliteJournal } from '../../../runtime/src/journal/sqlite-journal.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { event, queued, step } from '../../support/runtime/journal-entries.ts';
import { temporaryFolder } from '../../support/runtime/runtime-harness.ts';

const day = 86_400_000;
const today = Date.UTC(2026, 10, 22);

let folder: ReturnType<typeof temporaryFolder>;
let file: string;
let journal: SqliteJournal;
let clock: FakeClock;
beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder.path, 'journal.sqlite');
  journal = openSqliteJournal(file);
  clock = new FakeClock(today);
});
afterEach(() => {
  journal.close();
  folder.remove();
});

function append(daysAgo: number, ...facts: JournalFact[]): void {
  const entries = facts.map(
    (fact, index) =>
      ({ seq: journal.lastSeq + 1 + index, at: today - daysAgo * day, ...fact }) as JournalEntry,
  );
  journal.append(entries);
}

const received = (name: string): JournalFact => ({
  kind: 'event-received',
  event: event(name),
  source: 'api',
});
const scheduled = (name: string): JournalFact => ({ kind: 'event-scheduled', eventId: `I-${name}` });
const run = (runId: string, ...events: string[]): JournalFact =>
  ({ ...queued, runId, eventIds: events.map((name) => `I-${name}`) }) as JournalFact;
const ran = (runId: string, text = ''): JournalFact => ({
  kind: 'step-completed',
  runId,
  step: step('one'),
  output: text,
  attempt: 0,
  startedAt: null,
});
const completed = (runId: string): JournalFact => ({ kind: 'run-completed', runId, output: null });

/** A whole run with its event, which came and ended so many days ago. */
function pastRun(name: string, daysAgo: number, text = ''): void {
  append(
    daysAgo,
    received(name),
    run(`RUN-${name}`, name),
    scheduled(name),
    ran(`RUN-${name}`, text),
    completed(`RUN-${name}`),
  );
}

function keep(retention: Partial<Retention>): Housekeeper {
  return new Housekeeper({
    journal,
    clock,
    retention: { age: null, size: null, ...retention },
  });
}

/** Lets the housekeeper do one round in its own time. */
async function round(housekeeper: Housekeeper): Promise<void> {
  housekeeper.start();
  clock.advance(20_000);
  for (let piece = 0; piece < 400; piece++) {
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(25);
  }
  housekeeper.stop();
}

const events = () => journal.listEvents({ limit: 1_000 }).map(({ name }) => name);
const runs = () => journal.listRuns({ limit: 1_000 });

test('runs that ended long ago are removed with their events and entries; the others stay', async () => {
  pastRun('old', 40);
  pastRun('young', 20);
  await round(keep({ age: 30 * day }));
  expect(runs()).toEqual(['RUN-young']);
  expect(events()).toEqual(['young']);
  expect(journal.entriesOf('RUN-old')).toEqual([]);
  expect(journal.entriesOf('RUN-young')).toHaveLength(3);
});

test('the age of a run counts from its end', async () => {
  append(90, received('long'), run('RUN-long', 'long'), scheduled('long'));
  append(1, completed('RUN-long'));
  await round(keep({ age: 30 * day }));
  expect(runs()).toEqual(['RUN-long']);
});

test('what has not ended stays, however old: runs, their events, and events that are buffered or not scheduled', async () => {
  append(400, received('waits'), run('RUN-waits', 'waits'), scheduled('waits'), ran('RUN-waits'));
  append(
    400,
    received('held'),
    {
      kind: 'event-held',
      holdId: 'HOLD',
      functionId: 'f',
      by: 'batch',
      key: null,
      eventId: 'I-held',
      releaseAt: 1,
    },
    scheduled('held'),
  );
  append(400, received('fresh'));
  append(400, received('nobody'), scheduled('nobody'));
  await round(keep({ age: 30 * day }));
  expect(events()).toEqual(['fresh', 'held', 'waits']);
  expect(journal.unendedRuns()).toEqual(['RUN-waits']);
  expect(journal.entriesOf('RUN-waits')).toHaveLength(2);
  expect(journal.openBuffers()).toHaveLength(1);
});

test('an event that started two runs is removed with the second', async () => {
  append(40, received('one'), run('A', 'one'), run('B', 'one'), scheduled('one'), completed('A'));
  await round(keep({ age: 30 * day }));
  expect([runs(), events()]).toEqual([['B'], ['one']]);
  append(35, completed('B'));
  await round(keep({ age: 30 * day }));
  expect([runs(), events()]).toEqual([[], []]);
});

test('when the journal is too large, the runs that ended first are removed, and the file shrinks', async () => {
  for (let number = 0; number < 300; number++) pastRun(`n${number}`, 20 - number / 20, 'x'.repeat(8_000));
  const before = journal.pruning.usedBytes;
  await round(keep({ size: 1024 * 1024 }));
  expect(journal.pruning.usedBytes).toBeLessThanOrEqual(1024 * 1024);
  const left = runs();
  expect(left.length).toBeGreaterThan(30);
  expect(left).toEqual(Array.from({ length: left.length }, (_, index) => `RUN-n${299 - index}`));
  expect(before).toBeGreaterThan(2 * 1024 * 1024);
  expect(statSync(file).size).toBeLessThan(1.3 * 1024 * 1024);
});

test('entry numbers are never reused, even when everything is removed', async () => {
  pastRun('old', 40);
  const { lastSeq } = journal;
  await round(keep({ age: 30 * day }));
  journal.close();
  journal = openSqliteJournal(file);
  expect([runs(), journal.lastSeq]).toEqual([[], lastSeq]);
});

test('a run whose removal was interrupted is removed by the next process', async () => {
  pastRun('old', 40);
  append(40, ...Array.from({ length: 500 }, () => ran('RUN-old')));
  journal.pruning.step(today - 30 * day, 16);
  journal.pruning.step(today - 30 * day, 16);
  expect(runs()).toEqual([]);
  expect(journal.entriesOf('RUN-old').length).toBeGreaterThan(400);
  journal.close();
  journal = openSqliteJournal(file);
  await round(keep({ age: 30 * day }));
  expect(journal.entriesOf('RUN-old').length).toBeLessThanOrEqual(1);
});

test('a dry run counts what would be removed', () => {
  for (let number = 0; number < 20; number++) pastRun(`n${number}`, 40 - number, 'x'.repeat(8_000));
  const housekeeper = keep({});
  expect(housekeeper.estimate({ age: 30 * day, size: null }).runs).toBe(10);
  expect(housekeeper.estimate({ age: 365 * day, size: null }).runs).toBe(0);
  const bySize = housekeeper.estimate({ age: null, size: journal.pruning.usedBytes / 2 }).runs;
  expect(bySize).toBeGreaterThan(5);
  expect(bySize).toBeLessThanOrEqual(17);
});
