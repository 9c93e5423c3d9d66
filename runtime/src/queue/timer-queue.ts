/** Many timers over one timer of the clock. */
import type { Clock } from '../clock.ts';

interface Timer {
  key: string;
  at: number;
  fire: () => void;
}

export class TimerQueue {
  readonly #clock: Clock;
  /** A binary heap by `at`; timers that were replaced or cleared stay until they come up. */
  #heap: Timer[] = [];
  readonly #current = new Map<string, Timer>();
  #cancel: (() => void) | null = null;
  #armedAt = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#current.size;
  }

  /** Replaces the timer of the same key. `at` in Unix milliseconds. */
  set(key: string, at: number, fire: () => void): void {
    const timer = { key, at, fire };
    this.#current.set(key, timer);
    push(this.#heap, timer);
    if (this.#heap.length > 64 && this.#heap.length > this.#current.size * 2) this.#compact();
    this.#arm();
  }

  clear(key: string): void {
    this.#current.delete(key);
  }

  close(): void {
    this.#cancel?.();
    this.#current.clear();
    this.#heap = [];
  }

  #arm(): void {
    const next = this.#heap[0];
    if (!next || next.at >= this.#armedAt) return;
    this.#cancel?.();
    this.#armedAt = next.at;
    this.#cancel = this.#clock.setTimer(next.at, () => this.#due());
  }

  #due(): void {
    this.#armedAt = Number.POSITIVE_INFINITY;
    this.#cancel = null;
    const now = this.#clock.now();
    while (this.#heap[0] && this.#heap[0].at <= now) {
      const timer = pop(this.#heap)!;
      if (this.#current.get(timer.key) !== timer) continue;
      this.#current.delete(timer.key);
      timer.fire();
    }
    this.#arm();
  }

  #compact(): void {
    this.#heap = [];
    for (const timer of this.#current.values()) push(this.#heap, timer);
  }
}

function push(heap: Timer[], timer: Timer): void {
  let index = heap.length;
  heap.push(timer);
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (heap[parent]!.at <= timer.at) break;
    heap[index] = heap[parent]!;
    index = parent;
  }
  heap[index] = timer;
}

function pop(heap: Timer[]): Timer | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (!last || heap.length === 0) return first;
  let index = 0;
  for (;;) {
    let child = index * 2 + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && heap[child + 1]!.at < heap[child]!.at) child++;
    if (heap[child]!.at >= last.at) break;
    heap[index] = heap[child]!;
    index = child;
  }
  heap[index] = last;
  return first;
}
