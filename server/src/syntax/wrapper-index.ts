/** Which names of the workspace make functions, and which files define them. */
export class WrapperIndex {
  readonly #byName = new Map<string, Set<string>>();
  readonly #byFile = new Map<string, ReadonlySet<string>>();
  /** Goes up when a name comes in: what was found without it may be incomplete. */
  version = 0;

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** Words that a file which calls a wrapper has in its text. */
  words(): string[] {
    return [...this.#byName.keys()].map((name) => name.replace(/^default:/, ''));
  }

  filesWith(name: string): ReadonlySet<string> {
    return this.#byName.get(name) ?? new Set();
  }

  /** The wrappers that a file has now. */
  put(path: string, names: ReadonlySet<string>): void {
    for (const name of this.#byFile.get(path) ?? []) {
      if (names.has(name)) continue;
      const files = this.#byName.get(name);
      files?.delete(path);
      if (files?.size === 0) this.#byName.delete(name);
    }
    for (const name of names) {
      const files = this.#byName.get(name);
      if (files) files.add(path);
      else {
        this.#byName.set(name, new Set([path]));
        this.version += 1;
      }
    }
    if (names.size > 0) this.#byFile.set(path, names);
    else this.#byFile.delete(path);
  }
}
