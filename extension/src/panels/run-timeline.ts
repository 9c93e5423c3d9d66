/** The timeline and the printed lines of a run, live and at any moment of its past. Each entry is folded once. */
import type { JournalEntry } from '../../../runtime/src/contract/journal.ts';
import type { PrintedText } from '../../../runtime/src/contract/progress.ts';
import { type Timeline, TimelineFold } from '../../../runtime/src/history/timeline.ts';

export interface RunPast {
  timeline: Timeline | null;
  /** All that its code printed, oldest first. */
  logs: readonly PrintedText[];
}

export class RunTimeline {
  #live = new Fold();
  /** Apart from the live one, which would have to start anew. */
  #past = new Fold();

  /**
   * @param entries of the run; each call may bring more.
   * @param seq of the last entry to show; null: all.
   */
  at(entries: readonly JournalEntry[], seq: number | null): RunPast {
    if (seq === null) return this.#live.upTo(entries, Number.POSITIVE_INFINITY);
    if (seq < this.#past.seq) this.#past = new Fold();
    return this.#past.upTo(entries, seq);
  }
}

class Fold {
  readonly #fold = new TimelineFold();
  readonly #logs: PrintedText[] = [];
  #count = 0;
  #seq = -1;
  #shown: RunPast | null = null;

  /** Of the last entry that was folded in. */
  get seq(): number {
    return this.#seq;
  }

  upTo(entries: readonly JournalEntry[], seq: number): RunPast {
    const before = this.#count;
    for (let entry = entries[this.#count]; entry && entry.seq <= seq; entry = entries[this.#count]) {
      this.#fold.add(entry);
      if (entry.kind === 'output-printed') this.#logs.push(printed(entry));
      this.#count += 1;
      this.#seq = entry.seq;
    }
    if (this.#shown === null || this.#count !== before)
      this.#shown = { timeline: this.#fold.timeline, logs: [...this.#logs] };
    return this.#shown;
  }
}

function printed(entry: Extract<JournalEntry, { kind: 'output-printed' }>): PrintedText {
  const { at, level, text, by: step } = entry;
  return { at, level, text, step, cut: entry.cut === true };
}
