/** The journal in a SQLite file (`open-journal.ts`). One process writes; a commit survives the end of that process at any instant. */
import { writeFileSync } from 'node:fs';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { JournalEntry } from '../contract/journal.ts';
import type { EventRecord } from '../contract/run.ts';
import { type DamagedEntry, EntryReader } from './entry-reader.ts';
import { clockSubject, type Journal, type ListFilter, type QueuedEntry } from './journal.ts';
import { projections } from './projections.ts';
import { Pruning } from './pruning.ts';
import { addAbsent, insertRow, prepareInsert, rowOf } from './rows.ts';
import { isDamage, writeProblem } from './write-problem.ts';

/** A file beside the journal: the next start checks all of it. */
export function checkMark(path: string): string {
  return `${path}-check`;
}

export class SqliteJournal implements Journal {
  readonly #database: DatabaseSync;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #project: (entry: JournalEntry) => void;
  readonly #reader: EntryReader;
  readonly #path: string;
  readonly #onNotice: (text: string) => void;
  #pruning: Pruning | null = null;
  #lastSeq: number;
  #isDamaged = false;

  /** @param onNotice called once when entries turn out to be unreadable. */
  constructor(database: DatabaseSync, path: string, onNotice: (text: string) => void = () => {}) {
    this.#database = database;
    this.#path = path;
    this.#onNotice = onNotice;
    this.#statements = prepare(database);
    this.#project = projections(database);
    this.#reader = new EntryReader((entry) => this.#damaged(entry));
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
      const unused = last.seq - this.#lastSeq - entries.length;
      if (unused > 0) this.#statements.addAbsent.run(unused);
      for (const entry of entries) {
        insertRow(this.#statements.insert, rowOf(entry));
        this.#project(entry);
      }
      this.#database.exec('commit');
    } catch (error) {
      // A full disk rolls back by itself.
      if (this.#database.isTransaction) this.#database.exec('rollback');
      if (isDamage(error)) this.#checkNextTime();
      throw writeProblem(error, this.#path);
    }
    this.#lastSeq = last.seq;
  }

  read(after: number, limit: number): JournalEntry[] {
    return this.#reader.range((from, to, most) => this.#statements.read.all(from, to, most), {
      after,
      last: this.#lastSeq,
      limit,
    });
  }

  entriesOf(subject: string): JournalEntry[] {
    return this.#reader.all(this.#statements.entriesOf, subject);
  }

  clockSetting(): ReturnType<Journal['clockSetting']> {
    const [last] = this.#reader.all(this.#statements.lastOf, clockSubject);
    return last?.kind === 'clock-set' ? { offset: last.offset, pausedAt: last.pausedAt } : null;
  }

  event(internalId: string): EventRecord | null {
    return this.#events(this.#statements.event, internalId)[0] ?? null;
  }

  listEvents({ name, limit, before }: { name?: string; limit: number; before?: string }): EventRecord[] {
    return this.#events(this.#statements.listEvents, name ?? null, before ?? null, limit);
  }

  #events(statement: StatementSync, ...parameters: SQLInputValue[]): EventRecord[] {
    return this.#reader
      .all(statement, ...parameters)
      .flatMap((entry) => (entry.kind === 'event-received' ? [entry.event] : []));
  }

  unendedRuns(): string[] {
    return this.#statements.unendedRuns.all().map((row) => row.run_id as string);
  }

  listRuns({ functionId, ended, before, limit }: ListFilter): string[] {
    const rows = this.#statements.listRuns.all({
      functionId: functionId ?? null,
      ended: ended ? JSON.stringify(ended) : null,
      before: before ?? null,
      limit,
    });
    return rows.map((row) => row.run_id as string);
  }

  queuedEntry(runId: string): QueuedEntry | null {
    const [entry] = this.#reader.all(this.#statements.queuedEntry, runId);
    return entry?.kind === 'run-queued' ? entry : null;
  }

  runsOfEvent(internalId: string): string[] {
    return this.#statements.runsOfEvent.all(internalId).map((row) => row.run_id as string);
  }

  unscheduledEvents(): EventRecord[] {
    return this.#events(this.#statements.unscheduled);
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
    return this.#reader.all(this.#statements.openHolds);
  }

  close(): void {
    this.#database.close();
  }

  #damaged(entry: DamagedEntry): void {
    if (this.#isDamaged) return;
    this.#isDamaged = true;
    this.#checkNextTime();
    const what = entry === null ? 'A part of it' : `Entry ${entry.seq} (${entry.subject})`;
    this.#onNotice(
      `The journal ${this.#path} is damaged. ${what} cannot be read and is left out. Restart the runtime to repair the journal.`,
    );
  }

  #checkNextTime(): void {
    try {
      writeFileSync(checkMark(this.#path), '', { mode: 0o600 });
    } catch {
      // A disk that takes nothing: the next start finds the damage where it reads.
    }
  }
}

const columns = 'j.seq, j.at, j.kind, j.subject, j.body, j.sum';

function prepare(database: DatabaseSync) {
  const statement = (sql: string): StatementSync => database.prepare(sql);
  return {
    insert: prepareInsert(database),
    addAbsent: addAbsent(database),
    read: statement(`select ${columns} from journal j where seq between ? and ? order by seq limit ?`),
    entriesOf: statement(`select ${columns} from journal j where subject = ? order by seq`),
    lastOf: statement(`select ${columns} from journal j where subject = ? order by seq desc limit 1`),
    event: statement(`select ${columns} from event e join journal j on j.seq = e.seq where e.event_id = ?`),
    listEvents: statement(
      `select ${columns} from event e join journal j on j.seq = e.seq
       where (?1 is null or e.name = ?1) and (?2 is null or e.event_id < ?2) order by e.seq desc limit ?3`,
    ),
    unendedRuns: statement('select run_id from run where ended is null order by queued_seq'),
    listRuns: statement(
      `select run_id from run
       where (:functionId is null or function_id = :functionId)
         and (:ended is null or coalesce(ended, 'unended') in (select value from json_each(:ended)))
         and queued_seq < case when :before is null then 9007199254740991
           else (select queued_seq from run where run_id = :before) end
       order by queued_seq desc limit :limit`,
    ),
    queuedEntry: statement(
      `select ${columns} from run r join journal j on j.seq = r.queued_seq where r.run_id = ?`,
    ),
    runsOfEvent: statement('select run_id from event_run where event_id = ? order by run_id'),
    unscheduled: statement(
      `select ${columns} from event e join journal j on j.seq = e.seq where e.scheduled = 0 order by e.seq`,
    ),
    arrivals: statement('select key, arrival from arrival where arrival > ?'),
    openHolds: statement(
      `select ${columns} from open_hold h join journal j on j.subject = h.hold_id order by j.seq`,
    ),
    keys: statement('select key, at from idempotency where at >= ?'),
  };
}
