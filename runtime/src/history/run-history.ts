/** A run at any moment of its past: its entries, and its progress up to each of them. Pure; no Node imports. */
import type { JournalEntry } from '../contract/journal.ts';
import type { RunProgress } from '../contract/progress.ts';
import { RunFold } from '../contract/run-fold.ts';

/** A moment is folded from the last stored one before it: at most so many entries. */
const entriesBetweenSnapshots = 256;

export class RunHistory {
  readonly #entries: JournalEntry[] = [];
  /** Progress after every so many entries; the first is the one before any. They share the steps that are alike. */
  readonly #snapshots: (RunProgress | null)[] = [null];
  readonly #fold = new RunFold();

  /** @param entries of one run, in the order of the journal. */
  constructor(entries: Iterable<JournalEntry> = []) {
    for (const entry of entries) this.add(entry);
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  /** The progress after the last entry; null before `run-queued`. */
  get latest(): RunProgress | null {
    return this.#fold.current;
  }

  /** An entry that is already there, or older than the last, changes nothing. */
  add(entry: JournalEntry): void {
    if (entry.seq <= (this.#entries.at(-1)?.seq ?? -1)) return;
    this.#entries.push(entry);
    this.#fold.apply(entry);
    if (this.#entries.length % entriesBetweenSnapshots === 0) this.#snapshots.push(this.#fold.current);
  }

  /**
   * The progress after the last entry whose seq is at most this; null before `run-queued`. The same value for the same
   * moment of {@link latest}.
   */
  at(seq: number): RunProgress | null {
    const count = this.#countUpTo(seq);
    if (count === this.#entries.length) return this.latest;
    const snapshot = Math.floor(count / entriesBetweenSnapshots);
    const fold = new RunFold(this.#snapshots[snapshot] ?? null);
    for (const entry of this.#entries.slice(snapshot * entriesBetweenSnapshots, count)) fold.apply(entry);
    return fold.current;
  }

  /** The last entry whose seq is at most this; null before the first. */
  entryAt(seq: number): JournalEntry | null {
    return this.#entries[this.#countUpTo(seq) - 1] ?? null;
  }

  /** Index of the last entry whose seq is at most this; -1 before the first. */
  indexAt(seq: number): number {
    return this.#countUpTo(seq) - 1;
  }

  /** Undefined until the step was reported. */
  stepName(hashedId: string): string | undefined {
    return this.#fold.step(hashedId)?.step.name;
  }

  /** How many entries have at most this seq. */
  #countUpTo(seq: number): number {
    let [from, to] = [0, this.#entries.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#entries[middle]!.seq <= seq) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
