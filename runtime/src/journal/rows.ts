/** Writes entries as rows. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { JournalEntry } from '../contract/journal.ts';
import { subjectOf } from './journal.ts';
import { checksum, type EntryRow } from './row-checksum.ts';

export function prepareInsert(database: DatabaseSync, conflict: '' | 'or ignore' = ''): StatementSync {
  return database.prepare(
    `insert ${conflict} into journal (seq, at, kind, subject, body, sum) values (?, ?, ?, ?, ?, ?)`,
  );
}

export function insertRow(insert: StatementSync, row: Omit<EntryRow, 'sum'>): void {
  insert.run(row.seq, row.at, row.kind, row.subject, row.body, checksum(row));
}

export function rowOf(entry: JournalEntry): Omit<EntryRow, 'sum'> {
  const { seq, at, kind, ...body } = entry;
  return { seq, at, kind, subject: subjectOf(entry), body: JSON.stringify(body) };
}

/** What the row says; its checksum was verified. */
export function entryIn({ seq, at, kind, body }: EntryRow): JournalEntry {
  return { seq, at, kind, ...JSON.parse(body) } as JournalEntry;
}

/** Notes how many numbers up to the last one are not in use: any other that is missing is lost. */
export function addAbsent(database: DatabaseSync): StatementSync {
  return database.prepare('update absent set entries = entries + ?1, inverse = inverse - ?1');
}

export function countAbsent(database: DatabaseSync): void {
  database.exec(
    `update absent set entries = coalesce((select max(seq) - count(*) from journal), 0);
     update absent set inverse = -1 - entries`,
  );
}
