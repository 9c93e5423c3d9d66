/** A clock that can be paused and moved forward. Time never goes back. */
import type { Clock } from './clock.ts';

/** What a later process needs to continue with this clock. */
export interface ClockSetting {
  /** Milliseconds that the clock is ahead of the real one while it runs. */
  offset: number;
  /** The time at which it is paused, Unix milliseconds; null while it runs. */
  pausedAt: number | null;
}

interface Timer {
  timestamp: number;
  fn: () => void;
}

export class ControlledClock implements Clock {
  readonly #base: Clock;
  readonly #timers = new Set<Timer>();
  #offset = 0;
  #pausedAt: number | null = null;
  #disarm = () => {};

  constructor(base: Clock) {
    this.#base = base;
  }

  get setting(): ClockSetting {
    return { offset: this.#offset, pausedAt: this.#pausedAt };
  }

  now(): number {
    return this.#pausedAt ?? this.#base.now() + this.#offset;
  }

  get ahead(): number {
    return this.now() - this.#base.now();
  }

  setTimer(timestamp: number, fn: () => void): () => void {
    const timer = { timestamp, fn };
    this.#timers.add(timer);
    this.#arm();
    return () => {
      // What stays armed for a timer that is gone keeps the process alive.
      if (this.#timers.delete(timer)) this.#arm();
    };
  }

  restore({ offset, pausedAt }: ClockSetting): void {
    this.#offset = offset;
    this.#pausedAt = pausedAt;
    this.#arm();
  }

  pause(): void {
    this.#pausedAt ??= this.now();
    this.#arm();
  }

  resume(): void {
    if (this.#pausedAt === null) return;
    this.#offset = this.#pausedAt - this.#base.now();
    this.#pausedAt = null;
    this.#arm();
  }

  /** Moves forward to a time; timers that are due by then fire now, in order. A time in the past changes nothing. */
  moveTo(timestamp: number): void {
    const by = timestamp - this.now();
    if (by > 0) {
      if (this.#pausedAt === null) this.#offset += by;
      else this.#pausedAt = timestamp;
    }
    this.#fire();
  }

  #fire(): void {
    const now = this.now();
    const due = [...this.#timers]
      .filter((timer) => timer.timestamp <= now)
      .sort((a, b) => a.timestamp - b.timestamp);
    for (const timer of due) {
      if (this.#timers.delete(timer)) timer.fn();
    }
    this.#arm();
  }

  #arm(): void {
    this.#disarm();
    this.#disarm = () => {};
    if (this.#timers.size === 0) return;
    const next = Math.min(...[...this.#timers].map(({ timestamp }) => timestamp));
    if (this.#pausedAt === null) {
      this.#disarm = this.#base.setTimer(next - this.#offset, () => this.#fire());
    } else if (next <= this.#pausedAt) {
      this.#disarm = this.#base.setTimer(this.#base.now(), () => this.#fire());
    }
  }
}
