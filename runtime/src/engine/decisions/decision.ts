/** A decision about one run: collects the facts, and tracks what they leave pending. */
import type { JournalFact } from '../../contract/journal.ts';
import type { QueueItem, RunState } from '../state/run-state.ts';
import type { DecisionContext } from './decision-context.ts';

type FactOfRun = Extract<JournalFact, { runId: string }>;
type WithoutRun<T> = T extends unknown ? Omit<T, 'runId'> : never;

export class Decision {
  readonly facts: JournalFact[] = [];
  readonly run: RunState;
  readonly context: DecisionContext;
  /** The run's version with these facts. */
  version: number;
  /** The run ends with these facts. */
  ended = false;
  /** Bytes of the results in these facts. */
  #bytes = 0;
  readonly #pending: Set<string>;
  readonly #memoized = new Set<string>();
  #queued = 0;
  #discoveryQueued = false;

  constructor(run: RunState, context: DecisionContext) {
    this.run = run;
    this.context = context;
    this.version = run.version;
    this.#pending = new Set(run.pending.keys());
  }

  add(fact: WithoutRun<FactOfRun>): void {
    this.facts.push({ runId: this.run.runId, ...fact } as JournalFact);
    if (fact.kind === 'request-queued') this.#queued++;
  }

  /** Counts a result that is about to be added; false when the run has no room for it. */
  get maxStateBytes(): number {
    return this.context.limits.of(this.run.functionId, 'stateBytes');
  }

  hasRoomFor(bytes: number): boolean {
    this.#bytes += bytes;
    return this.run.stateBytes + this.#bytes <= this.maxStateBytes;
  }

  /** Known to the run or to this decision. */
  isKnown(hashedId: string): boolean {
    return this.isMemoized(hashedId) || this.#pending.has(hashedId);
  }

  isMemoized(hashedId: string): boolean {
    return this.run.memos.has(hashedId) || this.#memoized.has(hashedId);
  }

  markPending(hashedId: string): void {
    this.#pending.add(hashedId);
  }

  /** Queues a request for this step alone; `outgoing` is that of the request that reported it (protocol 2.6). */
  queueStep(hashedId: string, outgoing: string | null): void {
    this.markPending(hashedId);
    this.add({
      kind: 'request-queued',
      itemId: this.context.newId(),
      target: hashedId,
      outgoing,
      attempt: 0,
      dueAt: this.context.now,
    });
  }

  markMemoized(hashedId: string): void {
    this.#pending.delete(hashedId);
    this.#memoized.add(hashedId);
  }

  get pendingCount(): number {
    return this.#pending.size;
  }

  get queuedCount(): number {
    return this.#queued;
  }

  end(
    fact: Extract<WithoutRun<FactOfRun>, { kind: 'run-completed' | 'run-failed' | 'run-cancelled' }>,
  ): void {
    if (this.ended) return;
    this.add(fact);
    this.ended = true;
  }

  /**
   * Queues the request that follows a step's end (protocol 2.6, 2.7). Up to version 1 one follows each end; from version 2 on, only
   * the end of the last pending step, or of one in a race. SDK 1 and 2 (version 0) replay up to the step that ended and need a
   * request for each; for the others, one that is not sent yet serves all.
   */
  continueAfter(hashedId: string, race: boolean): void {
    this.markMemoized(hashedId);
    if (this.ended) return;
    if (this.version >= 2 && !race && this.#pending.size > 0) return;
    if (this.version >= 1 && (this.#discoveryQueued || this.#hasUnsentDiscovery())) return;
    this.#discoveryQueued = true;
    this.queueDiscovery(hashedId);
  }

  /** Repeats the request. */
  requeue({ itemId, target, outgoing }: QueueItem, attempt: number, dueAt: number): void {
    this.add({ kind: 'request-queued', itemId, target, outgoing, attempt, dueAt });
  }

  queueDiscovery(outgoing: string | null): void {
    this.add({
      kind: 'request-queued',
      itemId: this.context.newId(),
      target: null,
      outgoing,
      attempt: 0,
      dueAt: this.context.now,
    });
  }

  #hasUnsentDiscovery(): boolean {
    for (const item of this.run.items.values()) {
      if (item.target === null && item.requestId === null && item.attempt === 0) return true;
    }
    return false;
  }
}
