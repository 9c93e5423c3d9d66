/** Keeps the turns of the event loop short. */

interface Waiter {
  weight: number;
  resume: () => void;
}

/** Requests to apps: some 15 ms of work. */
const requestsPerTurn = 50;

/**
 * Lets so much work into one turn of the event loop and keeps the rest for the next ones, so that sockets are read in between.
 * What comes first goes first.
 */
export class TurnGate {
  readonly #perTurn: number;
  #waiting: Waiter[] = [];
  #admitted = 0;
  #isResetPlanned = false;

  constructor(perTurn = requestsPerTurn) {
    this.#perTurn = perTurn;
  }

  /** Resolves when the work may begin; in a quiet turn at once. */
  enter(weight = 1): Promise<void> {
    this.#planReset();
    if (this.#waiting.length === 0 && this.#hasRoomFor(weight)) {
      this.#admitted += weight;
      return Promise.resolve();
    }
    return new Promise((resume) => this.#waiting.push({ weight, resume }));
  }

  #hasRoomFor(weight: number): boolean {
    return this.#admitted === 0 || this.#admitted + weight <= this.#perTurn;
  }

  #planReset(): void {
    if (this.#isResetPlanned) return;
    this.#isResetPlanned = true;
    setImmediate(() => {
      this.#isResetPlanned = false;
      this.#admitted = 0;
      let next = 0;
      for (; next < this.#waiting.length && this.#hasRoomFor(this.#waiting[next]!.weight); next++)
        this.#admitted += this.#waiting[next]!.weight;
      const resumed = this.#waiting.slice(0, next);
      this.#waiting = this.#waiting.slice(next);
      if (next > 0) this.#planReset();
      for (const { resume } of resumed) resume();
    });
  }
}
