/** Which events the workspace names, and where: per-file facts in, answers by name and by place out. */
import type { Position, Range } from '../workflow-graph.ts';
import type { EventRole, EventUse } from './event-use.ts';

/** An event that stands at a position, and the range of its name there. */
export interface EventPlace {
  name: string;
  range: Range;
}

export class EventIndex {
  readonly #byFile = new Map<string, readonly EventUse[]>();
  readonly #byName = new Map<string, Set<EventUse>>();
  /** By the file in which the name is written, where that is another one. */
  readonly #bySpelling = new Map<string, Set<EventUse>>();

  /** Takes the place of what was known of the file. */
  put(path: string, uses: readonly EventUse[]): void {
    this.remove(path);
    if (uses.length === 0) return;
    this.#byFile.set(path, uses);
    for (const use of uses) {
      addTo(this.#byName, use.name, use);
      addTo(this.#bySpelling, use.path, use);
      if (use.spelled) addTo(this.#bySpelling, use.spelled.path, use);
    }
  }

  remove(path: string): void {
    for (const use of this.#byFile.get(path) ?? []) {
      removeFrom(this.#byName, use.name, use);
      removeFrom(this.#bySpelling, use.path, use);
      if (use.spelled) removeFrom(this.#bySpelling, use.spelled.path, use);
    }
    this.#byFile.delete(path);
  }

  /** Sorted. What is only mentioned is no event: other things have names, too. */
  get names(): string[] {
    return [...this.#byName.keys()].filter((name) => this.has(name)).sort();
  }

  has(name: string): boolean {
    for (const { role } of this.#byName.get(name) ?? []) if (role !== 'mentions') return true;
    return false;
  }

  /** Every use of an event, by file and place; of one role when given. */
  usesOf(name: string, role?: EventRole): EventUse[] {
    return [...(this.#byName.get(name) ?? [])]
      .filter((use) => role === undefined || use.role === role)
      .sort(byPlace);
  }

  /** Uses found in the file's code; they may be spelled elsewhere. */
  usesIn(path: string): readonly EventUse[] {
    return this.#byFile.get(path) ?? [];
  }

  all(): EventUse[] {
    return [...this.#byFile.values()].flat();
  }

  /** The event named at a position: where it is used, or where a constant spells it. */
  at(path: string, position: Position): EventPlace | null {
    let best: EventPlace | null = null;
    for (const { name, path: own, range, spelled } of this.#bySpelling.get(path) ?? []) {
      for (const place of [spelled, { path: own, range }]) {
        if (!place || place.path !== path || !isWithin(place.range, position)) continue;
        if (!best || isSmaller(place.range, best.range)) best = { name, range: place.range };
      }
    }
    return best;
  }
}

function addTo(map: Map<string, Set<EventUse>>, key: string, use: EventUse): void {
  const uses = map.get(key);
  if (uses) uses.add(use);
  else map.set(key, new Set([use]));
}

function removeFrom(map: Map<string, Set<EventUse>>, key: string, use: EventUse): void {
  const uses = map.get(key);
  uses?.delete(use);
  if (uses?.size === 0) map.delete(key);
}

function compare(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}

/** Both ends count: a cursor just behind a name is still at it. */
function isWithin(range: Range, position: Position): boolean {
  return compare(range.start, position) <= 0 && compare(position, range.end) <= 0;
}

function isSmaller(a: Range, b: Range): boolean {
  return compare(a.start, b.start) >= 0 && compare(a.end, b.end) <= 0;
}

function byPlace(a: EventUse, b: EventUse): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return compare(a.range.start, b.range.start);
}
