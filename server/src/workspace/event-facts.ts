/** Keeps the indexes of events and functions in step with the texts: a file is read again only when something it was read from changed. */
import { CodeOwners } from '../events/code-owners.ts';
import { EventIndex } from '../events/event-index.ts';
import { eventUsesIn } from '../events/event-uses.ts';
import type { FunctionUse } from '../events/function-use.ts';
import { functionUsesIn } from '../events/function-uses.ts';
import { NameIndex } from '../events/name-index.ts';
import { functionsIn } from '../syntax/functions.ts';
import type { Sources } from '../syntax/sources.ts';

export class EventFacts {
  readonly index = new EventIndex();
  readonly functions = new NameIndex<FunctionUse>();
  readonly #sources: Sources;
  /** What each file's uses were made from, and with what knowledge of the functions that make functions. */
  readonly #made = new Map<string, { reads: ReadonlySet<string>; wrappers: number }>();

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  isCurrent(path: string): boolean {
    return this.#made.get(path)?.wrappers === this.#sources.wrappers.version;
  }

  /** The uses stay in the index until the file is read again: old answers are better than none. */
  outdate(isOutdated: (made: { reads: ReadonlySet<string> }) => boolean): void {
    for (const [path, made] of this.#made) if (isOutdated(made)) this.#made.delete(path);
  }

  refresh(path: string): void {
    if (this.isCurrent(path)) return;
    const { result, reads } = this.#sources.recording(() => {
      const file = this.#sources.file(path);
      if (!file) return { events: [], functions: [] };
      const definitions = functionsIn(file, this.#sources);
      const owners = new CodeOwners(definitions, file, this.#sources);
      return {
        events: eventUsesIn(file, this.#sources, definitions, owners),
        functions: functionUsesIn(file, this.#sources, definitions, owners),
      };
    });
    this.index.put(path, result.events);
    this.functions.put(path, result.functions);
    this.#made.set(path, { reads, wrappers: this.#sources.wrappers.version });
  }

  /** The file names no events any more, or is gone. */
  forget(path: string): void {
    this.index.remove(path);
    this.functions.remove(path);
    this.#made.delete(path);
  }

  keepOnly(isKept: (path: string) => boolean): void {
    for (const path of [...this.#made.keys()]) if (!isKept(path)) this.forget(path);
  }
}
