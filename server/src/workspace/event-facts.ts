/** Keeps the indexes of events and functions in step with the texts: a file is read again only when something it was read from changed. */

import { functionsIn } from '../definitions/functions.ts';
import { CodeOwners } from '../events/code-owners.ts';
import { EventIndex } from '../events/event-index.ts';
import { eventUsesIn } from '../events/event-uses.ts';
import type { FunctionUse } from '../events/function-use.ts';
import { functionUsesIn } from '../events/function-uses.ts';
import { NameIndex } from '../events/name-index.ts';
import { senderNamesIn } from '../events/senders.ts';
import type { Sources } from '../syntax/sources.ts';

/** The files of the workspace, as far as the index has to know them. */
export interface KnownFiles {
  readonly all: ReadonlySet<string>;
  /** Those whose text names the SDK, functions or events, and those that call senders. */
  mayKnowEvents(): readonly string[];
  /** Good until the next call; null: there is no such file. */
  textOf(path: string): { includes(word: string): boolean } | null;
  isOpen(path: string): boolean;
}

/** Senders that call senders that call senders … */
const maxSenderDepth = 5;
/** Files that call a function, by its name alone, before the name counts as too common. */
const maxCallers = 300;
/** Files looked through between two stops. */
const chunk = 100;

export class EventFacts {
  readonly index = new EventIndex();
  readonly functions = new NameIndex<FunctionUse>();
  readonly #sources: Sources;
  /** What each file's uses were made from, and with what knowledge of the functions that make functions. */
  readonly #made = new Map<string, { reads: ReadonlySet<string>; wrappers: number }>();

  /** Names of functions that send events named by their callers. Only grows: one too many costs time, not correctness. */
  readonly #senders = new Set<string>();
  /** Files that may name no events but call a function that sends what it is given. */
  readonly senderCallers = new Set<string>();
  /** How many senders there were when their callers were looked for. */
  #followed = 0;
  readonly #files: KnownFiles;

  constructor(sources: Sources, files: KnownFiles) {
    this.#sources = sources;
    this.#files = files;
  }

  isCurrent(path: string): boolean {
    return this.#made.get(path)?.wrappers === this.#sources.wrappers.version;
  }

  /** The uses stay in the index until the file is read again: old answers are better than none. */
  outdate(isOutdated: (made: { reads: ReadonlySet<string> }) => boolean): void {
    for (const [path, made] of this.#made) if (isOutdated(made)) this.#made.delete(path);
  }

  callsSender(path: string): boolean {
    return this.senderCallers.has(path);
  }

  /** An edit may have put in the call of a sender. */
  textChanged(path: string, text: string): void {
    for (const name of this.#senders) if (text.includes(`${name}(`)) this.senderCallers.add(path);
  }

  refresh(path: string): void {
    if (this.isCurrent(path)) return;
    const { result, reads } = this.#sources.files.recording(() => {
      const file = this.#sources.file(path);
      if (!file) return { events: [], functions: [] };
      const definitions = functionsIn(file, this.#sources);
      const owners = new CodeOwners(definitions, file, this.#sources);
      for (const name of senderNamesIn(file, this.#sources, this.#senders)) this.#senders.add(name);
      return {
        events: eventUsesIn(file, this.#sources, definitions, owners, this.#senders),
        functions: functionUsesIn(file, this.#sources, definitions, owners),
      };
    });
    this.index.put(path, result.events);
    this.functions.put(path, result.functions);
    this.#made.set(path, { reads, wrappers: this.#sources.wrappers.version });
  }

  /** Reads again what edits have outdated; stops between files to let other work be done. */
  *refreshOutdated(): Generator<void> {
    for (const path of this.#files.mayKnowEvents()) {
      if (this.isCurrent(path)) continue;
      this.refresh(path);
      if (!this.#files.isOpen(path)) this.#sources.files.drop(path);
      yield;
    }
  }

  /**
   * Reads the files again that call such functions: the name of an event may be far away from
   * where it is sent. Stops like {@link refreshOutdated}.
   */
  *followSenders(): Generator<void> {
    for (let round = 0; round < maxSenderDepth && this.#senders.size > this.#followed; round += 1) {
      const callers = new Map<string, string[]>([...this.#senders].map((name) => [name, []]));
      let done = 0;
      for (const path of this.#files.all) {
        done += 1;
        if (done % chunk === 0) yield;
        const text = this.#files.textOf(path);
        for (const [name, paths] of callers) if (text?.includes(`${name}(`)) paths.push(path);
      }
      const known = new Set(this.#files.mayKnowEvents());
      for (const paths of callers.values()) {
        for (const path of paths) {
          // A name as common as that would have every other file read.
          if (paths.length > maxCallers && !known.has(path)) continue;
          this.senderCallers.add(path);
          this.#made.delete(path);
        }
      }
      this.#followed = callers.size;
      yield* this.refreshOutdated();
    }
  }

  /** The file names no events any more, or is gone. */
  forget(path: string): void {
    this.senderCallers.delete(path);
    this.index.remove(path);
    this.functions.remove(path);
    this.#made.delete(path);
  }

  keepOnly(isKept: (path: string) => boolean): void {
    for (const path of [...this.#made.keys()]) if (!isKept(path)) this.forget(path);
  }
}
