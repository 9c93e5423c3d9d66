/**
 * The runs that have not ended. Most of them are idle, perhaps for days: only some of those are kept in memory. The others are
 * read from the journal again when something happens to them.
 */
import type { JournalEntry } from '../../contract/journal.ts';
import type { RunState } from './run-state.ts';

/** Reading an idle run again costs as much as a short request. */
const defaultMaxIdle = 1_000;

export interface RunStoreOptions {
  /** Reads a run from the journal, and returns null when it is damaged there; null: runs are never evicted. */
  load: ((runId: string) => RunState | null) | null;
  /** Maximum number of idle runs kept in memory. */
  maxIdle?: number;
}

export class RunStore implements Iterable<[string, RunState]> {
  readonly #load: RunStoreOptions['load'];
  readonly #maxIdle: number;
  /** In memory. */
  readonly #active = new Map<string, RunState>();
  /** In memory although idle; the least recently used first. */
  readonly #idle = new Set<string>();
  /** In the journal only. */
  readonly #evicted = new Set<string>();

  constructor({ load, maxIdle = defaultMaxIdle }: RunStoreOptions) {
    this.#load = load;
    this.#maxIdle = maxIdle;
  }

  get size(): number {
    return this.#active.size + this.#evicted.size;
  }

  has(runId: string): boolean {
    return this.#active.has(runId) || this.#evicted.has(runId);
  }

  /** The same object until {@link stored}, which is called at the end of a turn of the event loop. */
  get(runId: string): RunState | undefined {
    const known = this.#active.get(runId);
    if (known || !this.#evicted.has(runId)) return known;
    const run = this.#load!(runId);
    this.#evicted.delete(runId);
    // The next start repairs the journal.
    if (run === null) return undefined;
    this.#active.set(runId, run);
    this.#idle.add(runId);
    return run;
  }

  add(run: RunState): void {
    this.#active.set(run.runId, run);
  }

  delete(runId: string): void {
    this.#active.delete(runId);
    this.#idle.delete(runId);
    this.#evicted.delete(runId);
  }

  /** Keeps the run in memory: something about it is not stored yet. */
  pin(runId: string): void {
    this.#idle.delete(runId);
  }

  /** Everything about the runs of these entries is stored: those that are idle may be evicted. */
  stored(entries: readonly JournalEntry[], now: number): void {
    if (!this.#load) return;
    for (const entry of entries) {
      const run = 'runId' in entry ? this.#active.get(entry.runId) : undefined;
      if (run && isIdle(run, now)) this.#idle.add(run.runId);
    }
    this.#evict();
  }

  #evict(): void {
    for (const runId of this.#idle) {
      if (this.#idle.size <= this.#maxIdle) return;
      this.#idle.delete(runId);
      this.#active.delete(runId);
      this.#evicted.add(runId);
    }
  }

  /** Includes every run that has something to send, or whose app did not answer. */
  inMemory(): IterableIterator<RunState> {
    return this.#active.values();
  }

  *keys(): IterableIterator<string> {
    yield* this.#active.keys();
    yield* this.#evicted;
  }

  /** All runs, without keeping those that are read from the journal for this. */
  *[Symbol.iterator](): IterableIterator<[string, RunState]> {
    for (const runId of [...this.keys()].sort()) {
      const run = this.#active.get(runId) ?? this.#load?.(runId);
      if (run) yield [runId, run];
    }
  }
}

const selfEnding: ReadonlySet<string> = new Set(['sleep', 'wait', 'signal', 'invoke']);

/** Nothing of it is in flight or could be sent: only an event or a timer makes it go on. */
export function isIdle(run: RunState, now: number): boolean {
  if (run.ended || run.unanswered > 0) return false;
  for (const item of run.items.values()) if (item.requestId !== null || item.dueAt <= now) return false;
  for (const { kind } of run.pending.values()) if (!selfEnding.has(kind)) return false;
  return true;
}
