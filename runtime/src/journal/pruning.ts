/**
 * Deletes what is old, a little at a time. Runs that have ended go with all their entries; runs that have not, and the events they
 * need, stay however old they are.
 *
 * A run disappears from all lists at once; its entries are deleted in small pieces, even after a restart.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { addAbsent } from './rows.ts';

export interface PruneCounts {
  runs: number;
  events: number;
}

/** What one piece of the work deleted; `rows` 0: nothing is left to do. */
export interface Pruned extends PruneCounts {
  rows: number;
}

export class Pruning {
  readonly #database: DatabaseSync;
  readonly #statements: ReturnType<typeof prepare>;
  /** The events that are still to be checked, by `seq`: after the one and before the other. */
  #events = { cutoff: Number.NaN, after: 0, before: 0 };

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#statements = prepare(database);
  }

  /** Without free pages. */
  get usedBytes(): number {
    const value = (pragma: string) =>
      Object.values(this.#database.prepare(`pragma ${pragma}`).get() as Record<string, number>)[0] ?? 0;
    return (value('page_count') - value('freelist_count')) * value('page_size');
  }

  /** When the `count`-th run to end did so, Unix milliseconds; with fewer, the last one. Null: none has ended. */
  endOfOldest(count: number): number | null {
    const rows = this.#statements.oldestEnds.all(count) as { ended_at: number }[];
    return rows.at(-1)?.ended_at ?? null;
  }

  /** Runs that ended before `cutoff` (Unix milliseconds), and roughly their size. */
  measure(cutoff: number): { runs: number; bytes: number } {
    return this.#statements.measure.get(cutoff) as { runs: number; bytes: number };
  }

  /** How many of the runs that ended first make up so many bytes. */
  runsOfBytes(bytes: number): number {
    let left = bytes;
    let runs = 0;
    for (const { size } of this.#statements.sizes.iterate() as Iterable<{ size: number }>) {
      if (left <= 0) break;
      left -= size;
      runs++;
    }
    return runs;
  }

  /**
   * Deletes about `rows` rows, in one transaction.
   *
   * @param cutoff Unix milliseconds: what ended, or arrived, earlier is deleted.
   */
  step(cutoff: number, rows: number): Pruned {
    this.#database.exec('begin immediate');
    try {
      const pruned = this.#step(cutoff, rows);
      this.#database.exec('commit');
      return pruned;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('rollback');
      throw error;
    }
  }

  #step(cutoff: number, rows: number): Pruned {
    const deleted = this.#deletePending(rows);
    if (deleted > 0) return { rows: deleted, runs: 0, events: 0 };
    const runs = this.#markForDeletion(this.#statements.oldRuns.all(cutoff, Math.ceil(rows / 4)), (id) => {
      this.#statements.dropEventRuns.run(id);
      this.#statements.dropRun.run(id);
    });
    if (runs > 0) return { rows: runs, runs, events: 0 };
    const events = this.#passEvents(cutoff, rows);
    if (events) return events;
    return {
      rows: this.#markForDeletion(this.#statements.oldHolds.all(cutoff, rows), () => {}),
      runs: 0,
      events: 0,
    };
  }

  /** Checks the next old events; null when none are left. */
  #passEvents(cutoff: number, rows: number): Pruned | null {
    if (this.#events.cutoff !== cutoff)
      this.#events = { cutoff, after: 0, before: this.#firstSeqFrom(cutoff) };
    const { after, before } = this.#events;
    const found = this.#statements.oldEvents.all(after, before, rows) as {
      id: string;
      seq: number;
      needed: number;
    }[];
    const last = found.at(-1);
    if (!last) {
      this.#events.cutoff = Number.NaN;
      return null;
    }
    this.#events.after = last.seq;
    const events = this.#markForDeletion(
      found.filter(({ needed }) => !needed),
      (id) => {
        this.#statements.dropEvent.run(id);
      },
    );
    return { rows: found.length, runs: 0, events };
  }

  /** `seq` of the first entry that is not older: entries are in chronological order. */
  #firstSeqFrom(timestamp: number): number {
    let low = 0;
    let high = (this.#statements.lastSeq.get() as { seq: number | null }).seq ?? 0;
    high++;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const next = this.#statements.atFrom.get(middle) as { at: number } | undefined;
      if (next && next.at < timestamp) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #markForDeletion(found: unknown[], drop: (id: string) => void): number {
    for (const { id } of found as { id: string }[]) {
      drop(id);
      this.#statements.markForDeletion.run(id);
    }
    return found.length;
  }

  #deletePending(rows: number): number {
    let left = rows;
    for (const { subject } of this.#statements.pendingDeletion.all(rows) as { subject: string }[]) {
      if (left <= 0) break;
      const { changes } = this.#statements.dropEntries.run(subject, left);
      this.#statements.addAbsent.run(changes);
      if (Number(changes) < left) this.#statements.deletionDone.run(subject);
      // A subject without entries counts as a row, so that this ends.
      left -= Math.max(1, Number(changes));
    }
    return rows - left;
  }

  /** Deletes what flow control no longer needs. */
  forget(before: { keys: number; arrivals: number }): void {
    this.#statements.dropKeys.run(before.keys);
    this.#statements.dropArrivals.run(before.arrivals);
  }

  /** Returns up to `pages` free pages to the system; false when none are left. */
  shrink(pages: number): boolean {
    const { freelist_count: free } = this.#database.prepare('pragma freelist_count').get() as {
      freelist_count: number;
    };
    if (free === 0) return false;
    this.#database.exec(`pragma incremental_vacuum(${pages})`);
    return free > pages;
  }

  /** Writes the log into the file. */
  settle(): void {
    this.#database.exec('pragma wal_checkpoint(truncate)');
  }
}

function prepare(database: DatabaseSync) {
  const statement = (sql: string): StatementSync => database.prepare(sql);
  return {
    oldestEnds: statement('select ended_at from run where ended is not null order by ended_at limit ?'),
    measure: statement(
      `select count(distinct r.run_id) as runs, coalesce(sum(length(j.body) + 200), 0) as bytes
       from run r join journal j on j.subject = r.run_id where r.ended is not null and r.ended_at < ?`,
    ),
    sizes: statement(
      `select (select sum(length(body) + 200) from journal where subject = run_id) as size
       from run where ended is not null order by ended_at`,
    ),
    oldRuns: statement(
      'select run_id as id from run where ended is not null and ended_at < ? order by ended_at limit ?',
    ),
    dropRun: statement('delete from run where run_id = ?'),
    dropEventRuns: statement('delete from event_run where run_id = ?'),
    // Events of unended runs and of open buffers are needed.
    oldEvents: statement(
      `select event_id as id, seq,
         scheduled = 0 or exists (select 1 from event_run r where r.event_id = e.event_id)
           or event_id in (
             select h.body ->> 'eventId' from open_hold o join journal h on h.subject = o.hold_id
             where h.kind = 'event-held') as needed
       from event e where seq > ? and seq < ? order by seq limit ?`,
    ),
    lastSeq: statement('select max(seq) as seq from journal'),
    atFrom: statement('select at from journal where seq >= ? order by seq limit 1'),
    dropEvent: statement('delete from event where event_id = ?'),
    oldHolds: statement(
      `select subject as id from journal
       where kind = 'hold-released' and at < ? and subject not in (select subject from doomed) limit ?`,
    ),
    // The table was named before the words: a released format is never changed.
    markForDeletion: statement('insert or ignore into doomed (subject) values (?)'),
    pendingDeletion: statement('select subject from doomed limit ?'),
    deletionDone: statement('delete from doomed where subject = ?'),
    // The last entry is kept: it says which numbers are used.
    dropEntries: statement(
      `delete from journal where seq in (
         select seq from journal where subject = ? and seq < (select max(seq) from journal) order by seq desc limit ?)`,
    ),
    addAbsent: addAbsent(database),
    dropKeys: statement('delete from idempotency where at < ?'),
    dropArrivals: statement('delete from arrival where arrival < ?'),
  };
}
