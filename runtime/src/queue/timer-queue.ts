/** Multiplexes many timers over one timer of the clock. */
import type { Clock } from '../clock.ts';
import { Heap } from './heap.ts';

interface Timer {
  key: string;
  timestamp: number;
  fire: () => void;
}

export class TimerQueue {
  readonly #clock: Clock;
  /** By timestamp; replaced and cleared timers stay until they come up. */
  readonly #heap = new Heap<Timer>((a, b) => a.timestamp - b.timestamp);
  readonly #current = new Map<string, Timer>();
  #cancel: (() => void) | null = null;
  #armedAt = Number.POSITIVE_INFINITY;
  #isClosed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** When the next timer is due, Unix milliseconds; null when there is none. */
  get nextDue(): number | null {
    for (;;) {
      const next = this.#heap.peek();
      if (!next || this.#current.get(next.key) === next) return next?.timestamp ?? null;
      this.#heap.pop();
    }
  }

  get size(): number {
    return this.#current.size;
  }

  /** Replaces the timer of the same key. `at` in Unix milliseconds. */
  set(key: string, timestamp: number, fire: () => void): void {
    if (this.#isClosed) return;
    const timer = { key, timestamp, fire };
    this.#current.set(key, timer);
    this.#heap.push(timer);
    if (this.#heap.size > 64 && this.#heap.size > this.#current.size * 2) this.#compact();
    this.#arm();
  }

  clear(key: string): void {
    if (this.#current.delete(key) && this.#current.size === 0) this.#disarm();
  }

  /** Nothing fires any more, and nothing can be set. */
  close(): void {
    this.#isClosed = true;
    this.#current.clear();
    this.#disarm();
  }

  #disarm(): void {
    this.#heap.clear();
    this.#cancel?.();
    this.#cancel = null;
    this.#armedAt = Number.POSITIVE_INFINITY;
  }

  #arm(): void {
    const next = this.#heap.peek();
    if (!next || next.timestamp >= this.#armedAt) return;
    this.#cancel?.();
    this.#armedAt = next.timestamp;
    this.#cancel = this.#clock.setTimer(next.timestamp, () => this.#due());
  }

  #due(): void {
    this.#armedAt = Number.POSITIVE_INFINITY;
    this.#cancel = null;
    const now = this.#clock.now();
    for (;;) {
      const timer = this.#heap.peek();
      if (!timer || timer.timestamp > now) break;
      this.#heap.pop();
      if (this.#current.get(timer.key) !== timer) continue;
      this.#current.delete(timer.key);
      timer.fire();
    }
    this.#arm();
  }

  #compact(): void {
    this.#heap.clear();
    for (const timer of this.#current.values()) this.#heap.push(timer);
  }
}
