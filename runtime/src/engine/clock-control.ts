/**
 * Lets a person move the clock: timers fire in the order in which they are due, and the effects of each settle before the next one
 * fires, so that the journal looks as if that time had really passed.
 */
import type { ClockSetting, ControlledClock } from '../controlled-clock.ts';
import type { Engine } from './engine.ts';

export interface ClockMove {
  /** Timers that fired on the way. */
  fired: number;
  /** False: the move stopped on the way, because a request took too long or the caller aborted it. */
  arrived: boolean;
}

/** How long the clock waits, in real time, for requests on the way. */
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

  /** When the next timer is due, Unix milliseconds; null when none is set. */
  get nextDue(): number | null {
    return this.#engine.nextDue;
  }

  async pause(): Promise<void> {
    this.#clock.pause();
    await this.#recordSetting();
  }

  async resume(): Promise<void> {
    this.#clock.resume();
    await this.#recordSetting();
  }

  /** @param by milliseconds. */
  advance(by: number, signal?: AbortSignal): Promise<ClockMove> {
    return this.#oneAtATime(() => this.#moveTo(this.#clock.now() + by, signal));
  }

  /** Moves to when the next timer is due; does nothing when no timer is set. */
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
    await this.#recordSetting();
    return { fired, arrived };
  }

  /** Records the setting, for later processes. */
  async #recordSetting(): Promise<void> {
    this.#engine.record([{ kind: 'clock-set', ...this.#clock.setting }]);
    await this.#engine.durable();
  }

  #oneAtATime<T>(move: () => Promise<T>): Promise<T> {
    const moved = this.#moving.then(move, move);
    this.#moving = moved;
    return moved;
  }
}
