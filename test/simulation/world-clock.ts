/** Virtual time: moves only to what is due next. */
import type { Clock } from '../../runtime/src/clock.ts';
import { Heap } from '../../runtime/src/queue/heap.ts';

interface Timer {
  at: number;
  fn: () => void;
}

export class WorldClock implements Clock {
  #now: number;
  readonly #timers = new Heap<Timer>((a, b) => a.at - b.at);
  readonly #cancelled = new Set<Timer>();

  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  setTimer(at: number, fn: () => void): () => void {
    const timer = { at, fn };
    this.#timers.push(timer);
    return () => this.#cancelled.add(timer);
  }

  /** Fires the one thing that is due next; false when nothing is. */
  step(): boolean {
    for (;;) {
      const timer = this.#timers.pop();
      if (!timer) return false;
      if (this.#cancelled.delete(timer)) continue;
      this.#now = Math.max(this.#now, timer.at);
      timer.fn();
      return true;
    }
  }
}

/** A process's view of the clock: its timers end with it. */
export class ProcessClock implements Clock {
  readonly #world: WorldClock;
  #ended = false;

  constructor(world: WorldClock) {
    this.#world = world;
  }

  now(): number {
    return this.#world.now();
  }

  setTimer(at: number, fn: () => void): () => void {
    return this.#world.setTimer(at, () => {
      if (!this.#ended) fn();
    });
  }

  /** False when it had ended before. */
  end(): boolean {
    const wasAlive = !this.#ended;
    this.#ended = true;
    return wasAlive;
  }
}
