import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { MemoryJournal } from '../../../runtime/src/journal/memory-journal.ts';
import { openSqliteJournal } from '../../../runtime/src/journal/open-journal.ts';
import { specifyJournal } from '../../support/runtime/journal-suite.ts';
import { temporaryFolder } from '../../support/runtime/runtime-harness.ts';

describe('in memory', () => specifyJournal({ open: () => new MemoryJournal(), reopen: null }));

describe('in a SQLite file', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let files = 0;
  beforeAll(() => {
    folder = temporaryFolder();
  });
  afterAll(() => folder.remove());
  const newFile = () => join(folder.path, `journal-${++files}.sqlite`);

  let path = '';
  specifyJournal({
    open: () => {
      path = newFile();
      return openSqliteJournal(path);
    },
    reopen: (journal) => {
      journal.close();
      return openSqliteJournal(path);
    },
  });
});
