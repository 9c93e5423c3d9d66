/** Runs that wait for the same thing, the smallest score first. A run waits once, however often it is added. */
import { Heap } from './heap.ts';

export interface WaitingRun {
  runId: string;
  /** Smaller goes first. */
  score: number;
}

export class StartQueue {
  readonly #heap = new Heap<WaitingRun>((a, b) => a.score - b.score);
  readonly #waiting = new Set<string>();

  get size(): number {
    return this.#waiting.size;
  }

  has(runId: string): boolean {
    return this.#waiting.has(runId);
  }

  peek(): WaitingRun | undefined {
    return this.#heap.peek();
  }

  enqueue(run: WaitingRun): void {
    if (this.#waiting.has(run.runId)) return;
    this.#waiting.add(run.runId);
    this.#heap.push(run);
  }

  dequeue(): WaitingRun | undefined {
    const first = this.#heap.pop();
    if (first) this.#waiting.delete(first.runId);
    return first;
  }
}
