/**
 * Which files create functions that other files contain: a list of definition objects is made into functions where it
 * is read, and each of them is shown where its object is written.
 */
export class Placements {
  readonly #placesOf = new Map<string, ReadonlySet<string>>();
  readonly #findersOf = new Map<string, Set<string>>();

  /** @param places the other files that contain functions found in `finder`. Returns those that are new. */
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

  /** Files that contain functions which are found elsewhere. */
  places(): string[] {
    return [...this.#findersOf.keys()];
  }
}
