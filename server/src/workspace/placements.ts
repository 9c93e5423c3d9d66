/**
 * Which files define functions that stand in other files: a list of definition objects is made into functions where it
 * is read, and each of them is shown where its object is written.
 */
export class Placements {
  readonly #placesOf = new Map<string, ReadonlySet<string>>();
  readonly #findersOf = new Map<string, Set<string>>();

  /** `places`: the other files that functions found in `finder` stand in. Returns those for which that is news. */
  put(finder: string, places: ReadonlySet<string>): string[] {
    const before = this.#placesOf.get(finder) ?? new Set();
    const changed: string[] = [];
    for (const path of before) {
      if (places.has(path)) continue;
      const finders = this.#findersOf.get(path);
      finders?.delete(finder);
      if (finders?.size === 0) this.#findersOf.delete(path);
      changed.push(path);
    }
    for (const path of places) {
      if (before.has(path)) continue;
      const finders = this.#findersOf.get(path);
      if (finders) finders.add(finder);
      else this.#findersOf.set(path, new Set([finder]));
      changed.push(path);
    }
    if (places.size > 0) this.#placesOf.set(finder, places);
    else this.#placesOf.delete(finder);
    return changed;
  }

  findersOf(path: string): string[] {
    return [...(this.#findersOf.get(path) ?? [])];
  }

  /** Files that functions stand in without being found there. */
  places(): string[] {
    return [...this.#findersOf.keys()];
  }
}
