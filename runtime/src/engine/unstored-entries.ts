/** Entries that are taken as true and not stored yet. */
import type { JournalEntry, JournalFact } from '../contract/journal.ts';
import type { Journal } from '../journal/journal.ts';

interface Waiter {
  resolve: () => void;
  reject: (error: unknown) => void;
}

export class UnstoredEntries {
  readonly #journal: Journal;
  #seq: number;
  #entries: JournalEntry[] = [];
  #waiters: Waiter[] = [];
  /** Why nothing can be stored any more. */
  #failure: { error: unknown } | null = null;

  constructor(journal: Journal) {
    this.#journal = journal;
    this.#seq = journal.lastSeq;
  }

  /** @param now Unix milliseconds. */
  add(fact: JournalFact, now: number): JournalEntry {
    const entry: JournalEntry = { seq: ++this.#seq, at: now, ...fact };
    this.#entries.push(entry);
    return entry;
  }

  /** Resolves when everything added so far is stored; rejects when that is impossible. */
  durable(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure.error);
    if (this.#entries.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  /** Stores all of them in one transaction. After a failure nothing is stored any more: later facts may depend on lost ones. */
  store(): { entries: readonly JournalEntry[] } | { error: unknown } {
    const entries = this.#entries;
    const waiters = this.#waiters;
    this.#entries = [];
    this.#waiters = [];
    try {
      if (this.#failure) throw this.#failure.error;
      if (entries.length > 0) this.#journal.append(entries);
    } catch (error) {
      this.#failure ??= { error };
      for (const { reject } of waiters) reject(error);
      return { error };
    }
    for (const { resolve } of waiters) resolve();
    return { entries };
  }
}
