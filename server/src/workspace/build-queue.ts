/**
 * Collects the files touched by edits and passes them on once the burst is over: a newer edit of the same file
 * replaces an older one that has not been processed yet.
 */
export class BuildQueue {
  readonly #build: (paths: readonly string[]) => void;
  readonly #waiting = new Set<string>();
  #scheduled: NodeJS.Immediate | null = null;

  constructor(build: (paths: readonly string[]) => void) {
    this.#build = build;
  }

  add(paths: readonly string[]): void {
    for (const path of paths) this.#waiting.add(path);
    if (this.#waiting.size === 0) return;
    // Edits that arrive together are processed together.
    this.#scheduled ??= setImmediate(() => this.#run());
  }

  #run(): void {
    this.#scheduled = null;
    const paths = [...this.#waiting];
    this.#waiting.clear();
    this.#build(paths);
  }

  stop(): void {
    if (this.#scheduled) clearImmediate(this.#scheduled);
    this.#scheduled = null;
    this.#waiting.clear();
  }
}
