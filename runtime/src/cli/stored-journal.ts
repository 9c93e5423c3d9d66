/** Reads the journals of data folders that no runtime owns, without starting one. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { JournalEntry } from '../contract/journal.ts';
import type { RunFilter } from '../contract/run-filter.ts';
import { defaultDataFolder, FolderTakenError, takeDataFolder } from '../data-folder.ts';
import type { SqliteJournal } from '../journal/sqlite-journal.ts';
import { runMatcher } from '../search/run-matcher.ts';
import { type RunPage, searchRuns } from '../search/search-runs.ts';
import { oneLine } from '../text/printable.ts';
import type { CommandContext } from './command-io.ts';

export function dataFolderOf({ cwd, env }: CommandContext, data: string | undefined): string {
  return data === undefined ? defaultDataFolder(cwd, env) : resolve(cwd, data);
}

/** Newest first; empty when the data folder has no journal. */
export async function readHistory(
  io: CommandContext,
  data: string | undefined,
  filter: RunFilter,
  page: { limit: number; before?: string },
): Promise<RunPage> {
  const found = await withJournal(dataFolderOf(io, data), io, (journal) =>
    searchRuns(journal, runMatcher(filter, Date.now()), { ...page, signal: io.signal }),
  );
  return found ?? { runs: [], next: null };
}

/** One run's entries, once the runtime that wrote them has exited. */
export async function readEntries(
  dataFolder: string,
  runId: string,
  io: Pick<CommandContext, 'error'>,
): Promise<JournalEntry[]> {
  for (let attempt = 0; ; attempt++) {
    try {
      return (await withJournal(dataFolder, io, (journal) => journal.entriesOf(runId))) ?? [];
    } catch (error) {
      // A runtime releases the folder last.
      if (!(error instanceof FolderTakenError) || attempt > 50) throw error;
      await pause(100);
    }
  }
}

/** Null when the data folder has no journal. */
export async function withJournal<T>(
  path: string,
  io: Pick<CommandContext, 'error'>,
  act: (journal: SqliteJournal) => T | Promise<T>,
): Promise<T | null> {
  if (!existsSync(join(path, 'journal.sqlite'))) return null;
  const { openSqliteJournal } = await import('../journal/open-journal.ts');
  const folder = takeDataFolder(path);
  try {
    const journal = openSqliteJournal(folder.journalFile, {
      afterCrash: folder.afterCrash,
      onNotice: (text) => io.error(`${oneLine(text)}\n`),
    });
    try {
      return await act(journal);
    } finally {
      journal.close();
    }
  } finally {
    folder.release();
  }
}
