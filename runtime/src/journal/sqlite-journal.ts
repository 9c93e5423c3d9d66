/** The journal in a SQLite file (`open-journal.ts`). One process writes; a commit survives the end of that process at any instant. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { JournalEntry } from '../contract/journal.ts';
import type { EventRecord } from '../contract/run.ts';
import {
  clockSubject,
  endedStatusOf,
  idempotencyKey,
  type Journal,
  type ListFilter,
  subjectOf,
} from './journal.ts';
import { Pruning } from './pruning.ts';
import { writeProblem } from './write-problem.ts';

interface EntryRow {
  seq: number;
  at: number;
  kind: string;
  body: string;
}

export class SqliteJournal implements Journal {
  readonly #database: DatabaseSync;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #path: string;
  #pruning: Pruning | null = null;
  #lastSeq: number;

  constructor(database: DatabaseSync, path: string) {
    this.#database = database;
    this.#path = path;
    this.#statements = prepare(database);
    const row = database.prepare('select max(seq) as seq from journal').get() as { seq: number | null };
    this.#lastSeq = row.seq ?? 0;
  }

  /** Takes away what is old. */
  get pruning(): Pruning {
    this.#pruning ??= new Pruning(this.#database);
    return this.#pruning;
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }

  append(entries: readonly JournalEntry[]): void {
    const last = entries.at(-1);
    if (!last) return;
    try {
      this.#database.exec('begin immediate');
      for (const entry of entries) this.#write(entry);
      this.#database.exec('commit');
    } catch (error) {
      // A full disk rolls back by itself.
      if (this.#database.isTransaction) this.#database.exec('rollback');
      throw writeProblem(error, this.#path);
    }
    this.#lastSeq = last.seq;
  }

  #write(entry: JournalEntry): void {
    const { seq, at, kind, ...body } = entry;
    this.#statements.insert.run(seq, at, kind, subjectOf(entry), JSON.stringify(body));
    switch (entry.kind) {
      case 'event-received':
        this.#statements.insertEvent.run(entry.event.internalId, seq, entry.event.name);
        return;
      case 'event-scheduled':
        this.#statements.scheduled.run(entry.eventId);
        return;
      case 'start-refused':
      case 'clock-set':
        return;
      case 'event-held':
        this.#statements.openHold.run(entry.holdId);
        if (entry.rate) this.#statements.arrive.run(entry.rate.key, Math.ceil(entry.rate.arrival));
        if (entry.idempotencyKey) {
          this.#statements.insertKey.run(idempotencyKey(entry.functionId, entry.idempotencyKey), at);
        }
        return;
      case 'hold-released':
        this.#statements.closeHold.run(entry.holdId);
        return;
      case 'run-started':
        if (entry.rate) this.#statements.arrive.run(entry.rate.key, Math.ceil(entry.rate.arrival));
        return;
      case 'run-queued':
        if (entry.rate) this.#statements.arrive.run(entry.rate.key, Math.ceil(entry.rate.arrival));
        this.#statements.insertRun.run(entry.runId, seq, entry.functionId);
        for (const eventId of entry.eventIds) this.#statements.insertEventRun.run(eventId, entry.runId);
        if (entry.idempotencyKey) {
          this.#statements.insertKey.run(idempotencyKey(entry.functionId, entry.idempotencyKey), at);
        }
        return;
      default: {
        const ended = endedStatusOf[entry.kind];
        if (ended) this.#statements.endRun.run(ended, at, entry.runId);
      }
    }
  }

  read(after: number, limit: number): JournalEntry[] {
    return entriesFrom(this.#statements.read.all(after, limit));
  }

  entriesOf(subject: string): JournalEntry[] {
    return entriesFrom(this.#statements.entriesOf.all(subject));
  }

  clockSetting(): ReturnType<Journal['clockSetting']> {
    const last = this.#statements.lastOf.get(clockSubject) as { body: string } | undefined;
    return last ? (JSON.parse(last.body) as { offset: number; pausedAt: number | null }) : null;
  }

  event(internalId: string): EventRecord | null {
    const row = this.#statements.event.get(internalId) as { body: string } | undefined;
    return row ? eventIn(row.body) : null;
  }

  listEvents({ name, limit, before }: { name?: string; limit: number; before?: string }): EventRecord[] {
    const rows = this.#statements.listEvents.all(name ?? null, before ?? null, limit);
    return rows.map((row) => eventIn(row.body as string));
  }

  unendedRuns(): string[] {
    return this.#statements.unendedRuns.all().map((row) => row.run_id as string);
  }

  listRuns({ functionId, ended, before, limit }: ListFilter): string[] {
    const rows = this.#statements.listRuns.all({
      functionId: functionId ?? null,
      ended: ended ?? null,
      before: before ?? null,
      limit,
    });
    return rows.map((row) => row.run_id as string);
  }

  runsOfEvent(internalId: string): string[] {
    return this.#statements.runsOfEvent.all(internalId).map((row) => row.run_id as string);
  }

  unscheduledEvents(): EventRecord[] {
    return this.#statements.unscheduled.all().map((row) => eventIn(row.body as string));
  }

  idempotencyKeys(since: number): { key: string; timestamp: number }[] {
    return this.#statements.keys
      .all(since)
      .map((row) => ({ key: row.key as string, timestamp: row.at as number }));
  }

  arrivals(after: number): { key: string; arrival: number }[] {
    return this.#statements.arrivals
      .all(after)
      .map((row) => ({ key: row.key as string, arrival: row.arrival as number }));
  }

  openBuffers(): JournalEntry[] {
    return entriesFrom(this.#statements.openHolds.all());
  }

  close(): void {
    this.#database.close();
  }
}

function prepare(database: DatabaseSync) {
  const statement = (sql: string): StatementSync => database.prepare(sql);
  return {
    insert: statement('insert into journal (seq, at, kind, subject, body) values (?, ?, ?, ?, ?)'),
    insertEvent: statement('insert into event (event_id, seq, name, scheduled) values (?, ?, ?, 0)'),
    scheduled: statement('update event set scheduled = 1 where event_id = ?'),
    insertRun: statement('insert into run (run_id, queued_seq, function_id) values (?, ?, ?)'),
    insertEventRun: statement('insert or ignore into event_run (event_id, run_id) values (?, ?)'),
    insertKey: statement('insert or replace into idempotency (key, at) values (?, ?)'),
    endRun: statement('update run set ended = ?, ended_at = ? where run_id = ?'),
    read: statement('select seq, at, kind, body from journal where seq > ? order by seq limit ?'),
    entriesOf: statement('select seq, at, kind, body from journal where subject = ? order by seq'),
    lastOf: statement('select body from journal where subject = ? order by seq desc limit 1'),
    event: statement('select j.body from event e join journal j on j.seq = e.seq where e.event_id = ?'),
    listEvents: statement(
      `select j.body from event e join journal j on j.seq = e.seq
       where (?1 is null or e.name = ?1) and (?2 is null or e.event_id < ?2) order by e.seq desc limit ?3`,
    ),
    unendedRuns: statement('select run_id from run where ended is null order by queued_seq'),
    listRuns: statement(
      `select run_id from run
       where (:functionId is null or function_id = :functionId)
         and (:ended is null or coalesce(ended, 'unended') = :ended)
         and (:before is null or queued_seq < (select queued_seq from run where run_id = :before))
       order by queued_seq desc limit :limit`,
    ),
    runsOfEvent: statement('select run_id from event_run where event_id = ? order by run_id'),
    unscheduled: statement(
      'select j.body from event e join journal j on j.seq = e.seq where e.scheduled = 0 order by e.seq',
    ),
    arrive: statement('insert or replace into arrival (key, arrival) values (?, ?)'),
    arrivals: statement('select key, arrival from arrival where arrival > ?'),
    openHold: statement('insert or ignore into open_hold (hold_id) values (?)'),
    closeHold: statement('delete from open_hold where hold_id = ?'),
    openHolds: statement(
      `select j.seq, j.at, j.kind, j.body from open_hold h join journal j on j.subject = h.hold_id order by j.seq`,
    ),
    keys: statement('select key, at from idempotency where at >= ?'),
  };
}

function entriesFrom(rows: unknown[]): JournalEntry[] {
  return (rows as EntryRow[]).map(
    ({ seq, at, kind, body }) => ({ seq, at, kind, ...JSON.parse(body) }) as JournalEntry,
  );
}

function eventIn(body: string): EventRecord {
  return (JSON.parse(body) as { event: EventRecord }).event;
}
