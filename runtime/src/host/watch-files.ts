import { createHash } from 'node:crypto';
import { type FSWatcher, readFileSync, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Editors write a file in several strokes. */
const settle = 80;

/**
 * Tells when the content of any of a growing set of files changes. Folders are watched, since editors replace files;
 * a file that was saved without a change is none.
 */
export class FileWatcher {
  readonly #onChange: (files: string[]) => void;
  readonly #folders = new Map<string, FSWatcher>();
  readonly #hashes = new Map<string, string | null>();
  readonly #touched = new Set<string>();
  #timer: NodeJS.Timeout | null = null;

  constructor(onChange: (files: string[]) => void) {
    this.#onChange = onChange;
  }

  add(files: string[]): void {
    for (const file of files) {
      if (this.#hashes.has(file)) continue;
      this.#hashes.set(file, hashOf(file));
      this.#watchFolder(dirname(file));
    }
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    for (const watcher of this.#folders.values()) watcher.close();
    this.#folders.clear();
    this.#hashes.clear();
  }

  #watchFolder(folder: string): void {
    if (this.#folders.has(folder)) return;
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => this.#touch(folder, name));
      watcher.on('error', () => watcher.close());
      this.#folders.set(folder, watcher);
    } catch {
      // A folder that is gone, or one more than the system can watch: its files are just not reloaded.
    }
  }

  #touch(folder: string, name: string | null): void {
    const candidates = name === null ? this.#hashes.keys() : [join(folder, basename(name))];
    for (const file of candidates) if (this.#hashes.has(file)) this.#touched.add(file);
    if (this.#touched.size === 0) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#compare(), settle);
  }

  #compare(): void {
    const changed = [...this.#touched].filter((file) => {
      const hash = hashOf(file);
      const isChanged = hash !== this.#hashes.get(file);
      this.#hashes.set(file, hash);
      return isChanged;
    });
    this.#touched.clear();
    if (changed.length > 0) this.#onChange(changed);
  }
}

/** Null: the file is not there. */
function hashOf(file: string): string | null {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    return null;
  }
}
