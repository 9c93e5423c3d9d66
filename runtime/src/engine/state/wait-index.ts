/** Finds the waits that an event may end, without trying each one. */
import { equalityKey, keyOf, valueAt } from '../../expressions/equality-key.ts';
import type { EventView } from '../../expressions/expression.ts';

export interface WaitRef {
  runId: string;
  hashedId: string;
  if: string | null;
}

/** Where a wait is indexed. */
interface Slot {
  wait: WaitRef;
  /** Null: among those that must be tried. */
  group: PathGroup | null;
  key: string;
}

interface PathGroup {
  path: string[];
  /** By the wanted value. Most waits want different ones. */
  byKey: Map<string, WaitRef | Set<WaitRef>>;
}

interface WaitsOfName {
  slots: Map<string, Slot>;
  /** Waits whose condition has no equality to look up by. */
  others: Set<WaitRef>;
  /** By path in the awaited event. */
  byPath: Map<string, PathGroup>;
  /** The latest, some of which may have ended. */
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
    waits.slots.set(idOf(wait), { wait, group, key });
    waits.recent.push(wait);
    if (waits.recent.length >= 2 * maxRecent) waits.recent.splice(0, maxRecent);
  }

  remove(name: string, runId: string, hashedId: string): void {
    const waits = this.#byName.get(name);
    const id = idOf({ runId, hashedId });
    const slot = waits?.slots.get(id);
    if (!waits || !slot) return;
    waits.slots.delete(id);
    if (slot.group) take(slot.group, slot.key, slot.wait);
    else waits.others.delete(slot.wait);
    if (waits.slots.size === 0) this.#byName.delete(name);
  }

  /** Waits to try with this event; no other wait for the name can match. */
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

  /** The latest waits for the name, at most `limit` (and 64); when many ended at once, fewer. */
  latest(name: string, limit: number): WaitRef[] {
    const waits = this.#byName.get(name);
    if (!waits) return [];
    if (waits.slots.size <= limit) return [...waits.slots.values()].map(({ wait }) => wait);
    return waits.recent.filter((wait) => waits.slots.get(idOf(wait))?.wait === wait).slice(-limit);
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** How many wait for events of the name. */
  count(name: string): number {
    return this.#byName.get(name)?.slots.size ?? 0;
  }

  #waitsOf(name: string): WaitsOfName {
    let waits = this.#byName.get(name);
    if (!waits) {
      waits = { slots: new Map(), others: new Set(), byPath: new Map(), recent: [] };
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
