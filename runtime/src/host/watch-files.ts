import { createHash } from 'node:crypto';
import { type FSWatcher, readFileSync, statSync, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Editors write a file in several steps. */
const settleMs = 80;
/** How often files are checked whose folder the system cannot watch, because of its limit or a network drive. */
const pollIntervalMs = 1_000;
/** File systems date recent writes a few milliseconds off. */
const timestampSlackMs = 5;

/**
 * Reports changes of content in a growing set of files. It watches folders, since editors replace files. A file that was saved
 * without a change is not reported.
 */
export class FileWatcher {
  readonly #onChange: (files: string[]) => void;
  /** When reading the files began, Unix milliseconds. */
  readonly #since = Date.now();
  readonly #folders = new Map<string, FSWatcher>();
  readonly #hashes = new Map<string, string | null>();
  readonly #dirty = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #poll: NodeJS.Timeout | null = null;

  constructor(onChange: (files: string[]) => void) {
    this.#onChange = onChange;
  }

  /** Call it soon after the files were read; changes since then are not missed. */
  add(files: string[]): void {
    for (const file of files) {
      if (this.#hashes.has(file)) continue;
      const isLate = modifiedAt(file) > this.#since + timestampSlackMs;
      this.#hashes.set(file, isLate ? null : hashOf(file));
      this.#watchFolder(dirname(file));
      if (isLate) this.#markDirty(dirname(file), basename(file));
    }
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#poll) clearInterval(this.#poll);
    for (const watcher of this.#folders.values()) watcher.close();
    this.#folders.clear();
    this.#hashes.clear();
  }

  #watchFolder(folder: string): void {
    if (this.#folders.has(folder)) return;
    try {
      const watcher = watch(folder, (_, name) => this.#markDirty(folder, name));
      watcher.on('error', () => {
        watcher.close();
        this.#lookRegularly();
      });
      this.#folders.set(folder, watcher);
    } catch {
      this.#lookRegularly();
    }
  }

  #lookRegularly(): void {
    this.#poll ??= setInterval(() => {
      for (const file of this.#hashes.keys()) this.#dirty.add(file);
      this.#compare();
    }, pollIntervalMs).unref();
  }

  #markDirty(folder: string, name: string | null): void {
    const candidates = name === null ? this.#hashes.keys() : [join(folder, basename(name))];
    for (const file of candidates) if (this.#hashes.has(file)) this.#dirty.add(file);
    if (this.#dirty.size === 0) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#compare(), settleMs);
  }

  #compare(): void {
    const changed = [...this.#dirty].filter((file) => {
      const hash = hashOf(file);
      const isChanged = hash !== this.#hashes.get(file);
      this.#hashes.set(file, hash);
      return isChanged;
    });
    this.#dirty.clear();
    if (changed.length > 0) this.#onChange(changed);
  }
}

function modifiedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Null: the file is not there. */
function hashOf(file: string): string | null {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    return null;
  }
}
