/** Carries out dispatched requests: calls of apps, and the HTTP requests that functions ask for. */
import type { JournalFact } from '../contract/journal.ts';
import type { FetchRequest } from '../sdk-protocol/fetch-op.ts';
import type { Op } from '../sdk-protocol/ops.ts';
import type { Fetcher } from '../transport/fetcher.ts';
import type { Sender } from '../transport/sender.ts';
import { decideAnswer, decideInterrupted, decideUnreachable } from './decisions/decide-answer.ts';
import {
  decideFetchEnded,
  decideNotRecalled,
  decideRecall,
  hasFetches,
  isDiscovering,
} from './decisions/decide-fetch.ts';
import type { DecisionContext } from './decisions/decision-context.ts';
import type { Outgoing } from './dispatcher.ts';
import { executionRequest } from './execution-request.ts';
import { Fetches } from './fetches.ts';
import type { QueueItem, RunState } from './state/run-state.ts';

export interface DeliveryOptions {
  sender: Sender;
  fetcher: Fetcher;
  decisionContext: () => DecisionContext;
  record: (facts: readonly JournalFact[]) => void;
  /** A request that could not be sent can be now. */
  onReady: (runId: string) => void;
  /** A run has ended while the app at this URL works on its request. */
  onAbandoned?: ((url: string, isPending: () => boolean) => void) | undefined;
}

export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #fetches: Fetches;
  /** By request id. */
  readonly #atWork = new Map<string, { runId: string; url: string }>();

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#fetches = new Fetches(options.fetcher);
  }

  /** Resolves when the request has ended, to what is to be done if the run still waits for it. */
  async deliver({ run, item, fn }: Outgoing, requestId: string): Promise<() => void> {
    const { sender, record, decisionContext } = this.#options;
    const fetched = this.#fetches.requestOf(run, item);
    if (fetched) return this.#fetch(run, item, fetched);
    const request = executionRequest(run, item, requestId, fn);
    this.#atWork.set(requestId, { runId: run.runId, url: request.url });
    const result = await sender.send(request);
    this.#atWork.delete(requestId);
    if (result.kind === 'unreachable')
      return () => record(decideUnreachable(run, item, result.message, decisionContext()));
    if (result.kind === 'interrupted') return () => record(decideInterrupted(run, item, decisionContext()));
    const { answer } = result;
    return () => {
      record(decideAnswer(run, item, answer, decisionContext()));
      this.learn(run, answer.kind === 'ops' ? answer.ops : []);
    };
  }

  async #fetch(run: RunState, item: QueueItem, request: FetchRequest): Promise<() => void> {
    const outcome = await this.#fetches.send(run, request);
    const { record, decisionContext } = this.#options;
    return () => record(decideFetchEnded(run, item, request, outcome, decisionContext()));
  }

  /** False while the request of a fetch is not known. */
  canSend(run: RunState, item: QueueItem): boolean {
    return this.#fetches.canSend(run, item);
  }

  /** Takes note of the requests that the ops ask for, once their facts are recorded. */
  learn(run: RunState, ops: readonly Op[]): void {
    const { runId } = run;
    const { record, decisionContext, onReady } = this.#options;
    if (this.#fetches.learn(run, ops)) onReady(runId);
    if (!this.#fetches.isRecalling(runId) || isDiscovering(run)) return;
    this.#fetches.endRecall(runId);
    record(decideNotRecalled(run, (id) => this.#fetches.knows(runId, id), decisionContext()));
  }

  /** A run of an earlier process goes on. */
  resume(run: RunState): void {
    if (!hasFetches(run)) return;
    this.#fetches.startRecall(run.runId);
    this.#options.record(decideRecall(run, this.#options.decisionContext()));
  }

  /** The step has its result. */
  stepEnded(runId: string, hashedId: string): void {
    this.#fetches.forget(runId, hashedId);
  }

  runEnded(runId: string): void {
    this.#fetches.cancel(runId);
    for (const [requestId, { runId: owner, url }] of this.#atWork)
      if (owner === runId) this.#options.onAbandoned?.(url, () => this.#atWork.has(requestId));
  }

  /** Aborts all requests of functions. */
  close(): void {
    this.#fetches.close();
  }
}
