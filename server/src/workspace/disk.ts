/** The files of a workspace as text, with unsaved text laid over what is on disk. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import type { TextSource } from '../syntax/file-store.ts';

export class Disk implements TextSource {
  /** Unsaved text by absolute path. */
  readonly #overlays = new Map<string, string>();
  /** Folder by package name. */
  readonly #packages = new Map<string, string>();
  readonly #exists = new Map<string, boolean>();

  read(path: string): string | null {
    const overlay = this.#overlays.get(path);
    if (overlay !== undefined) return overlay;
    // Looking first is much cheaper than the exception for a file that is not there.
    if (!existsSync(path)) return null;
    try {
      return withoutByteOrderMark(readFileSync(path, 'utf8'));
    } catch {
      return null;
    }
  }

  exists(path: string): boolean {
    if (this.#overlays.has(path)) return true;
    let known = this.#exists.get(path);
    if (known === undefined) {
      known = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
      this.#exists.set(path, known);
    }
    return known;
  }

  workspacePackage(name: string): string | null {
    return this.#packages.get(name) ?? null;
  }

  addPackage(name: string, folder: string): void {
    this.#packages.set(name, folder);
  }

  /** Null takes the unsaved text away. */
  setOverlay(path: string, text: string | null): void {
    if (text === null) this.#overlays.delete(path);
    else this.#overlays.set(path, text);
  }

  /** Files were made or removed. */
  forgetExistence(): void {
    this.#exists.clear();
  }
}

/** Editors do not show the byte order mark; it would shift every column of the first line. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** Reads the names of packages, so that imports between them can be followed when nothing is installed. */
export function addPackages(disk: Disk, manifests: readonly string[]): void {
  for (const path of manifests) {
    const text = disk.read(path);
    const name = text === null ? undefined : /"name"\s*:\s*"([^"]+)"/.exec(text)?.[1];
    if (name !== undefined) disk.addPackage(name, path.slice(0, -'/package.json'.length));
  }
}
