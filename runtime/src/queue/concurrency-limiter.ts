/**
 * Who may send a request now, where the number of requests in flight or of runs is limited (protocol 4.5 `concurrency`).
 * Kept in memory only: after a restart no request is in flight, and the runs that had started take their permits again.
 *
 * A request that finds a limit reached waits for it. The smallest score goes first, and waiters go before newcomers. A
 * request that waits for one limit does not delay others at another.
 */
import { Heap } from './heap.ts';

/** One of the limits that a request counts against. Requests with the same `key` share it. */
export interface Limit {
  key: string;
  limit: number;
}

export interface PermitRequest {
  itemId: string;
  runId: string;
  /** Smaller goes first: Unix milliseconds, moved by the run's priority. */
  score: number;
  limits: readonly Limit[];
}

/** `wake`: runs that should ask (again) now. */
export type Permit =
  | { granted: true; wake: readonly string[] }
  | { granted: false; waitsFor: Limit; wake: readonly string[] };

/** Among equals the earliest goes first: without a total order two could wait for each other. */
interface Waiter extends PermitRequest {
  order: number;
}

interface LimitState {
  /** Ids of the items that hold a permit. */
  readonly holders: Set<string>;
  readonly waiting: Heap<Waiter>;
}

export class ConcurrencyLimiter {
  readonly #states = new Map<string, LimitState>();
  /** By item, the limits of its permit. */
  readonly #permits = new Map<string, readonly Limit[]>();
  /** By item, the limit that it waits for. */
  readonly #waiters = new Map<string, { waiter: Waiter; waitsFor: Limit }>();
  #nextOrder = 0;

  /** Grants a permit under all limits, or lets the request wait for the first that is reached. A permit is granted once. */
  acquire(request: PermitRequest): Permit {
    if (this.#permits.has(request.itemId)) return { granted: true, wake: [] };
    const before = this.#waiters.get(request.itemId) ?? null;
    const waiter = before?.waiter ?? { ...request, order: this.#nextOrder++ };
    const { itemId, limits } = waiter;
    const reached = limits.find((limit) => !this.#isOpenTo(waiter, limit));
    if (!reached) {
      this.#waiters.delete(itemId);
      for (const { key } of limits) this.#stateOf(key).holders.add(itemId);
      this.#permits.set(itemId, limits);
      return { granted: true, wake: limits.flatMap(({ key }) => this.#next(key)) };
    }
    if (before?.waitsFor.key === reached.key) return { granted: false, waitsFor: reached, wake: [] };
    this.#waiters.set(itemId, { waiter, waitsFor: reached });
    this.#stateOf(reached.key).waiting.push(waiter);
    return { granted: false, waitsFor: reached, wake: before ? this.#next(before.waitsFor.key) : [] };
  }

  /** Takes permits that were granted before a restart. */
  hold(itemId: string, limits: readonly Limit[]): void {
    for (const { key } of limits) this.#stateOf(key).holders.add(itemId);
    this.#permits.set(itemId, limits);
  }

  /** Returns the permit, or stops waiting. @returns the runs that should ask now. */
  release(itemId: string): string[] {
    const before = this.#waiters.get(itemId);
    this.#waiters.delete(itemId);
    const keys = (this.#permits.get(itemId) ?? (before ? [before.waitsFor] : [])).map(({ key }) => key);
    this.#permits.delete(itemId);
    return keys.flatMap((key) => {
      this.#stateOf(key).holders.delete(itemId);
      const next = this.#next(key);
      const { holders, waiting } = this.#stateOf(key);
      if (holders.size === 0 && waiting.size === 0) this.#states.delete(key);
      return next;
    });
  }

  /** The limit that the item waits for; null when it waits for none. */
  waitingFor(itemId: string): Limit | null {
    return this.#waiters.get(itemId)?.waitsFor ?? null;
  }

  /** Items that hold a permit under a limit. */
  holders(key: string): readonly string[] {
    return [...(this.#states.get(key)?.holders ?? [])];
  }

  /** Not reached, and no waiter goes before. */
  #isOpenTo(waiter: Waiter, { key, limit }: Limit): boolean {
    const state = this.#states.get(key);
    if (!state) return limit > 0;
    if (state.holders.size >= limit) return false;
    const first = this.#firstWaiter(state, key);
    return !first || first.itemId === waiter.itemId || inOrder(waiter, first) < 0;
  }

  /** The run of the first waiter, if the limit has room for it. */
  #next(key: string): string[] {
    const state = this.#states.get(key);
    const first = state && this.#firstWaiter(state, key);
    const limit = first?.limits.find((each) => each.key === key);
    return first && limit && state.holders.size < limit.limit ? [first.runId] : [];
  }

  /** Drops those that no longer wait for this limit. */
  #firstWaiter(state: LimitState, key: string): Waiter | undefined {
    for (;;) {
      const first = state.waiting.peek();
      const current = first && this.#waiters.get(first.itemId);
      if (!first || (current?.waiter === first && current.waitsFor.key === key)) return first;
      state.waiting.pop();
    }
  }

  #stateOf(key: string): LimitState {
    let state = this.#states.get(key);
    if (!state) {
      state = { holders: new Set(), waiting: new Heap<Waiter>(inOrder) };
      this.#states.set(key, state);
    }
    return state;
  }
}

function inOrder(a: Waiter, b: Waiter): number {
  return a.score - b.score || a.order - b.order;
}
