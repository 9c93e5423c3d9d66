/** The waits that an event of a name may end, found without trying each one. */
import { equalityKey, keyOf, valueAt } from '../../expressions/equality-key.ts';
import type { EventView } from '../../expressions/expression.ts';

export interface WaitRef {
  runId: string;
  hashedId: string;
  if: string | null;
}

/** Where a wait stands. */
interface Place {
  wait: WaitRef;
  /** Null: among those that must be tried. */
  group: PathGroup | null;
  key: string;
}

interface PathGroup {
  path: string[];
  /** By the value wanted there. Most waits want one of their own. */
  byKey: Map<string, WaitRef | Set<WaitRef>>;
}

interface WaitsOfName {
  places: Map<string, Place>;
  /** Waits whose condition has no equality to look up by. */
  others: Set<WaitRef>;
  /** By path in the awaited event. */
  byPath: Map<string, PathGroup>;
  /** The last ones, some of which may be over. */
  recent: WaitRef[];
}

const maxRecent = 64;

export class WaitIndex {
  readonly #byName = new Map<string, WaitsOfName>();

  /** @param event the run's own event, whose values the condition refers to. */
  add(name: string, wait: WaitRef, event: EventView, now: number): void {
    const waits = this.#waitsOf(name);
    const found = wait.if === null ? null : equalityKey(wait.if, event, now);
    const group = found ? groupOf(waits, found.path) : null;
    const key = found?.key ?? '';
    if (group) put(group, key, wait);
    else waits.others.add(wait);
    waits.places.set(idOf(wait), { wait, group, key });
    waits.recent.push(wait);
    if (waits.recent.length >= 2 * maxRecent) waits.recent.splice(0, maxRecent);
  }

  remove(name: string, runId: string, hashedId: string): void {
    const waits = this.#byName.get(name);
    const id = idOf({ runId, hashedId });
    const place = waits?.places.get(id);
    if (!waits || !place) return;
    waits.places.delete(id);
    if (place.group) take(place.group, place.key, place.wait);
    else waits.others.delete(place.wait);
    if (waits.places.size === 0) this.#byName.delete(name);
  }

  /** Waits to try with this event; every other one of the name cannot match. */
  candidates(name: string, event: EventView): WaitRef[] {
    const waits = this.#byName.get(name);
    if (!waits) return [];
    const found = [...waits.others];
    for (const { path, byKey } of waits.byPath.values()) {
      const key = keyOf(valueAt(event, path));
      const there = key === null ? undefined : byKey.get(key);
      if (there instanceof Set) found.push(...there);
      else if (there) found.push(there);
    }
    return found;
  }

  /** The youngest waits of the name, at most `limit` (and 64); when many ended at once, fewer. */
  youngest(name: string, limit: number): WaitRef[] {
    const waits = this.#byName.get(name);
    if (!waits) return [];
    if (waits.places.size <= limit) return [...waits.places.values()].map(({ wait }) => wait);
    return waits.recent.filter((wait) => waits.places.get(idOf(wait))?.wait === wait).slice(-limit);
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** How many wait for events of the name. */
  count(name: string): number {
    return this.#byName.get(name)?.places.size ?? 0;
  }

  #waitsOf(name: string): WaitsOfName {
    let waits = this.#byName.get(name);
    if (!waits) {
      waits = { places: new Map(), others: new Set(), byPath: new Map(), recent: [] };
      this.#byName.set(name, waits);
    }
    return waits;
  }
}

function groupOf(waits: WaitsOfName, path: string[]): PathGroup {
  const id = path.join('\n');
  let group = waits.byPath.get(id);
  if (!group) {
    group = { path, byKey: new Map() };
    waits.byPath.set(id, group);
  }
  return group;
}

function put({ byKey }: PathGroup, key: string, wait: WaitRef): void {
  const there = byKey.get(key);
  if (there instanceof Set) there.add(wait);
  else byKey.set(key, there ? new Set([there, wait]) : wait);
}

function take({ byKey }: PathGroup, key: string, wait: WaitRef): void {
  const there = byKey.get(key);
  if (there instanceof Set) {
    there.delete(wait);
    if (there.size === 0) byKey.delete(key);
  } else if (there === wait) byKey.delete(key);
}

function idOf({ runId, hashedId }: { runId: string; hashedId: string }): string {
  return `${runId}.${hashedId}`;
}
