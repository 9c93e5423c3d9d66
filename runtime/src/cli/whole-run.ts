/** A run with all that is known of it: of the runtime, of a journal that no runtime owns, or imported from a file. */
import type { JournalEntry } from '../contract/journal.ts';
import type { RunProgress } from '../contract/progress.ts';
import type { EventRecord } from '../contract/run.ts';
import type { RunFilter } from '../contract/run-filter.ts';
import { type ExportedRun, isImportedId, originalId } from '../history/exported-run.ts';
import { RunHistory } from '../history/run-history.ts';
import { type ImportedRun, ImportedRuns } from '../imported/imported-runs.ts';
import { UsageError } from '../options.ts';
import { runMatcher } from '../search/run-matcher.ts';
import { readEvents } from '../search/search-runs.ts';
import type { CommandContext } from './command-io.ts';
import { findRun, isWholeId, maxSearched, pickRun } from './find-run.ts';
import { findRuntime } from './runtime-connection.ts';
import { dataFolderOf, withJournal } from './stored-journal.ts';

export interface WholeRun {
  run: RunProgress;
  entries: readonly JournalEntry[];
  /** Those that started it. */
  events: readonly EventRecord[];
  /** Null: it was not imported. */
  exported: ExportedRun | null;
}

/** The imported runs of the data folder that a command uses. */
export function importedRuns(context: CommandContext, data: string | undefined): ImportedRuns {
  return new ImportedRuns(findRuntime(context, data)?.dataFolder ?? dataFolderOf(context, data));
}

/** Those that match and are older than `before`, but not than `next`; newest first. */
export function listImported(
  context: CommandContext,
  data: string | undefined,
  filter: RunFilter,
  { before, next, limit }: { before?: string; next: string | null; limit: number },
): RunProgress[] {
  const matcher = runMatcher(filter, Date.now());
  return importedRuns(context, data)
    .list(maxSearched)
    .filter(({ progress, events, entries: [queued] }) => {
      const id = originalId(progress.runId);
      if ((before !== undefined && id >= before) || (next !== null && id < next)) return false;
      return (
        queued?.kind === 'run-queued' && matcher.mayMatch(queued) && matcher.matches(progress, () => events)
      );
    })
    .slice(0, limit)
    .map(({ progress }) => progress);
}

/**
 * A run of the runtime comes before an imported one with the same ID.
 *
 * @throws UsageError when there is none, or several.
 */
export async function readWholeRun(
  context: CommandContext,
  data: string | undefined,
  id: string | undefined,
): Promise<WholeRun> {
  const imported = importedRun(context, data, id);
  if (imported && id !== undefined && isImportedId(id)) return wholeRun(imported);
  try {
    return await localRun(context, data, id);
  } catch (error) {
    if (imported && error instanceof UsageError) return wholeRun(imported);
    throw error;
  }
}

/** By its ID, or the end of it; null: none, or several. */
function importedRun(
  context: CommandContext,
  data: string | undefined,
  id: string | undefined,
): ImportedRun | null {
  if (id === undefined || id === 'last') return null;
  const runs = importedRuns(context, data);
  const own = isImportedId(id) ? id : id.toUpperCase();
  const whole = runs.get(own);
  if (whole || isWholeId(own)) return whole;
  const found = runs.list(maxSearched).filter(({ progress }) => progress.runId.endsWith(own));
  return found.length === 1 ? found[0]! : null;
}

function wholeRun({ progress, entries, events, exported }: ImportedRun): WholeRun {
  return { run: progress, entries, events, exported };
}

async function localRun(
  context: CommandContext,
  data: string | undefined,
  id: string | undefined,
): Promise<WholeRun> {
  const found = findRuntime(context, data);
  if (found) {
    const { runId } = await findRun(found.client, id);
    const [{ run, events }, { entries }] = await Promise.all([
      found.client.getRun(runId),
      found.client.runJournal(runId),
    ]);
    return { run, entries, events, exported: null };
  }
  return storedRun(context, dataFolderOf(context, data), id);
}

async function storedRun(
  context: CommandContext,
  dataFolder: string,
  id: string | undefined,
): Promise<WholeRun> {
  const found = await withJournal(dataFolder, context, (journal) => {
    const isWhole = id !== undefined && isWholeId(id);
    const ids = isWhole ? [id.toUpperCase()] : journal.listRuns({ limit: maxSearched });
    const known = ids.map((runId) => ({ runId, entries: isWhole ? journal.entriesOf(runId) : null }));
    const picked = pickRun(
      known.filter(({ entries }) => entries === null || entries.length > 0),
      id,
    );
    const entries = picked.entries ?? journal.entriesOf(picked.runId);
    const { latest } = new RunHistory(entries);
    return latest && { run: latest, entries, events: readEvents(journal, latest), exported: null };
  });
  return found ?? pickRun<WholeRun & { runId: string }>([], id);
}
