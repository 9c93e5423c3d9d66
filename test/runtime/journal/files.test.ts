/** What becomes of files that are newer, older, or cannot be written. For damaged ones see `damaged-files.test.ts`. */
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../../runtime/src/contract/journal.ts';
import { takeDataFolder } from '../../../runtime/src/data-folder.ts';
import { applicationId, migrate, schemaVersion } from '../../../runtime/src/journal/migrations.ts';
import { openSqliteJournal } from '../../../runtime/src/journal/open-journal.ts';
import { SqliteJournal } from '../../../runtime/src/journal/sqlite-journal.ts';
import { queued, step } from '../../support/runtime/journal-entries.ts';
import { temporaryFolder } from '../../support/runtime/runtime-harness.ts';

let folder: ReturnType<typeof temporaryFolder>;
let file: string;
beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder.path, 'journal.sqlite');
});
afterEach(() => folder.remove());

const run = (number: number) => `RUN${String(number).padStart(4, '0')}`;

/** So many runs, of which each fourth has not ended. */
function entriesOf(runs: number): JournalEntry[] {
  const text = 'x'.repeat(500);
  return Array.from({ length: runs }, (_, index) => {
    const runId = run(index);
    const facts = [
      { ...queued, runId },
      { kind: 'step-completed', runId, step: step('one'), output: text, attempt: 0, startedAt: 1 },
      ...(index % 4 === 0 ? [] : [{ kind: 'run-completed', runId, output: index }]),
    ];
    return facts;
  })
    .flat()
    .map((fact, index) => ({ seq: index + 1, at: index, ...fact }) as JournalEntry);
}

function written(runs: number): void {
  const journal = openSqliteJournal(file);
  journal.append(entriesOf(runs));
  journal.close();
}

test('a file of a newer version is not touched', () => {
  written(1);
  const database = new DatabaseSync(file);
  const version = schemaVersion + 1;
  database.exec(`pragma user_version = ${version}; pragma application_id = ${applicationId(version)}`);
  database.close();
  const before = readFileSync(file);
  expect(() => openSqliteJournal(file)).toThrow(/newer Steplight .*Update Steplight/);
  expect(readFileSync(file).equals(before)).toBe(true);
  expect(readdirSync(folder.path)).toEqual([basename(file)]);
});

test('a file of an earlier version is upgraded, and a backup stays', () => {
  const old = new DatabaseSync(file);
  old.exec('pragma journal_mode = wal');
  migrate(old, () => {}, 2);
  old.exec(`
    insert into journal values (1, 1000, 'run-queued', 'A', '${JSON.stringify({ ...queued, kind: undefined, runId: 'A' })}');
    insert into journal values (2, 7000, 'run-completed', 'A', '{"runId":"A","output":7}');
    insert into run values ('A', 1, 'app-import', 'completed')`);
  old.close();
  const before = readFileSync(file);
  const journal = openSqliteJournal(file);
  expect(journal.listRuns({ limit: 5 })).toEqual(['A']);
  expect(journal.entriesOf('A').map(({ kind }) => kind)).toEqual(['run-queued', 'run-completed']);
  expect(journal.pruning.endOfOldest(1)).toBe(7_000);
  journal.close();
  expect(readFileSync(`${file}.format-2`).equals(before)).toBe(true);
});

test('only the user can read the files', () => {
  const parent = join(folder.path, 'data');
  const data = takeDataFolder(parent);
  writeFileSync(data.journalFile, '', { mode: 0o644 });
  chmodSync(data.journalFile, 0o644);
  const journal = openSqliteJournal(data.journalFile);
  journal.append(entriesOf(1));
  const modes = readdirSync(parent).map((name) => [
    name,
    (statSync(join(parent, name)).mode & 0o777).toString(8),
  ]);
  expect(Object.fromEntries(modes)).toMatchObject({
    'journal.sqlite': '600',
    'journal.sqlite-wal': '600',
    lock: '600',
  });
  expect((statSync(parent).mode & 0o777).toString(8)).toBe('700');
  journal.close();
  data.release();
});

describe('when nothing can be written', () => {
  /** A disk with room for so many pages. */
  function smallDisk(pages: number): SqliteJournal {
    const database = new DatabaseSync(file);
    database.exec(`pragma journal_mode = wal; pragma max_page_count = ${pages}`);
    migrate(database, () => {});
    return new SqliteJournal(database, file);
  }

  test('a full disk stores all of a transaction or nothing, and the error says what to do', () => {
    const journal = smallDisk(40);
    const entries = entriesOf(200);
    journal.append(entries.slice(0, 9));
    expect(() => journal.append(entries.slice(9))).toThrow(/^The disk is full: .* Free up space/);
    expect(journal.read(0, 1_000)).toEqual(entries.slice(0, 9));
    expect(journal.lastSeq).toBe(9);
    expect(journal.listRuns({ limit: 100 })).toHaveLength(4);
    journal.close();
  });

  test('a file in place of the folder is named', () => {
    const path = join(folder.path, 'taken');
    writeFileSync(path, '');
    expect(() => takeDataFolder(path)).toThrow(/is a file|has a file in its path/);
    expect(() => takeDataFolder(join(path, 'deeper'))).toThrow(
      /The data folder .* has a file in its path instead of a folder/,
    );
  });

  test('a path that leads nowhere, or is too long, is named', () => {
    const link = join(folder.path, 'link');
    symlinkSync(join(folder.path, 'nowhere', 'at-all'), link);
    expect(() => takeDataFolder(join(link, 'deeper'))).toThrow(
      /The data folder .* is behind a link that leads nowhere/,
    );
    const loop = join(folder.path, 'loop');
    symlinkSync(loop, loop);
    expect(() => takeDataFolder(join(loop, 'deeper'))).toThrow(/The data folder .* is behind a link/);
    expect(() => takeDataFolder(join(folder.path, 'x'.repeat(5_000)))).toThrow(/has too long a path/);
  });

  test.skipIf(process.getuid?.() === 0)('a folder that may not be written is named', () => {
    const path = join(folder.path, 'read-only');
    mkdirSync(path, { mode: 0o500 });
    expect(() => takeDataFolder(path)).toThrow(/cannot be written: it belongs to somebody else/);
  });
});

describe('the lock', () => {
  const lockOf = (pid: number, at?: Date) => {
    mkdirSync(folder.path, { recursive: true });
    const lock = join(folder.path, 'lock');
    writeFileSync(lock, String(pid));
    if (at) utimesSync(lock, at, at);
  };

  test('of a living process keeps others away', () => {
    lockOf(process.ppid);
    expect(() => takeDataFolder(folder.path)).toThrow(/is in use by process \d+. Stop that runtime/);
  });

  test('of a dead process is taken over', () => {
    lockOf(2 ** 22 + 1);
    const data = takeDataFolder(folder.path);
    expect(data.afterCrash).toBe(true);
    data.release();
  });

  test('from before the last boot is ignored, whichever process has that ID now', () => {
    lockOf(process.ppid, new Date(2001, 0, 1));
    takeDataFolder(folder.path).release();
  });

  test('also covers the database: two processes never write the same file', () => {
    const journal = openSqliteJournal(file);
    journal.append(entriesOf(1));
    expect(() => openSqliteJournal(file)).toThrow(/is in use by another process. Stop that runtime/);
    journal.close();
  });
});
