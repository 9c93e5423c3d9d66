import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MemoryJournal } from '../../../runtime/src/journal/memory-journal.ts';
import { schemaVersion } from '../../../runtime/src/journal/migrations.ts';
import { openSqliteJournal } from '../../../runtime/src/journal/sqlite-journal.ts';
import { journalSuite } from '../../support/journal-suite.ts';
import { temporaryFolder } from '../../support/runtime-harness.ts';

describe('in memory', () => journalSuite({ open: () => new MemoryJournal(), reopen: null }));

describe('in a SQLite file', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let files = 0;
  beforeAll(() => {
    folder = temporaryFolder();
  });
  afterAll(() => folder.remove());
  const newFile = () => join(folder.path, `journal-${++files}.sqlite`);

  let path = '';
  journalSuite({
    open: () => {
      path = newFile();
      return openSqliteJournal(path);
    },
    reopen: (journal) => {
      journal.close();
      return openSqliteJournal(path);
    },
  });

  test('a damaged file is named, and what to do', () => {
    const file = newFile();
    openSqliteJournal(file).close();
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0x41, 0, 2000));
    expect(() => openSqliteJournal(file)).toThrow(
      new RegExp(`journal ${file} cannot be read .*Move that file away`),
    );
  });

  test('a file of a newer version is not touched', () => {
    const file = newFile();
    openSqliteJournal(file).close();
    const database = new DatabaseSync(file);
    database.exec(`pragma user_version = ${schemaVersion + 1}`);
    database.close();
    expect(() => openSqliteJournal(file)).toThrow(/newer Steplight .*Update Steplight/);
  });
});
