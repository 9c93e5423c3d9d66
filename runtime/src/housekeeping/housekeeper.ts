/**
 * Keeps the journal small: deletes runs that ended long ago, and the oldest while the file is too large, in pieces of a few
 * milliseconds so that the runtime stays responsive.
 */
import type { Clock } from '../clock.ts';
import type { PruneCounts, Pruned, Pruning } from '../journal/pruning.ts';
import type { Retention } from './retention.ts';

export interface HousekeeperOptions {
  journal: { readonly pruning: Pruning };
  /** Real time: moving the clock of the runs by a month must not delete them. */
  clock: Clock;
  retention: Retention;
  /** Called after a failure; the next round tries again. */
  onError?: (error: unknown) => void;
}

/** After the start, what a person waits for comes first. */
const firstRoundDelayMs = 20_000;
const roundIntervalMs = 3_600_000;
const pieceIntervalMs = 25;

/** How long a piece should take. */
const targetPieceMs = 4;
const minRows = 16;
const maxRows = 2_000;
/** Pages returned to the system at a time. */
const pagesInPiece = 64;
/** Runs deleted at a time while the file is too large. */
const runsInPiece = 50;

/** Longer than an event id is remembered, and than any rate limit. */
const rememberedMs = 2 * 86_400_000;

export class Housekeeper {
  readonly #options: HousekeeperOptions;
  #rows = 64;
  #cancel = () => {};
  #stopped = false;

  constructor(options: HousekeeperOptions) {
    this.#options = options;
  }

  start(): void {
    this.#after(firstRoundDelayMs, () => this.#round());
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  /** Does all of it now, piece by piece; for the command line and the API. */
  async prune(retention: Retention, pause: () => Promise<void>): Promise<PruneCounts> {
    const counts = { runs: 0, events: 0 };
    const { pruning } = this.#options.journal;
    for (let cutoff = this.#cutoff(retention); cutoff !== null && !this.#stopped; ) {
      const done = this.#piece(cutoff);
      counts.runs += done.runs;
      counts.events += done.events;
      if (done.rows === 0) cutoff = this.#nextCutoff(retention, cutoff);
      await pause();
    }
    while (!this.#stopped && pruning.shrink(pagesInPiece)) await pause();
    if (!this.#stopped) pruning.settle();
    return counts;
  }

  /** What {@link prune} would delete; an estimate where it goes by size. */
  estimate({ age, size }: Retention): { runs: number } {
    const { journal, clock } = this.#options;
    const { pruning } = journal;
    const byAge = age === null ? { runs: 0, bytes: 0 } : pruning.measure(clock.now() - age);
    const excess = size === null ? 0 : pruning.usedBytes - size;
    return { runs: Math.max(byAge.runs, excess > 0 ? pruning.runsOfBytes(excess) : 0) };
  }

  #round(): void {
    const { clock, retention, journal, onError = () => {} } = this.#options;
    const pause = () => new Promise<void>((resolve) => this.#after(pieceIntervalMs, resolve));
    journal.pruning.forget({ keys: clock.now() - rememberedMs, arrivals: clock.now() - rememberedMs });
    this.prune(retention, pause)
      .catch(onError)
      .finally(() => this.#after(roundIntervalMs, () => this.#round()));
  }

  /** Null: nothing is to be deleted. */
  #cutoff({ age, size }: Retention): number | null {
    return age === null ? this.#bySize(size) : this.#options.clock.now() - age;
  }

  #nextCutoff({ size }: Retention, last: number): number | null {
    const next = this.#bySize(size);
    return next === null || next <= last ? null : next;
  }

  /** While the file is too large: when the next of the runs that ended first have ended. */
  #bySize(size: number | null): number | null {
    const { pruning } = this.#options.journal;
    if (size === null || pruning.usedBytes <= size) return null;
    const end = pruning.endOfOldest(runsInPiece);
    return end === null ? null : end + 1;
  }

  #piece(cutoff: number): Pruned {
    const start = performance.now();
    const done = this.#options.journal.pruning.step(cutoff, this.#rows);
    const took = performance.now() - start;
    const wanted =
      took > targetPieceMs ? this.#rows / 2 : took < targetPieceMs / 2 ? this.#rows * 2 : this.#rows;
    this.#rows = Math.min(maxRows, Math.max(minRows, Math.floor(wanted)));
    return done;
  }

  #after(delay: number, act: () => void): void {
    const { clock } = this.#options;
    if (!this.#stopped) this.#cancel = clock.setTimer(clock.now() + delay, act);
  }
}
