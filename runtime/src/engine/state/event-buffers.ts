/** Events that are collected until they start a run together: a fold of `event-held` and `hold-released`. */
import type { HoldFact } from '../../contract/journal.ts';
import type { EventRecord } from '../../contract/run.ts';

/** The journal calls it a hold. */
export interface EventBuffer {
  id: string;
  functionId: string;
  by: 'batch' | 'debounce';
  key: string | null;
  /** Those that the run will get: a batch's, oldest first, or a debounce's last. */
  events: EventRecord[];
  /** When the first came, Unix milliseconds. */
  since: number;
  releaseAt: number;
}

export class EventBuffers {
  readonly #buffers = new Map<string, EventBuffer>();
  readonly #idByOwner = new Map<string, string>();
  readonly #events = new Map<string, EventRecord>();

  /** @param event that of an `event-held`; null when it is no longer known. */
  apply(entry: { at: number } & HoldFact, event: EventRecord | null): void {
    if (entry.kind === 'hold-released') {
      const buffer = this.#buffers.get(entry.holdId);
      this.#buffers.delete(entry.holdId);
      if (!buffer) return;
      this.#idByOwner.delete(ownerKey(buffer));
      for (const { internalId } of buffer.events) this.#events.delete(internalId);
      return;
    }
    const { holdId: id, functionId, by, key, releaseAt, at: since } = entry;
    const buffer = this.#buffers.get(id) ?? { id, functionId, by, key, events: [], since, releaseAt };
    if (by === 'debounce')
      for (const { internalId } of buffer.events.splice(0)) this.#events.delete(internalId);
    if (event) {
      buffer.events.push(event);
      this.#events.set(event.internalId, event);
    }
    buffer.releaseAt = releaseAt;
    this.#buffers.set(id, buffer);
    this.#idByOwner.set(ownerKey(buffer), id);
  }

  get(id: string): EventBuffer | undefined {
    return this.#buffers.get(id);
  }

  /** The open buffer of a function and key. */
  find(functionId: string, by: EventBuffer['by'], key: string | null): EventBuffer | undefined {
    return this.#buffers.get(this.#idByOwner.get(ownerKey({ functionId, by, key })) ?? '');
  }

  /** An event in one of the buffers. */
  event(internalId: string): EventRecord | null {
    return this.#events.get(internalId) ?? null;
  }

  all(): readonly EventBuffer[] {
    return [...this.#buffers.values()];
  }
}

function ownerKey({ functionId, by, key }: Pick<EventBuffer, 'functionId' | 'by' | 'key'>): string {
  return JSON.stringify([functionId, by, key]);
}
