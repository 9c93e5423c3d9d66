/**
 * The runs that the Runs view lists: the newest that the extension has, more pages from the runtime, or those that match a
 * filter, which the runtime finds. Knows nothing of VS Code.
 */

import type { ListRunsResponse } from '../../../runtime/src/contract/api.ts';
import { messageOf } from '../../../runtime/src/contract/error-text.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import type { RunFilter } from '../../../runtime/src/contract/run-filter.ts';
import { withoutValues } from '../runtime/run-values.ts';

export interface RunQuery extends RunFilter {
  limit?: number;
  before?: string;
}

export interface RunSource {
  /** Newest first. */
  all(): readonly RunProgress[];
  /** Runs that were queued before this one may be missing in {@link all}; null: none is. */
  readonly olderThan: string | null;
  search(query: RunQuery, signal: AbortSignal): Promise<ListRunsResponse>;
}

const pageSize = 200;
/** Of the runs that the runtime was asked for; who looks for older ones narrows the filter. */
export const maxListed = 5_000;
/** Changed runs that the runtime is asked about at once. */
const maxChecked = 100;

export class RunList {
  readonly #source: RunSource;
  readonly #onChange: () => void;
  #filter: RunFilter | null = null;
  #limit = pageSize;
  /** What the runtime found: older runs without a filter, all of them with one. */
  #found = new Map<string, RunProgress>();
  #next: string | null = null;
  /** {@link RunSource.olderThan} when the older ones were read. */
  #olderThan: string | null = null;
  #abort = new AbortController();
  #isSearching = false;
  #problem: string | null = null;
  #changed = new Set<string>();
  #isChecking = false;

  /** @param onChange called when something came from the runtime. */
  constructor(source: RunSource, onChange: () => void) {
    this.#source = source;
    this.#onChange = onChange;
  }

  get filter(): RunFilter | null {
    return this.#filter;
  }

  get isSearching(): boolean {
    return this.#isSearching;
  }

  /** Why the last search failed. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Newest first. */
  get runs(): readonly RunProgress[] {
    return this.#all().slice(0, this.#limit);
  }

  get hasMore(): boolean {
    if (this.#all().length > this.#limit) return true;
    if (this.#found.size >= maxListed) return false;
    return this.#filter || this.#found.size > 0 ? this.#next !== null : this.#source.olderThan !== null;
  }

  get(runId: string): RunProgress | undefined {
    return this.#found.get(runId);
  }

  /** Null: all runs. Resolves when the first page is there, or another filter took its place. */
  async setFilter(filter: RunFilter | null): Promise<void> {
    this.#filter = filter;
    await this.reset();
  }

  /** The source was read anew. */
  async reset(): Promise<void> {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#found.clear();
    this.#changed.clear();
    this.#next = null;
    this.#limit = pageSize;
    this.#problem = null;
    this.#isSearching = false;
    if (this.#filter) await this.#search(pageSize);
    else this.#onChange();
  }

  /** One more page. */
  async loadMore(): Promise<void> {
    if (this.#isSearching) return;
    const missing = this.#limit + pageSize - this.#all().length;
    if (missing > 0) await this.#search(missing);
    this.#limit += pageSize;
    this.#onChange();
  }

  /** With a filter, the runtime says whether the run matches now. */
  changed(runId: string): void {
    if (!this.#filter) return;
    this.#changed.add(runId);
    void this.#check();
  }

  #all(): RunProgress[] {
    const { olderThan } = this.#source;
    if (!this.#filter && this.#olderThan !== olderThan) {
      this.#olderThan = olderThan;
      this.#found.clear();
      this.#next = null;
    }
    const runs = new Map(this.#found);
    for (const run of this.#source.all()) if (!this.#filter || runs.has(run.runId)) runs.set(run.runId, run);
    return [...runs.values()].sort((a, b) => b.queuedAt - a.queuedAt || (b.runId > a.runId ? 1 : -1));
  }

  async #search(count: number): Promise<void> {
    const { signal } = this.#abort;
    this.#isSearching = true;
    this.#problem = null;
    this.#onChange();
    try {
      for (let found = 0; found < count; ) {
        const before = this.#next ?? (this.#filter ? null : this.#source.olderThan);
        const page = { limit: count - found, ...(before === null ? {} : { before }) };
        const { runs, next } = await this.#source.search({ ...this.#filter, ...page }, signal);
        if (signal.aborted) return;
        for (const run of runs) this.#found.set(run.runId, withoutValues(run));
        found += runs.length;
        this.#next = next ?? null;
        if (this.#next === null) break;
      }
    } catch (error) {
      if (signal.aborted) return;
      this.#problem = messageOf(error);
    }
    this.#isSearching = false;
    this.#onChange();
  }

  async #check(): Promise<void> {
    if (this.#isChecking) return;
    this.#isChecking = true;
    try {
      while (this.#changed.size > 0 && this.#filter) {
        const { signal } = this.#abort;
        const runIds = [...this.#changed].slice(0, maxChecked);
        for (const runId of runIds) this.#changed.delete(runId);
        const { runs } = await this.#source.search({ ...this.#filter, runIds, limit: maxChecked }, signal);
        if (signal.aborted) continue;
        const matching = new Map(runs.map((run) => [run.runId, run]));
        for (const runId of runIds) {
          const run = matching.get(runId);
          if (run) this.#found.set(runId, withoutValues(run));
          else this.#found.delete(runId);
        }
        this.#onChange();
      }
    } catch {
      // Asked again with the next change, or when the runtime is back.
    } finally {
      this.#isChecking = false;
    }
  }

  dispose(): void {
    this.#abort.abort();
  }
}
