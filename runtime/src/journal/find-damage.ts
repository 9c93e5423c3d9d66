/** Looks for damage in a journal's file. SQLite notices only what breaks its own structures, and only where it reads. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { messageOf } from '../contract/error-text.ts';
import { endedStatusOf, JournalError } from './journal.ts';
import { applicationId, schemaVersion } from './migrations.ts';
import { checksumOfText, type EntryRow, isIntact, summedText } from './row-checksum.ts';
import { isHeaderSane } from './salvage/database-pages.ts';
import { readLog } from './salvage/write-ahead-log.ts';

/** What is checked: everything; what SQLite's own quick check finds; or only what a start reads. */
export type Thoroughness = 'full' | 'structure' | 'active';

const headerBytes = 100;

/**
 * From the bytes alone, before SQLite changes anything.
 *
 * @returns what is damaged; null: nothing.
 * @throws JournalError when the file is of a newer version.
 */
export function findDamageInFile(path: string): string | null {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const logSize = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return logSize > 0 ? 'the file is empty' : null;
  const header = Buffer.alloc(headerBytes);
  const file = openSync(path, 'r');
  readSync(file, header, 0, headerBytes, 0);
  closeSync(file);
  if (!isHeaderSane(header)) return 'its first page is not that of a database';
  const version = header.readUInt32BE(60);
  if (version > schemaVersion) {
    if (header.readUInt32BE(68) === applicationId(version)) throw newer(path, version);
    return 'its format is unknown';
  }
  return logSize > 0 && readLog(`${path}-wal`)?.isDamaged ? 'a part of its write-ahead log is damaged' : null;
}

function newer(path: string, version: number): JournalError {
  return new JournalError(
    `${path} was written by a newer Steplight (format ${version}, this one knows ${schemaVersion}). Update Steplight, or choose another data folder.`,
  );
}

/** @returns what is damaged; null: nothing was found. */
export function findDamage(database: DatabaseSync, thoroughness: Thoroughness): string | null {
  const checks = {
    full: [integrity('integrity_check'), missingEntries, ...tables, everyEntry],
    structure: [integrity('quick_check'), missingEntries, ...tables, activeEntries],
    active: [activeEntries],
  }[thoroughness];
  return firstFound(checks, database);
}

/** What SQLite itself finds in a file of any version. */
export function findBrokenStructure(database: DatabaseSync): string | null {
  return firstFound([integrity('quick_check')], database);
}

type Check = (database: DatabaseSync) => string | null;

function firstFound(checks: readonly Check[], database: DatabaseSync): string | null {
  for (const check of checks) {
    try {
      const found = check(database);
      if (found !== null) return found;
    } catch (error) {
      return messageOf(error);
    }
  }
  return null;
}

function integrity(pragma: 'integrity_check' | 'quick_check'): Check {
  return (database) => {
    const found = Object.values(database.prepare(`pragma ${pragma}(1)`).get() ?? {})[0];
    return found === 'ok' ? null : String(found).replaceAll(/\s+/g, ' ');
  };
}

const missingEntries: Check = (database) => {
  const counts = database
    .prepare(
      `select (select coalesce(max(seq), 0) - count(*) from journal) as missing,
         (select entries from absent where inverse = -1 - entries) as absent`,
    )
    .get() as { missing: number; absent: number | null };
  if (counts.absent === null) return 'the number of its entries is not known';
  return counts.missing === counts.absent ? null : `${counts.missing - counts.absent} entries are missing`;
};

const endings = Object.values(endedStatusOf)
  .map((ended) => `'${ended}'`)
  .join();

/** What the other tables say must fit the entries. */
const tables: readonly Check[] = [
  holds(`select 1 from run where ended is not null and ended not in (${endings})`, 'the list of runs'),
  holds(
    `select 1 from event e join journal j on j.seq = e.seq where e.name is not j.body ->> '$.event.name'`,
    'the list of events',
  ),
  holds(
    'select 1 from open_hold where not exists (select 1 from journal where subject = hold_id)',
    'the list of event buffers',
  ),
];

function holds(counterexample: string, subject: string): Check {
  return (database) =>
    database.prepare(`${counterexample} limit 1`).get() ? `${subject} does not match the entries` : null;
}

const everyEntry: Check = (database) => {
  const rows = database.prepare(
    `select seq, sum, ${summedText} as summed from journal where sum is not null`,
  );
  for (const { seq, sum, summed } of rows.iterate() as Iterable<{
    seq: number;
    sum: number;
    summed: string;
  }>) {
    if (checksumOfText(summed) !== sum) return `entry ${seq} does not match its checksum`;
  }
  return isReadable(database, 'sum is null');
};

/** What the engine continues with. */
const activeEntries: Check = (database) =>
  isReadable(database, 'subject in (select run_id from run where ended is null)') ??
  isReadable(database, 'subject in (select hold_id from open_hold)') ??
  isReadable(database, 'seq in (select seq from event where scheduled = 0)');

function isReadable(database: DatabaseSync, condition: string): string | null {
  const rows = database.prepare(`select * from journal where ${condition}`);
  for (const row of rows.iterate() as Iterable<unknown>) {
    const entry = row as EntryRow;
    if (!isIntact(entry)) return `entry ${entry.seq} is damaged`;
  }
  return null;
}
