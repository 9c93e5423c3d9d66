/**
 * The runs that have not ended. Most of them rest, for days perhaps: only some of those are kept in memory, the others are
 * read from the journal again when something happens to them.
 */
import type { JournalEntry } from '../../contract/journal.ts';
import type { RunState } from './run-state.ts';

/** Resting runs kept in memory: reading one again costs as much as a short request. */
const usuallyResident = 1_000;

export interface RunStoreOptions {
  /** Reads a run from the journal; null: runs are never put away. */
  load: ((runId: string) => RunState) | null;
  /** Resting runs kept in memory, at most. */
  resident?: number;
}

export class RunStore implements Iterable<[string, RunState]> {
  readonly #load: RunStoreOptions['load'];
  readonly #resident: number;
  readonly #awake = new Map<string, RunState>();
  /** In memory although they rest; the one that was needed longest ago first. */
  readonly #resting = new Set<string>();
  /** Those that stand only in the journal. */
  readonly #away = new Set<string>();

  constructor({ load, resident = usuallyResident }: RunStoreOptions) {
    this.#load = load;
    this.#resident = resident;
  }

  get size(): number {
    return this.#awake.size + this.#away.size;
  }

  has(runId: string): boolean {
    return this.#awake.has(runId) || this.#away.has(runId);
  }

  /** The same object until {@link stored}, which happens at the end of a turn. */
  get(runId: string): RunState | undefined {
    const known = this.#awake.get(runId);
    if (known || !this.#away.has(runId)) return known;
    const run = this.#load!(runId);
    this.#away.delete(runId);
    this.#awake.set(runId, run);
    this.#resting.add(runId);
    return run;
  }

  add(run: RunState): void {
    this.#awake.set(run.runId, run);
  }

  delete(runId: string): void {
    this.#awake.delete(runId);
    this.#resting.delete(runId);
    this.#away.delete(runId);
  }

  /** Something happens to it that is not stored yet: it must stay. */
  stays(runId: string): void {
    this.#resting.delete(runId);
  }

  /** Everything about the runs of these entries is stored: those among them that rest may be put away. */
  stored(entries: readonly JournalEntry[], now: number): void {
    if (!this.#load) return;
    for (const entry of entries) {
      const run = 'runId' in entry ? this.#awake.get(entry.runId) : undefined;
      if (run && rests(run, now)) this.#resting.add(run.runId);
    }
    this.#putAway();
  }

  #putAway(): void {
    for (const runId of this.#resting) {
      if (this.#resting.size <= this.#resident) return;
      this.#resting.delete(runId);
      this.#awake.delete(runId);
      this.#away.add(runId);
    }
  }

  /** Only those in memory: every run that has something to send, or was not reached, is among them. */
  inMemory(): IterableIterator<RunState> {
    return this.#awake.values();
  }

  *keys(): IterableIterator<string> {
    yield* this.#awake.keys();
    yield* this.#away;
  }

  /** All, read for the looking: for whoever wants to see the whole state. */
  *[Symbol.iterator](): IterableIterator<[string, RunState]> {
    for (const runId of [...this.keys()].sort()) {
      const run = this.#awake.get(runId) ?? this.#load?.(runId);
      if (run) yield [runId, run];
    }
  }
}

const ownTimers: ReadonlySet<string> = new Set(['sleep', 'wait', 'signal', 'invoke']);

/** Nothing of it is at work or could be sent: only an event, or a time, makes it go on. */
export function rests(run: RunState, now: number): boolean {
  if (run.ended || run.unanswered > 0) return false;
  for (const item of run.items.values()) if (item.requestId !== null || item.dueAt <= now) return false;
  for (const { kind } of run.pending.values()) if (!ownTimers.has(kind)) return false;
  return true;
}
