/** Requests that wait for a worker with room, or that a worker has. A reply ends each once, whichever worker brings it. */
import type { Clock } from '../clock.ts';
import { durationText } from '../contract/duration-text.ts';
import type { ExecutionRequest } from '../sdk-protocol/request.ts';
import { type Answer, transportFailure } from '../sdk-protocol/response.ts';
import type { SendResult } from '../transport/sender.ts';
import { addressOf, encodeRequest } from './execution.ts';
import { kinds } from './messages.ts';
import { chooseWorker, type Worker } from './worker.ts';

interface Pending {
  requestId: string;
  functionId: string;
  request: ExecutionRequest;
  /** Null while it waits for one. */
  worker: Worker | null;
  /** The worker has acknowledged it. */
  taken: boolean;
  leaseId: string;
  end: (result: SendResult) => void;
  cancelTimeout: () => void;
}

export interface RequestsOptions {
  clock: Clock;
  workers: () => Iterable<Worker>;
  newId: () => string;
  /** False when the run has ended, e.g. because somebody cancelled it. */
  isWanted: (runId: string) => boolean;
  /** Milliseconds a worker may take for a request; 0: any time. */
  timeout: number;
}

export class Requests {
  readonly #options: RequestsOptions;
  readonly #pending = new Map<string, Pending>();
  /** Those that no worker has, in the order of their arrival. */
  readonly #waiting = new Set<Pending>();

  constructor(options: RequestsOptions) {
    this.#options = options;
  }

  send(request: ExecutionRequest): Promise<SendResult> {
    return new Promise((resolve) => {
      const address = addressOf(request);
      const end = (result: SendResult) => {
        pending.cancelTimeout();
        this.#pending.delete(address.requestId);
        this.#waiting.delete(pending);
        resolve(result);
      };
      const cancelTimeout = this.#limitTime(address.requestId);
      const pending: Pending = {
        ...address,
        request,
        worker: null,
        taken: false,
        leaseId: '',
        end,
        cancelTimeout,
      };
      this.#pending.set(address.requestId, pending);
      this.#assign(pending);
    });
  }

  /** Hands waiting requests to workers with room. Call it when a worker has come, gone, or become ready. */
  assign(): void {
    const busy = new Set<string>();
    for (const pending of [...this.#waiting]) {
      if (!busy.has(pending.functionId) && !this.#assign(pending)) busy.add(pending.functionId);
    }
  }

  taken(requestId: string, worker: Worker): void {
    const pending = this.#pending.get(requestId);
    if (pending?.worker === worker) pending.taken = true;
  }

  /** A worker has read a request and not acknowledged it: it does not serve the function (any more). */
  passedOver(requestId: string, worker: Worker): void {
    const pending = this.#pending.get(requestId);
    if (!pending || pending.worker !== worker || pending.taken) return;
    worker.inFlight.delete(requestId);
    pending.end({
      kind: 'unreachable',
      message: `A worker of ${pending.functionId} did not accept the request.`,
    });
    this.assign();
  }

  /** The next lease; null when this one is no longer valid. */
  extend(requestId: string, leaseId: string, worker: Worker): string | null {
    const pending = this.#pending.get(requestId);
    if (!pending || pending.leaseId !== leaseId) return null;
    this.#give(pending, worker);
    pending.taken = true;
    pending.leaseId = this.#options.newId();
    return pending.leaseId;
  }

  /** Ignores requests that have ended or are unknown: a reply may arrive twice. */
  answer(requestId: string, answer: Answer): void {
    const pending = this.#pending.get(requestId);
    if (!pending) return;
    pending.worker?.inFlight.delete(requestId);
    pending.end({ kind: 'answered', answer });
    this.assign();
  }

  /** Requests that the worker did not acknowledge go to another. */
  takeBack(worker: Worker): void {
    for (const requestId of [...worker.inFlight]) {
      const pending = this.#pending.get(requestId);
      if (pending?.taken) continue;
      worker.inFlight.delete(requestId);
      if (!pending) continue;
      pending.worker = null;
      this.#waiting.add(pending);
    }
    this.assign();
  }

  /** A worker continues its requests over another connection. */
  moveAll(from: Worker, to: Worker): void {
    for (const requestId of [...from.inFlight]) {
      const pending = this.#pending.get(requestId);
      if (pending) this.#give(pending, to);
    }
  }

  /** A worker is gone: its requests are lost, however far they got. */
  lose(worker: Worker): void {
    for (const requestId of [...worker.inFlight]) {
      const message = 'The connection to the worker was lost while it worked on the request.';
      this.#pending.get(requestId)?.end({ kind: 'answered', answer: transportFailure(message) });
    }
    worker.inFlight.clear();
  }

  /** Nothing new is started: waiting requests are given back. */
  stop(): void {
    for (const pending of [...this.#waiting]) pending.end({ kind: 'interrupted' });
  }

  /** The busy workers that block the first waiting one of these requests; null when none of them is waiting. */
  workersBlocking(requestIds: readonly string[]): { workers: number; inFlight: number } | null {
    for (const { requestId, functionId } of this.#waiting) {
      if (!requestIds.includes(requestId)) continue;
      const busy = [...this.#options.workers()].filter((each) => each.appOf(functionId) !== null);
      return { workers: busy.length, inFlight: busy.reduce((sum, each) => sum + each.inFlight.size, 0) };
    }
    return null;
  }

  /** Answers are ignored from now on. */
  close(): void {
    for (const { cancelTimeout } of this.#pending.values()) cancelTimeout();
    this.#pending.clear();
    this.#waiting.clear();
  }

  /** False when it keeps waiting. */
  #assign(pending: Pending): boolean {
    const { functionId, request } = pending;
    if (!this.#options.isWanted(request.headers['x-run-id'] ?? '')) {
      pending.end({ kind: 'interrupted' });
      return true;
    }
    const worker = chooseWorker(this.#options.workers(), functionId);
    if (worker === 'busy') {
      this.#waiting.add(pending);
      return false;
    }
    if (worker === 'nobody') {
      const message = `No worker that serves ${functionId} accepts requests. Restart the worker.`;
      pending.end({ kind: 'unreachable', message });
      return true;
    }
    this.#waiting.delete(pending);
    pending.leaseId = this.#options.newId();
    pending.taken = false;
    this.#give(pending, worker);
    const payload = encodeRequest(request, worker.appOf(functionId) ?? '', pending.leaseId);
    worker.say(kinds.gatewayExecutorRequest, payload);
    worker.askForEcho(pending.requestId);
    return true;
  }

  #give(pending: Pending, worker: Worker): void {
    pending.worker?.inFlight.delete(pending.requestId);
    pending.worker = worker;
    worker.inFlight.add(pending.requestId);
  }

  #limitTime(requestId: string): () => void {
    const { clock, timeout } = this.#options;
    if (timeout === 0) return () => {};
    return clock.setTimer(clock.now() + timeout, () => {
      this.answer(requestId, transportFailure(`The worker did not respond within ${durationText(timeout)}.`));
    });
  }
}
