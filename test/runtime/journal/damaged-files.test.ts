/** A damaged journal: what is kept, what is told, and which runs go on. `damage.test.ts` damages real journals at random. */
import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JournalEntry, JournalFact } from '../../../runtime/src/contract/journal.ts';
import { migrate } from '../../../runtime/src/journal/migrations.ts';
import { openSqliteJournal } from '../../../runtime/src/journal/open-journal.ts';
import { SqliteJournal } from '../../../runtime/src/journal/sqlite-journal.ts';
import { event, queued, step } from '../../support/runtime/journal-entries.ts';
import { temporaryFolder } from '../../support/runtime/runtime-harness.ts';

let folder: ReturnType<typeof temporaryFolder>;
let file: string;
beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder.path, 'journal.sqlite');
});
afterEach(() => folder.remove());

const pageBytes = 4096;
const now = Date.UTC(2026, 10, 22, 20);
const aside = 'journal-damaged-2026-11-22T20-00-00-000Z.sqlite';

/** `A`, `B` … */
const names = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));

/** An event and its run, with a step whose result fills half a page. */
function runFacts(runId: string, ends = false): JournalFact[] {
  const started = event(`${runId}-event`);
  return [
    { kind: 'event-received', event: started, source: 'api' },
    { ...queued, runId, eventIds: [started.internalId] } as JournalFact,
    { kind: 'event-scheduled', eventId: started.internalId },
    {
      kind: 'step-completed',
      runId,
      step: step('read'),
      output: runId.repeat(2_000),
      attempt: 0,
      startedAt: 1,
    },
    ...(ends ? [{ kind: 'run-completed' as const, runId, output: null }] : []),
  ];
}

function numbered(facts: readonly JournalFact[]): JournalEntry[] {
  return facts.map((fact, index) => ({ seq: index + 1, at: now - 3_600_000 + index * 1_000, ...fact }));
}

/** Runs of which each other one has ended. */
function written(entries = numbered(names.flatMap((name, index) => runFacts(name, index % 2 === 1)))): void {
  const journal = openSqliteJournal(file);
  journal.append(entries);
  journal.close();
}

function change(change: (bytes: Buffer) => Buffer | undefined): void {
  const bytes = readFileSync(file);
  writeFileSync(file, change(bytes) ?? bytes);
}

/** Flips a bit of the text, also where SQLite has left it when it moved the row. */
function flip(text: string): void {
  change((bytes) => {
    let found = 0;
    for (let place = bytes.indexOf(text); place >= 0; place = bytes.indexOf(text, place + 1), found++)
      bytes[place + text.length - 1]! ^= 1;
    expect(found).toBeGreaterThan(0);
    return undefined;
  });
}

interface Opened {
  journal: SqliteJournal;
  notices: string[];
}

function opened(): Opened {
  const notices: string[] = [];
  const journal = openSqliteJournal(file, {
    now: () => now,
    onNotice: (text) => notices.push(text.replaceAll(folder.path, '')),
  });
  return { journal, notices };
}

/** Opens it, closes it, and opens it once more, as if nothing had been. */
function checkRepaired(notice: RegExp | string): SqliteJournal {
  const damaged = readFileSync(file);
  const { journal, notices } = opened();
  expect(notices).toEqual([expect.stringMatching(notice)]);
  expect(readFileSync(join(folder.path, aside)).equals(damaged)).toBe(true);
  const entries = journal.read(0, 1_000);
  journal.close();
  const again = opened();
  expect(again.notices).toEqual([]);
  expect(again.journal.read(0, 1_000)).toEqual(entries);
  return again.journal;
}

const kindsOf = (journal: SqliteJournal, subject: string) =>
  journal.entriesOf(subject).map(({ kind }) => kind);

describe('a bit that flipped in a result', () => {
  test('is noticed, and the run that goes on without the result is cancelled', () => {
    written();
    flip('CCCCC"');
    const journal = checkRepaired(
      /^The journal journal.sqlite was damaged \(entry \d+ does not match its checksum\)\. 116 entries were kept\. 1 entry is lost, recorded from 2026-11-22T19:00:11.000Z to 2026-11-22T19:00:13.000Z\. 1 active run was cancelled, since results may be missing: C\. The damaged file is kept beside it as journal-damaged-[-\dTZ]+\.sqlite\.$/,
    );
    expect(journal.entriesOf('C').at(-1)).toMatchObject({
      kind: 'run-cancelled',
      reason: 'the journal was damaged, and entries of this run are lost',
    });
    expect(journal.unendedRuns()).toEqual(names.filter((name, index) => index % 2 === 0 && name !== 'C'));
    journal.close();
  });

  test('makes an ended run incomplete', () => {
    written();
    flip('DDDDD"');
    const journal = checkRepaired(/ 1 entry is lost, .*\. 1 ended run is incomplete: D\./);
    expect(kindsOf(journal, 'D')).toEqual(['run-queued', 'run-completed']);
    expect(journal.unendedRuns()).toHaveLength(13);
    journal.close();
  });

  test('of a file from before there were checksums is noticed when it breaks the text', () => {
    const old = new DatabaseSync(file);
    old.exec('pragma journal_mode = wal');
    migrate(old, () => {}, 3);
    const insert = old.prepare('insert into journal (seq, at, kind, subject, body) values (?, ?, ?, ?, ?)');
    insert.run(1, 1_000, 'run-queued', 'A', JSON.stringify({ ...queued, runId: 'A' }));
    insert.run(2, 2_000, 'run-completed', 'A', '{"runId":"A","output":7!');
    old.exec(`insert into run (run_id, queued_seq, function_id) values ('A', 1, 'app-import')`);
    old.close();
    const before = readFileSync(file);
    const { journal, notices } = opened();
    expect(notices).toEqual([
      expect.stringMatching(/ was damaged \(entry 2 is damaged\)\. 1 entry was kept\. 1 entry is lost, /),
    ]);
    expect(readFileSync(`${file}.format-3`).equals(before)).toBe(true);
    expect(kindsOf(journal, 'A')).toEqual(['run-queued', 'run-cancelled']);
    journal.close();
  });
});

test('a run without its first entry is dropped and named', () => {
  written();
  flip('"eventIds":["I-E-event"');
  const journal = checkRepaired(/ 1 run was dropped, since its first entry is lost: E\./);
  expect(journal.entriesOf('E')).toEqual([]);
  expect(journal.event('I-E-event')).not.toBe(null);
  expect(journal.unscheduledEvents()).toEqual([]);
  journal.close();
});

test('everything is kept when all pages of the schema are destroyed', () => {
  written();
  change((bytes) => {
    for (let page = 0; page < bytes.length; page += pageBytes) {
      const isOfSchema = page === 0 || bytes.subarray(page, page + pageBytes).includes('CREATE ');
      if (isOfSchema) bytes.fill(0xa5, page, page + pageBytes);
    }
    return undefined;
  });
  const journal = checkRepaired(/ 117 entries were kept\. Nothing was lost\. The damaged file/);
  expect(journal.unendedRuns()).toHaveLength(13);
  expect(journal.listEvents({ limit: 100 })).toHaveLength(26);
  journal.close();
});

test('of a file that ends early, what is left is kept, and no run goes on that may lack something', () => {
  written();
  change((bytes) => bytes.subarray(0, bytes.length * 0.6));
  const journal = checkRepaired(
    / At least \d+ entries are lost, recorded since .*\. \d+ active runs were cancelled, /,
  );
  expect(journal.listRuns({ limit: 100 }).length).toBeGreaterThan(5);
  expect(journal.unendedRuns()).toEqual([]);
  journal.close();
});

test('a file that is none of ours leaves an empty history', () => {
  writeFileSync(file, 'Dear diary, '.repeat(1_000));
  checkRepaired(/Nothing in it could be read; the history is empty\./).close();
});

test('a file that was emptied is told', () => {
  writeFileSync(file, '');
  const { journal, notices } = opened();
  expect(notices).toEqual(['The journal /journal.sqlite was empty. Runs that were stored in it are lost.']);
  journal.close();
});

test('a number of the format that no version has is damage, and not a newer version', () => {
  written();
  change((bytes) => {
    bytes[62] = 0x40;
    return undefined;
  });
  checkRepaired(/was damaged \(its format is unknown\)\. 117 entries were kept\. Nothing was lost\./).close();
});

describe('what depends on what is lost', () => {
  const invoke = (hashedId: string, eventId: string) => ({
    kind: 'invoke-started' as const,
    step: { ...step('call', 'InvokeFunction'), hashedId },
    functionId: 'app-import',
    eventId,
    expiresAt: now + 3_600_000,
  });

  test('a run that waits for a cancelled one is cancelled, too', () => {
    written(
      numbered([
        ...runFacts('A'),
        { ...invoke('call', 'I-B-event'), runId: 'A' },
        ...runFacts('B'),
        ...runFacts('C'),
      ]),
    );
    flip('BBBBB"');
    const journal = checkRepaired(/2 active runs were cancelled, since results may be missing: B, A\./);
    expect(journal.entriesOf('A').at(-1)).toMatchObject({
      reason: expect.stringContaining('a run that it invoked was cancelled'),
    });
    expect(journal.unendedRuns()).toEqual(['C']);
    journal.close();
  });

  test('a run whose event is lost cannot go on, and events that are collected start nothing', () => {
    const held = {
      kind: 'event-held' as const,
      holdId: 'H',
      functionId: 'app-import',
      by: 'batch' as const,
      key: null,
      releaseAt: now,
    };
    written(
      numbered([
        ...runFacts('A'),
        { ...held, eventId: 'I-A-event' },
        { ...held, eventId: 'I-gone', key: 'long'.repeat(1_000) },
        ...runFacts('B'),
      ]),
    );
    flip('longlong"');
    flip('"name":"A-event');
    const journal = checkRepaired(
      /2 entries are lost, .* 1 active run was cancelled, since results may be missing: A\./,
    );
    expect(journal.entriesOf('A').at(-1)).toMatchObject({
      reason: expect.stringContaining('the event of this run is lost'),
    });
    expect(journal.openBuffers()).toEqual([]);
    expect(kindsOf(journal, 'H')).toEqual(['event-held', 'hold-released']);
    journal.close();
  });

  test('time does not go back when the entry that put the clock forward is lost', () => {
    const ahead = now + 86_400_000;
    const entries = numbered([{ kind: 'clock-set', offset: 86_400_000, pausedAt: null }, ...runFacts('A')]);
    written(entries.map((entry) => (entry.seq > 1 ? { ...entry, at: ahead } : entry)));
    flip('"offset":86400000');
    const journal = checkRepaired(/1 entry is lost, recorded before /);
    expect(journal.clockSetting()).toEqual({ offset: 86_400_000, pausedAt: null });
    journal.close();
  });
});

test('deleted runs are not missed, and do not come back', () => {
  written();
  const first = openSqliteJournal(file);
  // Half of what is old: the run's entries are being deleted.
  for (let round = 0; round < 3; round++) first.pruning.step(now - 3_600_000 + 60_000, 8);
  const left = first.listRuns({ limit: 100 });
  first.close();
  expect(left.length).toBeLessThan(26);
  flip('YYYYY"');
  const journal = checkRepaired(
    / 1 entry is lost\b.*\. 1 active run was cancelled, since results may be missing: Y\./,
  );
  expect(journal.listRuns({ limit: 100 })).toEqual(left);
  journal.close();
});

test('a process that ended before the repaired file was in its place loses nothing', () => {
  written();
  const entries = readFileSync(file);
  renameSync(file, `${file}-rebuilt`);
  writeFileSync(file, 'damaged');
  writeFileSync(`${file}-wal`, 'of the damaged file');
  const { journal, notices } = opened();
  expect(notices).toEqual([]);
  expect(journal.listRuns({ limit: 100 })).toHaveLength(26);
  journal.close();
  expect(readFileSync(join(folder.path, aside), 'utf8')).toBe('damaged');
  expect(readdirSync(folder.path).toSorted()).toEqual([aside, `${aside}-wal`, basename(file)]);
  expect(entries.length).toBe(statSync(file).size);
});

test('what turns out to be damaged while a runtime uses it is left out, told once, and repaired at the next start', () => {
  const notices: string[] = [];
  const database = new DatabaseSync(file);
  database.exec('pragma journal_mode = wal');
  migrate(database, () => {});
  const journal = new SqliteJournal(database, file, (text) => notices.push(text.replaceAll(folder.path, '')));
  const entries = numbered([...runFacts('A'), ...runFacts('B', true), ...runFacts('C')]);
  journal.append(entries);
  database.exec(`update journal set body = replace(body, 'BBB', 'BBC') where kind = 'step-completed'`);
  database.exec(`update journal set at = 9007199254740993 where kind = 'run-completed'`);
  expect(journal.read(0, 5).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  expect(journal.read(5, 100).map(({ seq }) => seq)).toEqual([6, 7, 10, 11, 12, 13]);
  expect(kindsOf(journal, 'B')).toEqual(['run-queued']);
  expect(notices).toEqual([
    'The journal /journal.sqlite is damaged. A part of it cannot be read and is left out. Restart the runtime to repair the journal.',
  ]);
  journal.close();
  expect(existsSync(`${file}-check`)).toBe(true);
  const next = checkRepaired(/ 2 entries are lost, .*: B\./);
  expect(existsSync(`${file}-check`)).toBe(false);
  next.close();
});
