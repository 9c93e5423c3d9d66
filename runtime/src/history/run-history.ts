/** A run at any moment of its past: its entries, and its progress up to each of them. Pure; no Node imports. */
import { applyEntry } from '../contract/apply-entry.ts';
import type { JournalEntry } from '../contract/journal.ts';
import type { RunProgress } from '../contract/progress.ts';

/** A moment is folded from the last stored one before it: at most so many entries. */
const entriesBetweenSnapshots = 256;

export class RunHistory {
  readonly #entries: JournalEntry[] = [];
  /** Progress after every so many entries; the first is the one before any. */
  readonly #snapshots: (RunProgress | null)[] = [null];
  #last: RunProgress | null = null;

  /** @param entries of one run, in the order of the journal. */
  constructor(entries: Iterable<JournalEntry> = []) {
    for (const entry of entries) this.add(entry);
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  /** The progress after the last entry; null before `run-queued`. */
  get latest(): RunProgress | null {
    return this.#last;
  }

  /** An entry that is already there, or older than the last, changes nothing. */
  add(entry: JournalEntry): void {
    if (entry.seq <= (this.#entries.at(-1)?.seq ?? -1)) return;
    this.#entries.push(entry);
    this.#last = applyEntry(this.#last, entry);
    if (this.#entries.length % entriesBetweenSnapshots === 0) this.#snapshots.push(this.#last);
  }

  /**
   * The progress after the last entry whose seq is at most this; null before `run-queued`. The same value for the same
   * moment of {@link latest}.
   */
  at(seq: number): RunProgress | null {
    const count = this.#countUpTo(seq);
    if (count === this.#entries.length) return this.#last;
    const snapshot = Math.floor(count / entriesBetweenSnapshots);
    let progress = this.#snapshots[snapshot] ?? null;
    for (const entry of this.#entries.slice(snapshot * entriesBetweenSnapshots, count))
      progress = applyEntry(progress, entry);
    return progress;
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
