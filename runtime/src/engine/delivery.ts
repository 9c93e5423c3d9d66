/** Carries queued requests out: calls of the app, and the HTTP requests that functions ask for. */
import type { JournalFact } from '../contract/journal.ts';
import type { FetchRequest } from '../sdk-protocol/fetch-op.ts';
import type { Op } from '../sdk-protocol/ops.ts';
import type { Gateway } from '../transport/fetcher.ts';
import type { Sender } from '../transport/sender.ts';
import { decideAnswer, decideInterrupted, decideUnreachable } from './decisions/decide-answer.ts';
import {
  decideFetchEnded,
  decideNotRecalled,
  decideRecall,
  hasFetches,
  isDiscovering,
} from './decisions/decide-fetch.ts';
import type { Circumstances } from './decisions/decision.ts';
import type { Outgoing } from './dispatcher.ts';
import { executionRequest } from './execution-request.ts';
import { Fetches } from './fetches.ts';
import type { QueueItem, RunState } from './state/run-state.ts';

export interface DeliveryOptions {
  sender: Sender;
  gateway: Gateway;
  circumstances: () => Circumstances;
  commit: (facts: readonly JournalFact[]) => void;
  /** A request that could not be sent can be now. */
  onReady: (runId: string) => void;
}

export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #fetches: Fetches;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#fetches = new Fetches(options.gateway);
  }

  /** Answers, when the request has ended, what is to be done if the run still waits for it. */
  async deliver({ run, item, fn }: Outgoing, requestId: string): Promise<() => void> {
    const { sender, commit, circumstances } = this.#options;
    const fetched = this.#fetches.requestOf(run, item);
    if (fetched) return this.#fetch(run, item, fetched);
    const result = await sender.send(executionRequest(run, item, requestId, fn));
    if (result.kind === 'unreachable')
      return () => commit(decideUnreachable(run, item, result.message, circumstances()));
    if (result.kind === 'interrupted') return () => commit(decideInterrupted(run, item, circumstances()));
    const { answer } = result;
    return () => {
      commit(decideAnswer(run, item, answer, circumstances()));
      this.learn(run, answer.kind === 'ops' ? answer.ops : []);
    };
  }

  async #fetch(run: RunState, item: QueueItem, request: FetchRequest): Promise<() => void> {
    const outcome = await this.#fetches.send(run, request);
    const { commit, circumstances } = this.#options;
    return () => commit(decideFetchEnded(run, item, request, outcome, circumstances()));
  }

  /** False while the request of a fetch is not known. */
  canSend(run: RunState, item: QueueItem): boolean {
    return this.#fetches.canSend(run, item);
  }

  /** What the app has asked for; the facts about it hold. */
  learn(run: RunState, ops: readonly Op[]): void {
    const { runId } = run;
    const { commit, circumstances, onReady } = this.#options;
    if (this.#fetches.learn(run, ops)) onReady(runId);
    if (!this.#fetches.isRecalling(runId) || isDiscovering(run)) return;
    this.#fetches.recalled(runId);
    commit(decideNotRecalled(run, (id) => this.#fetches.knows(runId, id), circumstances()));
  }

  /** A run of an earlier process goes on. */
  resume(run: RunState): void {
    if (!hasFetches(run)) return;
    this.#fetches.recalls(run.runId);
    this.#options.commit(decideRecall(run, this.#options.circumstances()));
  }

  /** The step has its result. */
  stepEnded(runId: string, hashedId: string): void {
    this.#fetches.forget(runId, hashedId);
  }

  runEnded(runId: string): void {
    this.#fetches.cancel(runId);
  }

  /** Gives up what the gateway is at work on. */
  close(): void {
    this.#fetches.close();
  }
}
