/** Finds the files that make functions by wrappers of other files, which only the wrappers' names tell. */
import type { Sources } from '../syntax/sources.ts';
import { hintsOf, readHints } from './find-files.ts';
import type { FunctionStore } from './function-store.ts';
import type { KnownFiles } from './known-files.ts';
import { yieldToEventLoop } from './yield-to-event-loop.ts';

/** Wrappers around wrappers are followed this far. */
const maxWrapperDepth = 5;
/** Files between two breaths of the event loop. */
const chunk = 100;

export class WrapperCallers {
  readonly #sources: Sources;
  readonly #files: KnownFiles;
  readonly #functions: FunctionStore;
  readonly #unsavedText: (path: string) => string | null;
  /** What the wrappers were when their callers were looked for. */
  #followedVersion = 0;

  constructor(
    sources: Sources,
    files: KnownFiles,
    functions: FunctionStore,
    unsavedText: (path: string) => string | null,
  ) {
    this.#sources = sources;
    this.#files = files;
    this.#functions = functions;
    this.#unsavedText = unsavedText;
  }

  get haveChanged(): boolean {
    return this.#sources.wrappers.version !== this.#followedVersion;
  }

  /** Returns the files that may have other functions now. */
  async follow(isCancelled: () => boolean): Promise<string[]> {
    const changed = new Set<string>();
    for (const path of this.#files.candidates) this.#functions.listOf(path);
    for (let round = 0; round < maxWrapperDepth && this.haveChanged; round += 1) {
      const { wrappers } = this.#sources;
      this.#followedVersion = wrappers.version;
      const traces = wrappers.traces();
      let done = 0;
      for (const path of this.#files.all) {
        done += 1;
        if (done % chunk === 0) {
          await yieldToEventLoop();
          if (isCancelled()) return [...changed];
        }
        if (!this.#callsWrapper(path, traces) && !wrappers.defines(path)) continue;
        this.#files.addCandidate(path);
        this.#functions.drop(path);
        this.#functions.listOf(path);
        changed.add(path);
      }
    }
    return [...changed];
  }

  #callsWrapper(path: string, traces: readonly string[]): boolean {
    if (traces.length === 0) return false;
    const text = this.#unsavedText(path);
    const hints = text === null ? readHints(path, traces)?.hints : hintsOf(text, traces);
    return hints?.mayCallWrapper === true;
  }
}
