/** Everything the engine knows: a fold of the journal's entries about what has not ended. */
import type { JournalEntry } from '../../contract/journal.ts';
import type { EventRecord } from '../../contract/run.ts';
import { idempotencyKey } from '../../journal/journal.ts';
import { wireEvent } from '../../sdk-protocol/memo.ts';
import { EventBuffers } from './event-buffers.ts';
import { RunLimits } from './run-limits.ts';
import { foldRun, newRunState, type RunEntry, type RunState } from './run-state.ts';
import { RunStore } from './run-store.ts';
import { WaitIndex } from './wait-index.ts';

/** How long the same event id starts the same function once (protocol 3.1). */
export const idempotencyPeriod = 24 * 3_600_000;

export interface SignalWait {
  runId: string;
  hashedId: string;
}

export class EngineState {
  readonly runs: RunStore;
  readonly waits = new WaitIndex();
  readonly limits = new RunLimits();
  /** Waits by signal; a signal has one at a time, as a rule. */
  readonly signals = new Map<string, SignalWait[]>();
  /** Runs by the name of the events that cancel them. */
  readonly cancelOn = new Map<string, Set<string>>();
  /** Events whose runs are not queued yet, by internalId. */
  readonly unscheduled = new Map<string, EventRecord>();
  readonly buffers = new EventBuffers();
  readonly #singletons = new Map<string, Set<string>>();
  /** Theoretical arrival times of rate limits and throttles, by key. */
  readonly #arrivals = new Map<string, number>();
  readonly #keys = new Map<string, number>();
  readonly #storedEvent: (internalId: string) => EventRecord | null;

  /**
   * @param storedEvent looks up an event that was scheduled before.
   * @param stored lets idle runs be evicted: a run's entries, and how many idle runs stay in memory.
   */
  constructor(
    storedEvent: (internalId: string) => EventRecord | null,
    stored?: { entriesOf: (runId: string) => readonly JournalEntry[]; maxIdleRuns?: number },
  ) {
    this.#storedEvent = storedEvent;
    const load = stored ? (runId: string) => this.#read(stored.entriesOf(runId)) : null;
    this.runs = new RunStore({
      load,
      ...(stored?.maxIdleRuns === undefined ? {} : { maxIdle: stored.maxIdleRuns }),
    });
  }

  /** @returns the run that the entry is about; null when that ended before, or there is none. */
  apply(entry: JournalEntry): RunState | null {
    switch (entry.kind) {
      case 'event-received':
        this.unscheduled.set(entry.event.internalId, entry.event);
        return null;
      case 'event-scheduled':
        this.unscheduled.delete(entry.eventId);
        return null;
      case 'start-refused':
      case 'clock-set':
        return null;
      case 'event-held':
        this.buffers.apply(entry, this.event(entry.eventId));
        if (entry.rate) this.arrives(entry.rate.key, entry.rate.arrival);
        if (entry.idempotencyKey)
          this.useKey(idempotencyKey(entry.functionId, entry.idempotencyKey), entry.at);
        return null;
      case 'hold-released':
        this.buffers.apply(entry, null);
        return null;
      case 'run-queued':
        return this.#addRun(entry);
      case 'run-started':
        if (entry.rate) this.arrives(entry.rate.key, entry.rate.arrival);
    }
    const run = this.runs.get(entry.runId);
    if (!run) return null;
    this.runs.pin(run.runId);
    this.#unindex(run, entry);
    foldRun(run, entry);
    this.#index(run, entry);
    if (run.ended) this.#removeRun(run);
    return run;
  }

  event(internalId: string): EventRecord | null {
    return (
      this.unscheduled.get(internalId) ?? this.buffers.event(internalId) ?? this.#storedEvent(internalId)
    );
  }

  /** Active runs of a singleton's key, oldest first. */
  singletons(key: string): readonly string[] {
    return [...(this.#singletons.get(key) ?? [])];
  }

  /** Unix milliseconds; null when none is known. */
  arrival(key: string): number | null {
    return this.#arrivals.get(key) ?? null;
  }

  /** They only grow; after a restart they come in the order of the runs, not in that of the starts. */
  arrives(key: string, arrival: number): void {
    this.#arrivals.set(key, Math.max(arrival, this.#arrivals.get(key) ?? 0));
  }

  /** When the function was started under this key within the period, Unix milliseconds; null: it was not. */
  startedAt(functionId: string, key: string, now: number): number | null {
    const timestamp = this.#keys.get(idempotencyKey(functionId, key));
    return timestamp !== undefined && now - timestamp < idempotencyPeriod ? timestamp : null;
  }

  useKey(key: string, timestamp: number): void {
    this.#keys.set(key, timestamp);
  }

  #addRun(entry: Extract<JournalEntry, { kind: 'run-queued' }>): RunState {
    const run = this.#newRun(entry);
    this.runs.add(run);
    if (entry.idempotencyKey) this.useKey(idempotencyKey(run.functionId, entry.idempotencyKey), entry.at);
    for (const { event } of run.cancelOn) addTo(this.cancelOn, event, run.runId);
    if (entry.rate) this.arrives(entry.rate.key, entry.rate.arrival);
    if (run.flow.singleton !== undefined) addTo(this.#singletons, run.flow.singleton, run.runId);
    return run;
  }

  #newRun(entry: Extract<JournalEntry, { kind: 'run-queued' }>): RunState {
    return newRunState(
      entry,
      entry.eventIds.map((id) => this.event(id)).filter((event) => event !== null),
    );
  }

  /** An evicted run, from its entries; what else they led to is still in memory. Null when its first entry is lost. */
  #read([queued, ...entries]: readonly JournalEntry[]): RunState | null {
    if (queued?.kind !== 'run-queued') return null;
    const run = this.#newRun(queued);
    for (const entry of entries) foldRun(run, entry as RunEntry);
    return run;
  }

  #index(run: RunState, entry: JournalEntry): void {
    if (entry.kind !== 'wait-started') return;
    const { hashedId } = entry.step;
    if (entry.signal) {
      const waits = this.signals.get(entry.event) ?? [];
      this.signals.set(entry.event, [...waits, { runId: run.runId, hashedId }]);
      return;
    }
    const own = run.events[0];
    this.waits.add(
      entry.event,
      { runId: run.runId, hashedId, if: entry.if },
      own ? wireEvent(own) : {},
      entry.at,
    );
  }

  #unindex(run: RunState, entry: JournalEntry): void {
    switch (entry.kind) {
      case 'wait-matched':
      case 'wait-timed-out':
      case 'signal-wait-replaced':
        this.#dropWait(run, entry.hashedId);
        return;
      case 'step-completed':
        this.#dropWait(run, entry.step.hashedId);
    }
  }

  #dropWait(run: RunState, hashedId: string): void {
    const pending = run.pending.get(hashedId);
    if (pending?.kind === 'wait') this.waits.remove(pending.event, run.runId, hashedId);
    if (pending?.kind !== 'signal') return;
    const left = (this.signals.get(pending.event) ?? []).filter(
      (wait) => wait.runId !== run.runId || wait.hashedId !== hashedId,
    );
    if (left.length > 0) this.signals.set(pending.event, left);
    else this.signals.delete(pending.event);
  }

  #removeRun(run: RunState): void {
    for (const hashedId of run.pending.keys()) this.#dropWait(run, hashedId);
    for (const { event } of run.cancelOn) removeFrom(this.cancelOn, event, run.runId);
    if (run.flow.singleton !== undefined) removeFrom(this.#singletons, run.flow.singleton, run.runId);
    this.runs.delete(run.runId);
  }
}

function addTo(index: Map<string, Set<string>>, key: string, value: string): void {
  const values = index.get(key);
  if (values) values.add(value);
  else index.set(key, new Set([value]));
}

function removeFrom(index: Map<string, Set<string>>, key: string, value: string): void {
  const values = index.get(key);
  values?.delete(value);
  if (values?.size === 0) index.delete(key);
}
