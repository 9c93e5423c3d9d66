/**
 * Decides what becomes of runs, events and event buffers of which entries are lost. A step whose result was recorded must not run
 * again: a run that may have lost one is cancelled and can be rerun.
 */
import type { JournalEntry, JournalFact } from '../../contract/journal.ts';
import { clockSubject, endedStatusOf, subjectOf } from '../journal.ts';

/** What is known to be lost. */
export interface LostEntries {
  /** How many of a run, an event or an event buffer. */
  of(subject: string): number;
  /** Whether an entry later than this one is lost and nothing says what it was about. */
  unknownAfter(seq: number): boolean;
}

interface ActiveRun {
  seq: number;
  eventIds: readonly string[];
  /** The events of the runs that it invoked and waits for, by hashed id. */
  invokes: Map<string, string>;
}

interface OpenBuffer {
  seq: number;
  functionId: string;
  eventIds: Set<string>;
}

export class Survivors {
  /** Runs that lost their first entry: the others mean nothing without it. */
  readonly withoutStart = new Set<string>();
  /** Everything whose first entry was kept. */
  readonly #begun = new Set<string>();
  readonly #runs = new Map<string, ActiveRun>();
  readonly #buffers = new Map<string, OpenBuffer>();
  /** By internalId, with the number of their entry. */
  readonly #unscheduled = new Map<string, number>();
  readonly #eventsWithRuns = new Set<string>();
  #latest = 0;
  #clock: { offset: number; pausedAt: number | null } = { offset: 0, pausedAt: null };

  /** When the latest entry was recorded, Unix milliseconds. */
  get latest(): number {
    return this.#latest;
  }

  /** Entries come in order. @returns false for one that means nothing without another that is lost. */
  take(entry: JournalEntry): boolean {
    const subject = subjectOf(entry);
    if (startKinds.has(entry.kind)) this.#begun.add(subject);
    else if (entry.kind !== 'clock-set' && !this.#begun.has(subject)) {
      if ('runId' in entry) this.withoutStart.add(subject);
      return false;
    }
    this.#latest = Math.max(this.#latest, entry.at);
    this.#follow(entry);
    return true;
  }

  #follow(entry: JournalEntry): void {
    switch (entry.kind) {
      case 'event-received':
        this.#unscheduled.set(entry.event.internalId, entry.seq);
        return;
      case 'event-scheduled':
        this.#unscheduled.delete(entry.eventId);
        return;
      case 'event-held': {
        const { seq, functionId, holdId } = entry;
        const buffer = this.#buffers.get(holdId) ?? { seq, functionId, eventIds: new Set() };
        buffer.eventIds.add(entry.eventId);
        this.#buffers.set(holdId, buffer);
        return;
      }
      case 'hold-released':
        this.#buffers.delete(entry.holdId);
        return;
      case 'clock-set':
        this.#clock = { offset: entry.offset, pausedAt: entry.pausedAt };
        return;
      case 'run-queued':
        for (const eventId of entry.eventIds) this.#eventsWithRuns.add(eventId);
        this.#runs.set(entry.runId, { seq: entry.seq, eventIds: entry.eventIds, invokes: new Map() });
        return;
      case 'invoke-started':
        this.#runs.get(entry.runId)?.invokes.set(entry.step.hashedId, entry.eventId);
        return;
      case 'step-completed':
      case 'step-failed':
        this.#runs.get(entry.runId)?.invokes.delete(entry.step.hashedId);
        return;
    }
    if ('runId' in entry && endedStatusOf[entry.kind]) this.#runs.delete(entry.runId);
  }

  /** What ends that which may not go on. @param now Unix milliseconds */
  ends(lost: LostEntries, now: number): { facts: JournalFact[]; cancelled: string[] } {
    const mayMiss = (subject: string, seq: number) => lost.of(subject) > 0 || lost.unknownAfter(seq);
    const reasons = new Map<string, string>();
    for (const [runId, run] of this.#runs) {
      const reason = this.#whyCancelled(runId, run, lost);
      if (reason !== null) reasons.set(runId, reason);
    }
    this.#cancelInvokers(reasons);
    const facts: JournalFact[] = [...reasons].map(([runId, reason]) => ({
      kind: 'run-cancelled',
      runId,
      reason: `the journal was damaged, and ${reason}`,
    }));
    for (const [holdId, { seq, functionId }] of this.#buffers) {
      if (mayMiss(holdId, seq)) facts.push({ kind: 'hold-released', holdId, functionId });
    }
    for (const [eventId, seq] of this.#unscheduled) {
      if (mayMiss(eventId, seq)) facts.push({ kind: 'event-scheduled', eventId });
    }
    const clock = this.#clockAfter(lost, now);
    return { facts: clock ? [...facts, clock] : facts, cancelled: [...reasons.keys()] };
  }

  #whyCancelled(runId: string, { seq, eventIds, invokes }: ActiveRun, lost: LostEntries): string | null {
    if (lost.of(runId) > 0) return 'entries of this run are lost';
    if (lost.unknownAfter(seq)) return 'entries of this run may be lost';
    if (eventIds.some((id) => !this.#begun.has(id))) return 'the event of this run is lost';
    return [...invokes.values()].some((id) => this.#isLostInvoke(id))
      ? 'a run that it invoked is lost'
      : null;
  }

  /** The event is to start nothing any more, and what it started is not there. */
  #isLostInvoke(eventId: string): boolean {
    if (!this.#begun.has(eventId)) return true;
    if (this.#unscheduled.has(eventId) || this.#eventsWithRuns.has(eventId)) return false;
    return ![...this.#buffers.values()].some(({ eventIds }) => eventIds.has(eventId));
  }

  /** They would wait for runs that do not end. */
  #cancelInvokers(reasons: Map<string, string>): void {
    const invokers = new Map<string, string>();
    for (const [runId, { invokes }] of this.#runs) for (const id of invokes.values()) invokers.set(id, runId);
    // Runs that are added on the way are visited, too.
    for (const runId of reasons.keys()) {
      for (const eventId of this.#runs.get(runId)?.eventIds ?? []) {
        const invoker = invokers.get(eventId);
        if (invoker !== undefined && !reasons.has(invoker))
          reasons.set(invoker, 'a run that it invoked was cancelled');
      }
    }
  }

  /** Time never goes back, although the entry that put the clock forward may be lost. */
  #clockAfter(lost: LostEntries, now: number): JournalFact | null {
    if (!lost.unknownAfter(0) && lost.of(clockSubject) === 0) return null;
    const { offset, pausedAt } = this.#clock;
    const behind = this.#latest - (pausedAt ?? now + offset);
    if (behind <= 0) return null;
    return pausedAt === null
      ? { kind: 'clock-set', offset: offset + behind, pausedAt }
      : { kind: 'clock-set', offset, pausedAt: this.#latest };
  }
}

const startKinds: ReadonlySet<JournalEntry['kind']> = new Set(['run-queued', 'event-received', 'event-held']);
