/** Reads runs from a journal, newest first, page by page, without folding those that cannot be meant. */
import type { RunProgress } from '../contract/progress.ts';
import type { EventRecord } from '../contract/run.ts';
import { foldRunEntries } from '../contract/run-fold.ts';
import type { Journal, ListFilter, QueuedEntry } from '../journal/journal.ts';
import { pacer } from './pacer.ts';
import type { RunMatcher } from './run-matcher.ts';

const pageSize = 100;

/** Null when there is no such run. */
export function readRun(journal: Journal, runId: string): RunProgress | null {
  return foldRunEntries(journal.entriesOf(runId));
}

export function readEvents(journal: Journal, run: RunProgress): EventRecord[] {
  return run.eventIds.map((id) => journal.event(id)).filter((event) => event !== null);
}

export interface ExamineOptions extends Omit<ListFilter, 'limit'> {
  /** Only these, in this order. */
  runIds?: readonly string[] | undefined;
  /** False: the run is not read. */
  mayMatch?: (queued: QueuedEntry) => boolean;
  /** Ends the reading with an AbortError. */
  signal?: AbortSignal;
}

/** @returns each run; null for those that were not read. */
export async function* examineRuns(
  journal: Journal,
  { runIds, mayMatch = () => true, signal, ...filter }: ExamineOptions,
): AsyncGenerator<{ runId: string; run: RunProgress | null }> {
  const pause = pacer();
  for (const runId of runIds ?? listedRuns(journal, filter)) {
    const queued = journal.queuedEntry(runId);
    yield { runId, run: queued && mayMatch(queued) ? readRun(journal, runId) : null };
    await pause();
    signal?.throwIfAborted();
  }
}

function* listedRuns(journal: Journal, filter: Omit<ListFilter, 'limit'>): Generator<string> {
  for (let page: ListFilter = { ...filter, limit: pageSize }; ; ) {
    const runIds = journal.listRuns(page);
    yield* runIds;
    const last = runIds.at(-1);
    if (last === undefined || runIds.length < pageSize) return;
    page = { ...page, before: last };
  }
}

export interface RunPage {
  runs: RunProgress[];
  /** The run that was looked at last: the next page comes before it. Null: there are no more runs. */
  next: string | null;
}

export interface SearchOptions {
  /** Only runs that were queued before this one. */
  before?: string;
  limit: number;
  /** After so many milliseconds, the page ends with what was found; default: it never does. */
  maxMs?: number;
  signal?: AbortSignal;
}

export async function searchRuns(
  journal: Journal,
  { ended, runIds, mayMatch, matches }: RunMatcher,
  { before, limit, maxMs = Number.POSITIVE_INFINITY, signal }: SearchOptions,
): Promise<RunPage> {
  const list = { ...(ended ? { ended } : {}), ...(before === undefined ? {} : { before }) };
  const since = performance.now();
  const runs: RunProgress[] = [];
  const options = { ...list, runIds, mayMatch, ...(signal ? { signal } : {}) };
  for await (const { runId, run } of examineRuns(journal, options)) {
    if (run && matches(run, () => readEvents(journal, run))) runs.push(run);
    if (runs.length < limit && performance.now() - since < maxMs) continue;
    if (runIds) return { runs, next: null };
    const isLast = journal.listRuns({ ...list, before: runId, limit: 1 }).length === 0;
    return { runs, next: isLast ? null : runId };
  }
  return { runs, next: null };
}
