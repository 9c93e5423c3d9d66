/** A journal that lives as long as the process: for `--in-memory`, and for tests. */
import type { JournalEntry } from '../contract/journal.ts';
import type { EventRecord } from '../contract/run.ts';
import {
  clockSubject,
  type EndedStatus,
  endedStatusOf,
  idempotencyKey,
  type Journal,
  type ListFilter,
  type QueuedEntry,
  subjectOf,
} from './journal.ts';

interface RunRow {
  /** Its place among all runs. */
  index: number;
  functionId: string;
  eventIds: string[];
  ended: EndedStatus | null;
}

export class MemoryJournal implements Journal {
  readonly #entries: JournalEntry[] = [];
  readonly #bySubject = new Map<string, JournalEntry[]>();
  readonly #runs = new Map<string, RunRow>();
  /** In the order in which they were queued. */
  readonly #runIds: string[] = [];
  readonly #events = new Map<string, EventRecord>();
  readonly #unscheduled = new Set<string>();
  readonly #keys = new Map<string, number>();
  readonly #arrivals = new Map<string, number>();
  readonly #openBuffers = new Set<string>();

  get lastSeq(): number {
    return this.#entries.at(-1)?.seq ?? 0;
  }

  append(entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      this.#entries.push(entry);
      const subject = subjectOf(entry);
      const about = this.#bySubject.get(subject);
      if (about) about.push(entry);
      else this.#bySubject.set(subject, [entry]);
      this.#project(entry);
    }
  }

  #project(entry: JournalEntry): void {
    if (entry.kind === 'event-received') {
      this.#events.set(entry.event.internalId, entry.event);
      this.#unscheduled.add(entry.event.internalId);
      return;
    }
    if (entry.kind === 'event-scheduled') {
      this.#unscheduled.delete(entry.eventId);
      return;
    }
    if (entry.kind === 'start-refused' || entry.kind === 'clock-set') return;
    if (entry.kind === 'event-held') {
      this.#openBuffers.add(entry.holdId);
      if (entry.rate) this.#arrivals.set(entry.rate.key, entry.rate.arrival);
      if (entry.idempotencyKey)
        this.#keys.set(idempotencyKey(entry.functionId, entry.idempotencyKey), entry.at);
      return;
    }
    if (entry.kind === 'hold-released') {
      this.#openBuffers.delete(entry.holdId);
      return;
    }
    if ('rate' in entry && entry.rate) this.#arrivals.set(entry.rate.key, entry.rate.arrival);
    if (entry.kind === 'run-queued') {
      const { runId, functionId, eventIds } = entry;
      this.#runs.set(runId, { index: this.#runIds.length, functionId, eventIds, ended: null });
      this.#runIds.push(runId);
      if (entry.idempotencyKey) this.#keys.set(idempotencyKey(functionId, entry.idempotencyKey), entry.at);
    }
    const run = this.#runs.get(entry.runId);
    if (run) run.ended = endedStatusOf[entry.kind] ?? run.ended;
  }

  read(after: number, limit: number): JournalEntry[] {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#entries[middle]!.seq <= after) low = middle + 1;
      else high = middle;
    }
    return this.#entries.slice(low, low + limit);
  }

  entriesOf(subject: string): JournalEntry[] {
    return [...(this.#bySubject.get(subject) ?? [])];
  }

  clockSetting(): ReturnType<Journal['clockSetting']> {
    const last = this.#bySubject.get(clockSubject)?.at(-1);
    return last?.kind === 'clock-set' ? { offset: last.offset, pausedAt: last.pausedAt } : null;
  }

  event(internalId: string): EventRecord | null {
    return this.#events.get(internalId) ?? null;
  }

  listEvents({ name, limit, before }: { name?: string; limit: number; before?: string }): EventRecord[] {
    return [...this.#events.values()]
      .filter(
        (event) => (name === undefined || event.name === name) && (!before || event.internalId < before),
      )
      .reverse()
      .slice(0, limit);
  }

  unendedRuns(): string[] {
    return [...this.#runs].filter(([, run]) => run.ended === null).map(([runId]) => runId);
  }

  listRuns({ functionId, ended, before, limit }: ListFilter): string[] {
    const end = before === undefined ? this.#runIds.length : (this.#runs.get(before)?.index ?? 0);
    const found: string[] = [];
    for (let index = end - 1; index >= 0 && found.length < limit; index--) {
      const runId = this.#runIds[index]!;
      const run = this.#runs.get(runId)!;
      if (functionId !== undefined && run.functionId !== functionId) continue;
      if (ended === undefined || ended.includes(run.ended ?? 'unended')) found.push(runId);
    }
    return found;
  }

  queuedEntry(runId: string): QueuedEntry | null {
    const first = this.#bySubject.get(runId)?.[0];
    return first?.kind === 'run-queued' ? first : null;
  }

  runsOfEvent(internalId: string): string[] {
    return [...this.#runs].filter(([, run]) => run.eventIds.includes(internalId)).map(([runId]) => runId);
  }

  unscheduledEvents(): EventRecord[] {
    return [...this.#unscheduled].map((internalId) => this.#events.get(internalId)!);
  }

  idempotencyKeys(since: number): { key: string; timestamp: number }[] {
    return [...this.#keys]
      .filter(([, timestamp]) => timestamp >= since)
      .map(([key, timestamp]) => ({ key, timestamp }));
  }

  arrivals(after: number): { key: string; arrival: number }[] {
    return [...this.#arrivals]
      .filter(([, arrival]) => arrival > after)
      .map(([key, arrival]) => ({ key, arrival }));
  }

  openBuffers(): JournalEntry[] {
    return [...this.#openBuffers].flatMap((holdId) => this.entriesOf(holdId)).sort((a, b) => a.seq - b.seq);
  }

  close(): void {}
}
