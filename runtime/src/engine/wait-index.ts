/** The waits that an event of a name may end, found without trying each one. */
import { equalityKey, keyOf, valueAt } from '../expressions/equality-key.ts';
import type { EventView } from '../expressions/expression.ts';

export interface WaitRef {
  runId: string;
  hashedId: string;
  if: string | null;
}

interface WaitsOfName {
  all: Map<string, WaitRef>;
  /** Waits whose condition has no equality to look up by. */
  others: Set<WaitRef>;
  /** By path in the awaited event, then by the value wanted there. */
  byPath: Map<string, { path: string[]; byKey: Map<string, Set<WaitRef>> }>;
  /** For taking a wait out again. */
  places: Map<WaitRef, Set<WaitRef>>;
}

export class WaitIndex {
  readonly #byName = new Map<string, WaitsOfName>();

  /** @param event the run's own event, whose values the condition refers to. */
  add(name: string, wait: WaitRef, event: EventView, now: number): void {
    const waits = this.#waitsOf(name);
    waits.all.set(idOf(wait), wait);
    const place = this.#placeOf(waits, wait, event, now);
    place.add(wait);
    waits.places.set(wait, place);
  }

  remove(name: string, runId: string, hashedId: string): void {
    const waits = this.#byName.get(name);
    const wait = waits?.all.get(idOf({ runId, hashedId }));
    if (!waits || !wait) return;
    waits.all.delete(idOf(wait));
    waits.places.get(wait)?.delete(wait);
    waits.places.delete(wait);
    if (waits.all.size === 0) this.#byName.delete(name);
  }

  /** Waits to try with this event; every other one of the name cannot match. */
  candidates(name: string, event: EventView): WaitRef[] {
    const waits = this.#byName.get(name);
    if (!waits) return [];
    const found = [...waits.others];
    for (const { path, byKey } of waits.byPath.values()) {
      const key = keyOf(valueAt(event, path));
      if (key !== null) found.push(...(byKey.get(key) ?? []));
    }
    return found;
  }

  /** The youngest waits of the name, at most `limit`. */
  youngest(name: string, limit: number): WaitRef[] {
    const all = this.#byName.get(name)?.all;
    if (!all) return [];
    return all.size <= limit ? [...all.values()] : [...all.values()].slice(-limit);
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  #waitsOf(name: string): WaitsOfName {
    let waits = this.#byName.get(name);
    if (!waits) {
      waits = { all: new Map(), others: new Set(), byPath: new Map(), places: new Map() };
      this.#byName.set(name, waits);
    }
    return waits;
  }

  #placeOf(waits: WaitsOfName, wait: WaitRef, event: EventView, now: number): Set<WaitRef> {
    const found = wait.if === null ? null : equalityKey(wait.if, event, now);
    if (!found) return waits.others;
    const pathId = found.path.join('\n');
    let group = waits.byPath.get(pathId);
    if (!group) {
      group = { path: found.path, byKey: new Map() };
      waits.byPath.set(pathId, group);
    }
    let bucket = group.byKey.get(found.key);
    if (!bucket) {
      bucket = new Set();
      group.byKey.set(found.key, bucket);
    }
    return bucket;
  }
}

function idOf({ runId, hashedId }: { runId: string; hashedId: string }): string {
  return `${runId}.${hashedId}`;
}
