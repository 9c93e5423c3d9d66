/** Where the workspace names things: per-file facts in, answers by name and by place out. Changes file by file. */
import { comparePositions, isRangeWithin, rangeContains } from '../syntax/ranges.ts';
import type { Position, Range } from '../workflow-graph.ts';

/** Where a name itself is written: the text between the quotes, or a property's name without quotes. */
export interface NameLocation {
  path: string;
  range: Range;
}

/** One place in the code where something is named: plain data, so that the tree it was read from need not be kept. */
export interface NameUse {
  name: string;
  path: string;
  /** The text between the quotes, or the expression whose value is the name. */
  range: Range;
  /** May be in another file, where a constant is declared; null: the name is put together from pieces. */
  spelled: NameLocation | null;
}

/** A name at a position, and its range there. */
export interface NamePlace {
  name: string;
  range: Range;
}

export class NameIndex<Use extends NameUse> {
  readonly #byFile = new Map<string, readonly Use[]>();
  readonly #byName = new Map<string, Set<Use>>();
  /** By every file that uses or spells a name. */
  readonly #byPlace = new Map<string, Set<Use>>();
  /** Answers that were given since the last change. */
  #names: readonly string[] | null = null;
  readonly #sorted = new Map<string, readonly Use[]>();

  /** Takes the place of what was known of the file. */
  put(path: string, uses: readonly Use[]): void {
    this.remove(path);
    if (uses.length === 0) return;
    this.#byFile.set(path, uses);
    this.#names = null;
    for (const use of uses) {
      this.#sorted.delete(use.name);
      addTo(this.#byName, use.name, use);
      addTo(this.#byPlace, use.path, use);
      if (use.spelled) addTo(this.#byPlace, use.spelled.path, use);
    }
  }

  remove(path: string): void {
    for (const use of this.#byFile.get(path) ?? []) {
      this.#names = null;
      this.#sorted.delete(use.name);
      removeFrom(this.#byName, use.name, use);
      removeFrom(this.#byPlace, use.path, use);
      if (use.spelled) removeFrom(this.#byPlace, use.spelled.path, use);
    }
    this.#byFile.delete(path);
  }

  /** Sorted. */
  get names(): readonly string[] {
    this.#names ??= [...this.#byName.keys()].filter((name) => this.has(name)).sort();
    return this.#names;
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** Without the order that {@link usesOf} gives, which takes time. */
  protected some(name: string, fits: (use: Use) => boolean): boolean {
    for (const use of this.#byName.get(name) ?? []) if (fits(use)) return true;
    return false;
  }

  /** Every use of a name, by file and place. */
  usesOf(name: string): readonly Use[] {
    const known = this.#sorted.get(name);
    if (known) return known;
    const uses = [...(this.#byName.get(name) ?? [])].sort(byPlace);
    this.#sorted.set(name, uses);
    return uses;
  }

  /** Uses found in the file's code; they may be spelled elsewhere. */
  usesIn(path: string): readonly Use[] {
    return this.#byFile.get(path) ?? [];
  }

  all(): Use[] {
    return [...this.#byFile.values()].flat();
  }

  /** Files whose code names it. */
  filesNaming(name: string): string[] {
    return [...this.#byFile]
      .filter(([, uses]) => uses.some((use) => use.name === name))
      .map(([path]) => path);
  }

  /** What is named at a position: where it is used, or where a constant spells it. */
  at(path: string, position: Position): NamePlace | null {
    let best: NamePlace | null = null;
    for (const { name, path: own, range, spelled } of this.#byPlace.get(path) ?? []) {
      for (const place of [spelled, { path: own, range }]) {
        if (!place || place.path !== path || !rangeContains(place.range, position)) continue;
        if (!best || isRangeWithin(place.range, best.range)) best = { name, range: place.range };
      }
    }
    return best;
  }
}

function addTo<Use>(map: Map<string, Set<Use>>, key: string, use: Use): void {
  const uses = map.get(key);
  if (uses) uses.add(use);
  else map.set(key, new Set([use]));
}

function removeFrom<Use>(map: Map<string, Set<Use>>, key: string, use: Use): void {
  const uses = map.get(key);
  uses?.delete(use);
  if (uses?.size === 0) map.delete(key);
}

function byPlace(a: NameUse, b: NameUse): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return comparePositions(a.range.start, b.range.start);
}
