/**
 * Time under a person's control: timers fire in the order in which they are due, and before the clock moves on to the next,
 * what the last has set off has come to rest, so that a journal looks as if that time had really passed.
 */
import type { ClockSetting, ControlledClock } from '../controlled-clock.ts';
import type { Engine } from './engine.ts';

export interface ClockMove {
  /** Timers that came due on the way. */
  fired: number;
  /** False: it stopped on the way, because a request was at work for too long, or was told to. */
  arrived: boolean;
}

/** Real milliseconds that a request on the way may take before the clock waits no longer. */
const idleTimeoutMs = 30_000;

export class ClockControl {
  readonly #clock: ControlledClock;
  readonly #engine: Engine;
  #moving: Promise<unknown> = Promise.resolve();

  constructor(clock: ControlledClock, engine: Engine) {
    this.#clock = clock;
    this.#engine = engine;
  }

  get setting(): ClockSetting {
    return this.#clock.setting;
  }

  /** When something is due next, Unix milliseconds; null when nothing is. */
  get nextDue(): number | null {
    return this.#engine.nextDue;
  }

  async pause(): Promise<void> {
    this.#clock.pause();
    await this.#keep();
  }

  async resume(): Promise<void> {
    this.#clock.resume();
    await this.#keep();
  }

  /** @param by milliseconds. */
  advance(by: number, signal?: AbortSignal): Promise<ClockMove> {
    return this.#oneAtATime(() => this.#moveTo(this.#clock.now() + by, signal));
  }

  /** Moves on to what is due next; nowhere when nothing is. */
  next(signal?: AbortSignal): Promise<ClockMove> {
    return this.#oneAtATime(async () => {
      const due = this.nextDue;
      return due === null ? { fired: 0, arrived: true } : this.#moveTo(due, signal);
    });
  }

  async #moveTo(target: number, signal: AbortSignal | undefined): Promise<ClockMove> {
    let fired = 0;
    let arrived = await this.#engine.idle(idleTimeoutMs);
    while (arrived && !signal?.aborted) {
      const due = this.nextDue;
      if (due === null || due > target) break;
      this.#clock.moveTo(due);
      fired++;
      arrived = await this.#engine.idle(idleTimeoutMs);
    }
    arrived &&= !signal?.aborted;
    if (arrived) this.#clock.moveTo(target);
    await this.#keep();
    return { fired, arrived };
  }

  /** A later process goes on from there. */
  async #keep(): Promise<void> {
    this.#engine.record([{ kind: 'clock-set', ...this.#clock.setting }]);
    await this.#engine.durable();
  }

  #oneAtATime<T>(move: () => Promise<T>): Promise<T> {
    const moved = this.#moving.then(move, move);
    this.#moving = moved;
    return moved;
  }
}
