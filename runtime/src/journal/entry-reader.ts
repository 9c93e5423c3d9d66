/** Reads stored entries. Those that are damaged are left out, and named once. */
import type { SQLInputValue, StatementSync } from 'node:sqlite';
import type { JournalEntry } from '../contract/journal.ts';
import { type EntryRow, isIntact } from './row-checksum.ts';
import { entryIn } from './rows.ts';
import { isDamage } from './write-problem.ts';

/** What is known of an entry that cannot be read; null: not even that. */
export type DamagedEntry = Pick<EntryRow, 'seq' | 'subject'> | null;

export class EntryReader {
  readonly #onDamage: (entry: DamagedEntry) => void;

  constructor(onDamage: (entry: DamagedEntry) => void) {
    this.#onDamage = onDamage;
  }

  /** What follows an unreadable page is left out. */
  all(statement: StatementSync, ...parameters: SQLInputValue[]): JournalEntry[] {
    const entries: JournalEntry[] = [];
    try {
      for (const row of statement.all(...parameters)) this.#add(row, entries);
    } catch (error) {
      this.#damaged(error);
      entries.length = 0;
      this.#untilDamage(statement.iterate(...parameters), entries);
    }
    return entries;
  }

  #untilDamage(rows: Iterable<unknown>, entries: JournalEntry[]): void {
    try {
      for (const row of rows) this.#add(row, entries);
    } catch (error) {
      this.#damaged(error);
    }
  }

  /**
   * Entries by number. Halves each range that cannot be read until single entries are left out.
   *
   * @param rows at most `limit` rows from `from` to `to`, in order.
   */
  range(
    rows: (from: number, to: number, limit: number) => unknown[],
    { after, last, limit }: { after: number; last: number; limit: number },
  ): JournalEntry[] {
    const entries: JournalEntry[] = [];
    const read = (from: number, to: number): void => {
      const missing = limit - entries.length;
      if (from > to || missing <= 0) return;
      try {
        for (const row of rows(from, to, missing)) this.#add(row, entries);
      } catch (error) {
        this.#damaged(error);
        if (from === to) return;
        const middle = Math.floor((from + to) / 2);
        read(from, middle);
        read(middle + 1, to);
      }
    };
    // One query, as long as everything is readable.
    read(after + 1, last);
    return entries;
  }

  #add(found: unknown, entries: JournalEntry[]): void {
    const row = found as EntryRow;
    if (isIntact(row)) entries.push(entryIn(row));
    else this.#onDamage({ seq: row.seq, subject: row.subject });
  }

  #damaged(error: unknown): void {
    if (!isDamage(error)) throw error;
    this.#onDamage(null);
  }
}
