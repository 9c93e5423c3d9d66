/** Events that wait to start a run together: a fold of `event-held` and `hold-released`. */
import type { HoldFact } from '../../contract/journal.ts';
import type { EventRecord } from '../../contract/run.ts';

export interface Hold {
  holdId: string;
  functionId: string;
  by: 'batch' | 'debounce';
  key: string | null;
  /** Those that the run will get: a batch's, oldest first, or a debounce's last. */
  events: EventRecord[];
  /** When the first came, Unix milliseconds. */
  since: number;
  releaseAt: number;
}

export class Holds {
  readonly #holds = new Map<string, Hold>();
  readonly #byKey = new Map<string, string>();
  readonly #events = new Map<string, EventRecord>();

  /** @param event the one of an `event-held`; null when it is not known any more. */
  apply(entry: { at: number } & HoldFact, event: EventRecord | null): void {
    if (entry.kind === 'hold-released') {
      const hold = this.#holds.get(entry.holdId);
      this.#holds.delete(entry.holdId);
      if (!hold) return;
      this.#byKey.delete(place(hold));
      for (const { internalId } of hold.events) this.#events.delete(internalId);
      return;
    }
    const { holdId, functionId, by, key, releaseAt, at } = entry;
    const hold = this.#holds.get(holdId) ?? {
      holdId,
      functionId,
      by,
      key,
      events: [],
      since: at,
      releaseAt,
    };
    if (by === 'debounce')
      for (const { internalId } of hold.events.splice(0)) this.#events.delete(internalId);
    if (event) {
      hold.events.push(event);
      this.#events.set(event.internalId, event);
    }
    hold.releaseAt = releaseAt;
    this.#holds.set(holdId, hold);
    this.#byKey.set(place(hold), holdId);
  }

  get(holdId: string): Hold | undefined {
    return this.#holds.get(holdId);
  }

  /** The open one of a function and key. */
  find(functionId: string, by: Hold['by'], key: string | null): Hold | undefined {
    return this.#holds.get(this.#byKey.get(place({ functionId, by, key })) ?? '');
  }

  /** One that is held. */
  event(internalId: string): EventRecord | null {
    return this.#events.get(internalId) ?? null;
  }

  all(): readonly Hold[] {
    return [...this.#holds.values()];
  }
}

function place({ functionId, by, key }: Pick<Hold, 'functionId' | 'by' | 'key'>): string {
  return JSON.stringify([functionId, by, key]);
}
