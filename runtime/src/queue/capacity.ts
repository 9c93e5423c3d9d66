/**
 * Who may send a request now, where the number of requests at work is limited (protocol 4.5 `concurrency`). Kept in memory
 * only: after a restart nothing is at work.
 *
 * Who finds a limit reached waits in its line, the smallest score first; a line is served before newcomers. One that stands
 * in line for one limit does not hold up others at another.
 */
import { Heap } from './heap.ts';

/** One of the limits that a request counts against. Requests with the same `key` share the places. */
export interface Place {
  key: string;
  limit: number;
}

export interface Applicant {
  itemId: string;
  runId: string;
  /** Smaller goes first: Unix milliseconds, moved by the run's priority. */
  score: number;
  places: readonly Place[];
}

export type Ticket =
  | { taken: true; wake: readonly string[] }
  /** `at` is the limit in whose line it stands now. */
  | { taken: false; at: Place; wake: readonly string[] };

/** Whoever applied first goes first among equals: without a total order two could wait for each other. */
interface Standing extends Applicant {
  order: number;
}

interface Line {
  /** Item ids. */
  readonly taken: Set<string>;
  readonly waiting: Heap<Standing>;
}

export class Capacity {
  readonly #lines = new Map<string, Line>();
  readonly #places = new Map<string, readonly Place[]>();
  /** In which line an item stands. */
  readonly #standing = new Map<string, { applicant: Standing; at: Place }>();
  #applied = 0;

  /** Takes all places, or none and stands in line. `wake`: runs that should apply (again) now. */
  take(application: Applicant): Ticket {
    const stood = this.#standing.get(application.itemId) ?? null;
    const applicant = stood?.applicant ?? { ...application, order: this.#applied++ };
    const { itemId, places } = applicant;
    const full = places.find((place) => !this.#isOpenTo(applicant, place));
    if (!full) {
      this.#standing.delete(itemId);
      for (const { key } of places) this.#line(key).taken.add(itemId);
      this.#places.set(itemId, places);
      return { taken: true, wake: places.flatMap(({ key }) => this.#next(key)) };
    }
    if (stood?.at.key === full.key) return { taken: false, at: full, wake: [] };
    this.#standing.set(itemId, { applicant, at: full });
    this.#line(full.key).waiting.push(applicant);
    return { taken: false, at: full, wake: stood ? this.#next(stood.at.key) : [] };
  }

  /** Gives the places back, or leaves the line. Answers the runs that should apply now. */
  release(itemId: string): string[] {
    const stood = this.#standing.get(itemId);
    this.#standing.delete(itemId);
    const keys = (this.#places.get(itemId) ?? (stood ? [stood.at] : [])).map(({ key }) => key);
    this.#places.delete(itemId);
    return keys.flatMap((key) => {
      this.#line(key).taken.delete(itemId);
      const next = this.#next(key);
      const line = this.#line(key);
      if (line.taken.size === 0 && line.waiting.size === 0) this.#lines.delete(key);
      return next;
    });
  }

  /** The limit in whose line it stands; null when in none. */
  standingAt(itemId: string): Place | null {
    return this.#standing.get(itemId)?.at ?? null;
  }

  /** Items that hold a place of a limit. */
  holders(key: string): readonly string[] {
    return [...(this.#lines.get(key)?.taken ?? [])];
  }

  /** Open to whom nobody in line goes before. */
  #isOpenTo(applicant: Standing, { key, limit }: Place): boolean {
    const line = this.#lines.get(key);
    if (!line) return limit > 0;
    if (line.taken.size >= limit) return false;
    const first = this.#firstIn(line, key);
    return !first || first.itemId === applicant.itemId || inOrder(applicant, first) < 0;
  }

  /** The run at the head of a line that has a place free for it. */
  #next(key: string): string[] {
    const line = this.#lines.get(key);
    const first = line && this.#firstIn(line, key);
    const place = first?.places.find((each) => each.key === key);
    return first && place && line.taken.size < place.limit ? [first.runId] : [];
  }

  /** Those who have left the line are dropped on the way. */
  #firstIn(line: Line, key: string): Standing | undefined {
    for (;;) {
      const first = line.waiting.peek();
      const standing = first && this.#standing.get(first.itemId);
      if (!first || (standing?.applicant === first && standing.at.key === key)) return first;
      line.waiting.pop();
    }
  }

  #line(key: string): Line {
    let line = this.#lines.get(key);
    if (!line) {
      line = { taken: new Set(), waiting: new Heap<Standing>(inOrder) };
      this.#lines.set(key, line);
    }
    return line;
  }
}

function inOrder(a: Standing, b: Standing): number {
  return a.score - b.score || a.order - b.order;
}
