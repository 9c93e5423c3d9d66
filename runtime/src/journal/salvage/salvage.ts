/**
 * Builds a new journal of what can be read of a damaged one.
 *
 * Pages are read one by one, since SQLite reads nothing without an undamaged schema and nothing behind a damaged page.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { JournalEntry, JournalFact } from '../../contract/journal.ts';
import { subjectOf } from '../journal.ts';
import { projections } from '../projections.ts';
import type { EntryRow } from '../row-checksum.ts';
import { countAbsent, entryIn, insertRow, prepareInsert, rowOf } from '../rows.ts';
import { carve, mentionsOn } from './carve.ts';
import { DatabasePages } from './database-pages.ts';
import { Losses } from './lost-entries.ts';
import { Survivors } from './survivors.ts';

export interface Salvaged {
  /** Entries that were kept. */
  kept: number;
  /** Entries that are missing; `isExact`: there are no more. */
  lost: number;
  isExact: boolean;
  /** When the lost entries were recorded, Unix milliseconds: after, and before. Null: before or after all that are left. */
  between: { after: number | null; before: number | null } | null;
  /** Runs that had not ended and may not go on. */
  cancelled: string[];
  /** Runs without their first entry. */
  dropped: string[];
  /** Runs that ended and lack entries. */
  incomplete: string[];
}

interface Sources {
  /** Not changed. */
  path: string;
  /** Of the current format, and empty. */
  database: DatabaseSync;
  /** Unix milliseconds. */
  now: number;
  /** Called every now and then. */
  onProgress?: (entries: number) => void;
}

const rowsAtOnce = 500;

export function salvage({ path, database, now, onProgress = () => {} }: Sources): Salvaged {
  database.exec('begin');
  const read = readPages(path, database, onProgress);
  const { losses, absent } = read;
  const last = Math.max(numberFrom(database, 'select max(seq) from journal'), losses.lastNamed);
  const missing = last - (absent ?? 0) - numberFrom(database, 'select count(*) from journal');
  losses.unnamed = Math.max(0, missing - losses.named);
  losses.areGapsLosses = absent === 0;
  if (losses.unnamed > 0) findGaps(database, losses);
  const lost = absent === null ? losses.named : losses.count;
  const between = times(database, losses);
  dropDeleted(database, read.keys, losses);
  const survivors = replay(database, losses);
  const incomplete = incompleteRuns(database, losses);
  const { facts, cancelled } = survivors.ends(losses, now);
  const kept = numberFrom(database, 'select count(*) from journal');
  store(database, facts, { after: last, at: Math.max(now, survivors.latest) });
  database.exec('commit');
  const isExact = absent !== null && !losses.isEndUnknown;
  return { kept, lost, isExact, between, cancelled, dropped: [...survivors.withoutStart], incomplete };
}

interface Read {
  keys: ReadonlySet<string>;
  /** Null: it cannot be read. */
  absent: number | null;
  losses: Losses;
}

function readPages(path: string, database: DatabaseSync, onProgress: (entries: number) => void): Read {
  const insert = prepareInsert(database, 'or ignore');
  const isKept = database.prepare('select 1 from journal where seq = ?');
  const keys = new Set<string>();
  let absent: number | null = null;
  let entries = 0;
  const pages = new DatabasePages(path);
  try {
    const { lacksIndexPages, indexPages } = carve(pages, {
      entry(row) {
        insertRow(insert, row);
        if (++entries % 20_000 === 0) onProgress(entries);
      },
      key: (key) => keys.add(key),
      absent: (count) => {
        absent = count;
      },
    });
    const losses = new Losses(lacksIndexPages);
    mentionsOn(pages, indexPages, (subject, seq) => {
      if (!isKept.get(seq)) losses.name(seq, subject);
    });
    return { keys, absent, losses };
  } finally {
    pages.close();
  }
}

function findGaps(database: DatabaseSync, losses: Losses): void {
  for (const { seq } of database.prepare('select seq from journal order by seq').iterate()) {
    losses.present(seq as number);
  }
}

function times(database: DatabaseSync, losses: Losses): Salvaged['between'] {
  const range = losses.range();
  if (range === null) return null;
  const timeOf = (sql: string, seq: number) =>
    (database.prepare(sql).get(seq) as { at: number } | undefined)?.at ?? null;
  return {
    after: timeOf('select at from journal where seq < ? order by seq desc limit 1', range.from),
    before: timeOf('select at from journal where seq > ? order by seq limit 1', range.to),
  };
}

/** A table of keys is that of the open event buffers, or that of what housekeeping was deleting. */
function dropDeleted(database: DatabaseSync, keys: ReadonlySet<string>, losses: Losses): void {
  const kinds = database.prepare('select distinct kind from journal where subject = ?');
  const drop = database.prepare('delete from journal where subject = ?');
  for (const key of keys) {
    const found = new Set(kinds.all(key).map(({ kind }) => kind));
    if (found.size === 0 || (found.has('event-held') && !found.has('hold-released'))) continue;
    drop.run(key);
    losses.forget(key);
  }
}

/** Brings the other tables to what the entries say. */
function replay(database: DatabaseSync, losses: Losses): Survivors {
  const survivors = new Survivors();
  const project = projections(database);
  const next = database.prepare('select * from journal where seq > ? order by seq limit ?');
  const drop = database.prepare('delete from journal where seq = ?');
  const replayRow = (row: EntryRow): boolean => {
    try {
      const entry = entryIn(row);
      if (subjectOf(entry) !== row.subject) throw new Error('It is about something else.');
      if (!survivors.take(entry)) return false;
      project(entry);
      return true;
    } catch {
      // A row without a checksum, damaged and still readable.
      losses.name(row.seq, row.subject);
      return false;
    }
  };
  for (let after = 0; ; ) {
    const rows = next.all(after, rowsAtOnce) as unknown as EntryRow[];
    for (const row of rows) {
      after = row.seq;
      if (!replayRow(row)) drop.run(row.seq);
    }
    if (rows.length < rowsAtOnce) return survivors;
  }
}

function incompleteRuns(database: DatabaseSync, losses: Losses): string[] {
  const isEnded = database.prepare('select 1 from run where run_id = ? and ended is not null');
  return [...losses.subjects()].filter((subject) => isEnded.get(subject));
}

function store(
  database: DatabaseSync,
  facts: readonly JournalFact[],
  { after, at }: { after: number; at: number },
): void {
  const insert = prepareInsert(database);
  const project = projections(database);
  for (const [index, fact] of facts.entries()) {
    const entry: JournalEntry = { seq: after + index + 1, at, ...fact };
    insertRow(insert, rowOf(entry));
    project(entry);
  }
  countAbsent(database);
}

function numberFrom(database: DatabaseSync, sql: string): number {
  return (Object.values(database.prepare(sql).get()!)[0] as number | null) ?? 0;
}
