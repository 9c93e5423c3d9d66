/** The files of the open folders, and the hints from their bytes. */
import type { Hints } from './find-files.ts';

export class KnownFiles {
  readonly #all = new Set<string>();
  readonly #mayDefineFunctions = new Set<string>();
  readonly #mayKnowEvents = new Set<string>();
  /** Sources and manifests. */
  readonly #namingSdk = new Set<string>();

  /** Every source file. */
  get all(): ReadonlySet<string> {
    return this.#all;
  }

  /** Files whose text may define functions. */
  get candidates(): ReadonlySet<string> {
    return this.#mayDefineFunctions;
  }

  /** False: nothing in the folders has to do with the SDK. */
  get useSdk(): boolean {
    return this.#namingSdk.size > 0;
  }

  /** Files whose text may declare, send or wait for events. */
  mayKnowEvents(path: string): boolean {
    return this.#mayKnowEvents.has(path) || this.#mayDefineFunctions.has(path);
  }

  /** The same, by path. */
  eventFiles(): string[] {
    return [...new Set([...this.#mayKnowEvents, ...this.#mayDefineFunctions])].sort();
  }

  /** A file that exists, whatever its content. */
  add(path: string): void {
    this.#all.add(path);
  }

  /** The file's current hints. */
  put(path: string, hints: Hints): void {
    this.#all.add(path);
    mark(this.#mayDefineFunctions, path, hints.mayDefineFunctions);
    mark(this.#mayKnowEvents, path, hints.namesSdk || hints.mayKnowEvents);
    mark(this.#namingSdk, path, hints.namesSdk);
  }

  /** The file may define functions although its bytes do not hint at it: it calls a wrapper. */
  addCandidate(path: string): void {
    this.#mayDefineFunctions.add(path);
  }

  putManifest(path: string, namesSdk: boolean): void {
    mark(this.#namingSdk, path, namesSdk);
  }

  delete(path: string): void {
    for (const paths of this.#sets) paths.delete(path);
  }

  deleteUnder(folder: string, isKept: (path: string) => boolean): void {
    for (const paths of this.#sets) {
      for (const path of paths) if (path.startsWith(`${folder}/`) && !isKept(path)) paths.delete(path);
    }
  }

  get #sets(): readonly Set<string>[] {
    return [this.#all, this.#mayDefineFunctions, this.#mayKnowEvents, this.#namingSdk];
  }
}

function mark(paths: Set<string>, path: string, isIn: boolean): void {
  if (isIn) paths.add(path);
  else paths.delete(path);
}
