/** The requests that functions have asked for and that are not answered yet. Kept in memory only: see {@link decideRecall}. */

import { type FetchRequest, isFetchOp, readFetch } from '../sdk-protocol/fetch-op.ts';
import type { Op } from '../sdk-protocol/ops.ts';
import type { Fetcher, FetchOutcome } from '../transport/fetcher.ts';
import type { QueueItem, RunState } from './state/run-state.ts';

interface RunFetches {
  /** By the step's hashed id. */
  readonly requests: Map<string, FetchRequest>;
  readonly cancelled: AbortController;
}

export class Fetches {
  readonly #fetcher: Fetcher;
  readonly #runs = new Map<string, RunFetches>();
  /** Runs of an earlier process whose requests are to be named again. */
  readonly #recalling = new Set<string>();

  constructor(fetcher: Fetcher) {
    this.#fetcher = fetcher;
  }

  /** Takes note of what an answer asks for, once its facts are recorded. True when there was something new. */
  learn(run: RunState, ops: readonly Op[]): boolean {
    let isNew = false;
    for (const op of ops) {
      if (!isFetchOp(op) || run.pending.get(op.id)?.kind !== 'fetch') continue;
      const request = readFetch(op);
      if (typeof request === 'string' || this.knows(run.runId, op.id)) continue;
      this.#of(run.runId).requests.set(op.id, request);
      isNew = true;
    }
    return isNew;
  }

  knows(runId: string, hashedId: string): boolean {
    return this.#runs.get(runId)?.requests.has(hashedId) ?? false;
  }

  /** False for a fetch whose request is not known. */
  canSend(run: RunState, { target }: QueueItem): boolean {
    if (target === null || run.pending.get(target)?.kind !== 'fetch') return true;
    return this.knows(run.runId, target);
  }

  /** Null when the item is not a fetch. */
  requestOf(run: RunState, { target }: QueueItem): FetchRequest | null {
    return (target !== null && this.#runs.get(run.runId)?.requests.get(target)) || null;
  }

  send(run: RunState, request: FetchRequest): Promise<FetchOutcome> {
    return this.#fetcher.fetch(request, this.#of(run.runId).cancelled.signal);
  }

  /** The step has its result. */
  forget(runId: string, hashedId: string): void {
    const fetches = this.#runs.get(runId);
    if (!fetches?.requests.delete(hashedId)) return;
    if (fetches.requests.size === 0) this.#runs.delete(runId);
  }

  /** The run has ended: its requests in flight are aborted. */
  cancel(runId: string): void {
    this.#runs.get(runId)?.cancelled.abort();
    this.#runs.delete(runId);
    this.#recalling.delete(runId);
  }

  startRecall(runId: string): void {
    this.#recalling.add(runId);
  }

  isRecalling(runId: string): boolean {
    return this.#recalling.has(runId);
  }

  endRecall(runId: string): void {
    this.#recalling.delete(runId);
  }

  close(): void {
    for (const runId of [...this.#runs.keys()]) this.cancel(runId);
  }

  #of(runId: string): RunFetches {
    const known = this.#runs.get(runId);
    if (known) return known;
    const fetches = { requests: new Map<string, FetchRequest>(), cancelled: new AbortController() };
    this.#runs.set(runId, fetches);
    return fetches;
  }
}
