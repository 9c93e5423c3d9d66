/**
 * Workers whose connections broke while they had requests. A worker that only lost its connection asks for another at once and
 * names the one it lost; one that does not has ended with its process.
 */
import type { Clock } from '../clock.ts';
import type { Worker } from './worker.ts';

/** How long a worker may take to ask for another connection. */
const reconnectRequestTimeoutMs = 5_000;
/** How long it may then take to connect, which may need several tries. */
const reconnectTimeoutMs = 30_000;

export class LostWorkers {
  readonly #clock: Clock;
  readonly #giveUp: (worker: Worker) => void;
  readonly #lost = new Map<string, { worker: Worker; stopWaiting: () => void }>();

  /** @param giveUp called with each worker that does not come back. */
  constructor(clock: Clock, giveUp: (worker: Worker) => void) {
    this.#clock = clock;
    this.#giveUp = giveUp;
  }

  add(worker: Worker): void {
    this.#wait(worker, reconnectRequestTimeoutMs);
  }

  /** It has asked for another connection. */
  isOnItsWay(workerId: string): void {
    const lost = this.#lost.get(workerId);
    if (!lost) return;
    lost.stopWaiting();
    this.#wait(lost.worker, reconnectTimeoutMs);
  }

  /** The worker has come back; null when it was not lost, or was given up. */
  takeBack(workerId: string): Worker | null {
    const lost = this.#lost.get(workerId);
    lost?.stopWaiting();
    this.#lost.delete(workerId);
    return lost?.worker ?? null;
  }

  close(): void {
    for (const { stopWaiting } of this.#lost.values()) stopWaiting();
    this.#lost.clear();
  }

  #wait(worker: Worker, milliseconds: number): void {
    const stopWaiting = this.#clock.setTimer(this.#clock.now() + milliseconds, () => {
      this.#lost.delete(worker.id);
      this.#giveUp(worker);
    });
    this.#lost.set(worker.id, { worker, stopWaiting });
  }
}
