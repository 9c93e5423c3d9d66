/** Entries that are taken as true and not stored yet. */
import type { JournalEntry, JournalFact } from '../contract/journal.ts';
import { DiskFullError, type Journal } from '../journal/journal.ts';

interface Waiter {
  resolve: () => void;
  reject: (error: unknown) => void;
}

export interface StoringHooks {
  onStored: (entries: readonly JournalEntry[]) => void;
  /** Nothing can be stored any more. */
  onFatal: (error: unknown) => void;
  /** The disk is full, or has room again (null). Entries wait for `retry`; without this hook, a full disk is fatal. */
  onDiskFull?: ((error: DiskFullError | null, retry: () => void) => void) | undefined;
}

export class UnstoredEntries {
  readonly #journal: Journal;
  readonly #hooks: StoringHooks;
  #seq: number;
  #entries: JournalEntry[] = [];
  #waiters: Waiter[] = [];
  #diskFull: DiskFullError | null = null;
  /** Why nothing can be stored any more. */
  #failure: { error: unknown } | null = null;

  constructor(journal: Journal, hooks: StoringHooks) {
    this.#journal = journal;
    this.#hooks = hooks;
    this.#seq = journal.lastSeq;
  }

  /** Set while nothing can be stored for now. */
  get diskFull(): DiskFullError | null {
    return this.#diskFull;
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
    if (this.#diskFull) return Promise.reject(this.#diskFull);
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  /**
   * Stores all of them in one transaction. With a full disk they stay here, to be stored later. After any other failure nothing is
   * stored any more: later facts may depend on lost ones.
   */
  store(): void {
    if (this.#failure) return;
    const waiters = this.#waiters;
    const entries = this.#entries;
    this.#waiters = [];
    try {
      if (entries.length > 0) this.#journal.append(entries);
    } catch (error) {
      this.#notStored(error);
      for (const { reject } of waiters) reject(error);
      return;
    }
    this.#entries = [];
    for (const { resolve } of waiters) resolve();
    this.#hooks.onStored(entries);
    if (!this.#diskFull) return;
    this.#diskFull = null;
    this.#hooks.onDiskFull?.(null, () => {});
  }

  #notStored(error: unknown): void {
    const { onFatal, onDiskFull } = this.#hooks;
    if (error instanceof DiskFullError && onDiskFull) {
      this.#diskFull = error;
      onDiskFull(error, () => this.store());
      return;
    }
    this.#failure = { error };
    this.#entries = [];
    onFatal(error);
  }
}
