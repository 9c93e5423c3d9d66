/** Runs of a data folder that no runtime owns. Nothing is started, and nothing is written but the lock. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { applyEntry } from '../contract/apply-entry.ts';
import type { RunProgress } from '../contract/progress.ts';
import { defaultDataFolder, takeDataFolder } from '../data-folder.ts';
import type { Surroundings } from './command-io.ts';

/** Newest first; empty when there never was a runtime here. */
export async function readHistory(
  { cwd, env }: Surroundings,
  data: string | undefined,
  limit: number,
): Promise<RunProgress[]> {
  const path = data === undefined ? defaultDataFolder(cwd, env) : resolve(cwd, data);
  if (!existsSync(join(path, 'journal.sqlite'))) return [];
  const { openSqliteJournal } = await import('../journal/sqlite-journal.ts');
  const folder = takeDataFolder(path);
  try {
    const journal = openSqliteJournal(folder.journalFile);
    const runs = journal.listRuns({ limit }).map((runId) => {
      let progress: RunProgress | null = null;
      for (const entry of journal.entriesOf(runId)) progress = applyEntry(progress, entry);
      return progress;
    });
    journal.close();
    return runs.filter((run) => run !== null);
  } finally {
    folder.release();
  }
}
