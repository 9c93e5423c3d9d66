/** Which numbers of entries are missing, and what the entries were about. */
import type { LostEntries } from './survivors.ts';

export class Losses implements LostEntries {
  /** Subjects by the number of the entry, as far as an index still names them. */
  readonly #named = new Map<number, string>();
  readonly #countBySubject = new Map<string, number>();
  /** Numbers that are missing and that no index names, from the first to the last of each gap. */
  readonly #gaps: { from: number; to: number }[] = [];
  /** Newer entries may be lost without leaving a gap. */
  readonly isEndUnknown: boolean;
  #last = 0;
  /** Missing without being named: how many; without a count in the file, as many as there can be. */
  unnamed = 0;
  /** No entry was ever deleted: every gap is a loss. */
  areGapsLosses = false;

  constructor(isEndUnknown: boolean) {
    this.isEndUnknown = isEndUnknown;
  }

  name(seq: number, subject: string): void {
    if (this.#named.has(seq)) return;
    this.#named.set(seq, subject);
    this.#countBySubject.set(subject, this.of(subject) + 1);
  }

  /** What was being deleted is not missed. */
  forget(subject: string): void {
    if (!this.#countBySubject.delete(subject)) return;
    for (const [seq, named] of this.#named) if (named === subject) this.#named.delete(seq);
  }

  get named(): number {
    return this.#named.size;
  }

  get count(): number {
    return this.named + this.unnamed;
  }

  /** The greatest number that an entry is known to have had. */
  get lastNamed(): number {
    let last = 0;
    for (const seq of this.#named.keys()) last = Math.max(last, seq);
    return last;
  }

  /** Numbers come in order. */
  present(seq: number): void {
    if (seq > this.#last + 1) this.#gaps.push({ from: this.#last + 1, to: seq - 1 });
    this.#last = seq;
  }

  of(subject: string): number {
    return this.#countBySubject.get(subject) ?? 0;
  }

  unknownAfter(seq: number): boolean {
    return this.isEndUnknown || (this.unnamed > 0 && this.#lastUnnamed() > seq);
  }

  subjects(): Iterable<string> {
    return this.#countBySubject.keys();
  }

  /** From the first to the last number that is known to be missing; null: none is. */
  range(): { from: number; to: number } | null {
    const seqs = [...this.#named.keys()];
    if (this.areGapsLosses && this.#gaps.length > 0) seqs.push(this.#gaps[0]!.from, this.#gaps.at(-1)!.to);
    if (seqs.length === 0) return null;
    return { from: seqs.reduce((a, b) => Math.min(a, b)), to: seqs.reduce((a, b) => Math.max(a, b)) };
  }

  #lastUnnamed(): number {
    for (const { from, to } of [...this.#gaps].reverse()) {
      for (let seq = to; seq >= from; seq--) if (!this.#named.has(seq)) return seq;
    }
    return 0;
  }
}
