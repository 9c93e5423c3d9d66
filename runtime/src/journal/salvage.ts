/** Saves what can be read of a damaged journal. */
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { JournalEntry } from '../contract/journal.ts';
import { endedStatusOf, type Journal, subjectOf } from './journal.ts';

export interface Salvaged {
  entries: number;
  runs: number;
  /** Runs that had not ended: a result may be missing, and a step whose result was recorded must not run again. */
  cancelled: number;
}

const maxReadMs = 20_000;
const pageSize = 500;
/** Of an entry and its index rows. */
const minEntryBytes = 150;

/** Copies entries into an empty journal. Pages that cannot be read, and text that is not an entry, are skipped. */
export function salvage(path: string, into: Journal, now: number): Salvaged {
  const entries = whole(readable(path));
  const open = unended(entries);
  let seq = entries.at(-1)?.seq ?? 0;
  const ends = open.map(
    (runId): JournalEntry => ({
      seq: ++seq,
      at: now,
      kind: 'run-cancelled',
      runId,
      reason: 'the journal was damaged, and results of this run may be lost',
    }),
  );
  for (let from = 0; from < entries.length; from += pageSize)
    into.append(entries.slice(from, from + pageSize));
  into.append(ends);
  const runs = entries.filter(({ kind }) => kind === 'run-queued').length;
  return { entries: entries.length, runs, cancelled: ends.length };
}

function readable(path: string): JournalEntry[] {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    return readAround(database, statSync(path).size);
  } catch {
    return [];
  } finally {
    database?.close();
  }
}

/** Halves each unreadable range until only single entries are left out. */
function readAround(database: DatabaseSync, size: number): JournalEntry[] {
  const end = performance.now() + maxReadMs;
  const rows = database.prepare(
    'select seq, at, kind, body from journal where seq between ? and ? order by seq',
  );
  const entries: JournalEntry[] = [];
  const read = (from: number, to: number): void => {
    if (from > to || performance.now() > end) return;
    try {
      for (const row of rows.all(from, to)) {
        const entry = entryOf(row as unknown as Row);
        if (entry) entries.push(entry);
      }
    } catch {
      if (from === to) return;
      const middle = Math.floor((from + to) / 2);
      read(from, middle);
      read(middle + 1, to);
    }
  };
  const last = lastSeq(database, size);
  for (let from = 1; from <= last; from += pageSize) read(from, Math.min(last, from + pageSize - 1));
  return entries;
}

interface Row {
  seq: number;
  at: number;
  kind: string;
  body: string;
}

function entryOf({ seq, at, kind, body }: Row): JournalEntry | null {
  try {
    return { seq, at, kind, ...JSON.parse(body) } as JournalEntry;
  } catch {
    return null;
  }
}

/** When it cannot be read: more than a file of this size has room for. */
function lastSeq(database: DatabaseSync, size: number): number {
  try {
    return (database.prepare('select max(seq) as seq from journal').get() as { seq: number | null }).seq ?? 0;
  } catch {
    return Math.ceil(size / minEntryBytes);
  }
}

/** Without entries of runs, events and event buffers whose first entry is lost. */
function whole(entries: readonly JournalEntry[]): JournalEntry[] {
  const begun = new Set<string>();
  return entries.filter((entry) => {
    if (entry.kind === 'run-queued' || entry.kind === 'event-received' || entry.kind === 'event-held')
      begun.add(subjectOf(entry));
    return entry.kind === 'clock-set' || begun.has(subjectOf(entry));
  });
}

function unended(entries: readonly JournalEntry[]): string[] {
  const open = new Set<string>();
  for (const entry of entries) {
    if (entry.kind === 'run-queued') open.add(entry.runId);
    else if ('runId' in entry && endedStatusOf[entry.kind]) open.delete(entry.runId);
  }
  return [...open];
}
