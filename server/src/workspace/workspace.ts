/**
 * The folders that are open: which files may hold functions, their newest text (saved or not), and their graphs,
 * made when asked for and kept until something they were made from changes.
 */

import type { FunctionHeader } from '../definitions/function-definition.ts';
import type { EventIndex } from '../events/event-index.ts';
import type { FunctionUse } from '../events/function-use.ts';
import type { NameIndex } from '../events/name-index.ts';
import { missed } from '../syntax/file-store.ts';
import { Sources } from '../syntax/sources.ts';
import type { WorkflowGraph } from '../workflow-graph.ts';
import { addPackages, Disk, withoutByteOrderMark } from './disk.ts';
import { pathOf } from './document-uri.ts';
import { EventFacts } from './event-facts.ts';
import { findFiles, hintsOf, isFolder, isSkippedPath, isSourceName, readHints } from './find-files.ts';
import { type FileState, FunctionStore } from './function-store.ts';
import { KnownFiles } from './known-files.ts';
import { manifestsAround } from './monorepo.ts';
import { OpenDocuments } from './open-documents.ts';
import { WrapperCallers } from './wrapper-callers.ts';
import { yieldToEventLoop } from './yield-to-event-loop.ts';

export type { FileState } from './function-store.ts';

/** Which functions a file defines; cheaper than their graphs, and made from fewer files. */
export interface FunctionList {
  uri: string;
  functions: readonly FunctionHeader[];
}

/** How far a running index is; `done` of `total` files. */
export type IndexProgress = (done: number, total: number) => void;

/** Files between two breaths of the event loop while indexing. */
const filesPerSlice = 100;

export class Workspace {
  readonly disk = new Disk();
  readonly sources = new Sources(this.disk);
  readonly #open = new OpenDocuments();
  readonly #files = new KnownFiles();
  readonly #functions = new FunctionStore(this.sources, this.#open);
  readonly #wrappers = new WrapperCallers(this.sources, this.#files, this.#functions, (path) =>
    this.#open.has(path) ? this.disk.read(path) : null,
  );
  readonly #eventFacts = new EventFacts(this.sources, {
    all: this.#files.all,
    mayKnowEvents: () => this.eventFiles(),
    textOf: (path) => (this.#open.has(path) ? this.disk.read(path) : (readHints(path)?.bytes ?? null)),
    isOpen: (path) => this.#open.has(path),
  });

  get roots(): readonly string[] {
    return this.#open.roots;
  }

  /** False: nothing in the folders has to do with the SDK, and nothing needs to be done. */
  get usesSdk(): boolean {
    return this.#files.useSdk;
  }

  /** Indexes a folder; yields between files. `isCancelled` stops it early. */
  async index(root: string, progress: IndexProgress, isCancelled: () => boolean): Promise<void> {
    this.#open.addRoot(root);
    const { sources: files, manifests } = findFiles(root);
    addPackages(this.disk, [...manifestsAround(root), ...manifests]);
    for (const manifest of manifests) {
      this.#files.putManifest(manifest, this.disk.read(manifest)?.includes('"inngest"') === true);
    }
    let done = 0;
    const hits: string[] = [];
    for (const path of files) {
      this.#files.add(path);
      done += 1;
      if (done % filesPerSlice === 0) {
        progress(done, files.length);
        await yieldToEventLoop();
        if (isCancelled()) return;
      }
      if (this.#open.has(path)) continue;
      const read = readHints(path);
      if (!read) continue;
      this.#remember(path, read.hints);
      if (read.hints.mayDefineFunctions) hits.push(path);
    }
    if (!this.usesSdk) return;
    for (const [index, path] of hits.entries()) {
      if (index % 20 === 0) {
        await yieldToEventLoop();
        if (isCancelled()) return;
      }
      // The trees stay until the graphs are made from them; see `warm`.
      this.#functions.listOf(path);
    }
    await this.followWrappers(isCancelled);
  }

  /** True: wrappers came or went since {@link followWrappers} looked for the files that call them. */
  get hasNewWrappers(): boolean {
    return this.#wrappers.haveChanged;
  }

  /** Returns the files that may have other functions, since they call wrappers of other files. */
  followWrappers(isCancelled: () => boolean): Promise<string[]> {
    return this.#wrappers.follow(isCancelled);
  }

  /** Builds the graphs not requested so far, a few at a time, so that later requests are fast. */
  async warm(isCancelled: () => boolean): Promise<void> {
    if (!this.usesSdk) return;
    for (const path of this.eventFiles()) {
      if (isCancelled()) return;
      const isDrawn = this.#functions.isKnown(path) || !this.#files.candidates.has(path);
      if (isDrawn && this.#eventFacts.isCurrent(path)) continue;
      if (!isDrawn) this.stateOf(path);
      this.#eventFacts.refresh(path);
      // The graphs stay, the trees go: an edit parses again what it needs.
      if (!this.#open.has(path)) this.sources.files.drop(path);
      await yieldToEventLoop();
    }
    for (const _file of this.#eventFacts.followSenders()) {
      await yieldToEventLoop();
      if (isCancelled()) return;
    }
  }

  #mayKnowEvents(path: string): boolean {
    return this.#files.mayKnowEvents(path) || this.#eventFacts.callsSender(path);
  }

  removeRoot(root: string): void {
    this.#open.removeRoot(root);
    this.#files.deleteUnder(root, (path) => this.#open.has(path));
    this.#functions.dropUnder(root);
    this.#eventFacts.keepOnly((path) => this.#mayKnowEvents(path));
  }

  /** The text of an open document, saved or not. Returns every path whose graphs may have changed. */
  setText(uri: string, languageId: string, version: number, text: string): string[] {
    const path = pathOf(uri, languageId);
    const isNew = this.#open.put(path, uri, version);
    const plain = withoutByteOrderMark(text);
    this.disk.setOverlay(path, plain);
    this.#remember(path, hintsOf(plain, this.sources.wrappers.traces()));
    this.#eventFacts.textChanged(path, plain);
    if (isNew) return this.#appeared(path);
    this.sources.files.edit(path);
    return this.#outdated(path);
  }

  /** The document was closed: what is on disk counts again. */
  close(uri: string, languageId: string): string[] {
    const path = pathOf(uri, languageId);
    this.#open.delete(path);
    this.disk.setOverlay(path, null);
    return this.fileChanged(path);
  }

  /** A file was made, changed or removed on disk. */
  fileChanged(path: string): string[] {
    this.disk.forgetExistence();
    if (this.#open.has(path)) return [];
    const name = path.slice(path.lastIndexOf('/') + 1);
    const isConfiguration = /^(package|[jt]sconfig.*)\.json$/.test(name);
    if (!isSourceName(name) && !isConfiguration) {
      // Other kinds of files come and go by the thousand.
      return /[^.]\.[a-z]\w*$/i.test(name) ? [] : this.#folderChanged(path);
    }
    const root = this.roots.find((folder) => path.startsWith(`${folder}/`));
    if (root !== undefined && isSkippedPath(path, root, (file) => this.disk.exists(file))) return [];
    const read = readHints(path, this.sources.wrappers.traces());
    if (isConfiguration) {
      this.#files.putManifest(path, read?.bytes.includes('"inngest"') === true);
      this.sources.files.forget(path);
      this.#functions.clear();
      this.#eventFacts.outdate(() => true);
      return [...this.#files.candidates];
    }
    if (read) this.#remember(path, read.hints);
    else this.#forget(path);
    return this.#appeared(path);
  }

  /** Of a folder that is moved or removed editors tell the name alone; what was in it is known here. */
  #folderChanged(folder: string): string[] {
    const root = this.roots.find((each) => folder.startsWith(`${each}/`));
    if (root === undefined || isSkippedPath(`${folder}/`, root, (file) => this.disk.exists(file))) return [];
    const known = [...this.#files.all].filter((path) => path.startsWith(`${folder}/`));
    const found = isFolder(folder) ? findFiles(folder) : { sources: [], manifests: [] };
    addPackages(this.disk, found.manifests);
    return [...new Set([...known, ...found.sources].flatMap((path) => this.fileChanged(path)))];
  }

  /** The file may not have been there before: imports that led nowhere may lead to it now. */
  #appeared(path: string): string[] {
    this.sources.files.forget(null);
    return [...new Set([...this.#textChanged(path), ...this.#dropWhere(({ reads }) => missed(reads, path))])];
  }

  /** Forgets what was made from other texts; returns the files it was about. */
  #dropWhere(isOutdated: (made: { reads: ReadonlySet<string> }) => boolean): string[] {
    this.#eventFacts.outdate(isOutdated);
    return this.#functions.dropWhere(isOutdated);
  }

  #remember(path: string, hints: ReturnType<typeof hintsOf>): void {
    this.#files.put(path, hints);
    if (!this.#mayKnowEvents(path)) this.#eventFacts.forget(path);
  }

  #forget(path: string): void {
    this.#files.delete(path);
    this.#functions.forget(path);
    this.#eventFacts.forget(path);
  }

  #textChanged(path: string): string[] {
    this.sources.files.forget(path);
    return this.#outdated(path);
  }

  #outdated(path: string): string[] {
    return [...new Set([path, ...this.#dropWhere(({ reads }) => reads.has(path))])];
  }

  /** Graphs of a file as its text is now; null when there is no such file. */
  stateOf(path: string): FileState | null {
    return this.#functions.stateOf(path);
  }

  /** The open folder that a path is in, else the folder of the file itself. */
  rootOf(path: string): string {
    return this.#open.rootOf(path);
  }

  /** As the client spells it, when it has the file open. */
  uriOf(path: string): string {
    return this.#open.uriOf(path);
  }

  /** Null: the file is not open. */
  versionOf(path: string): number | null {
    return this.#open.versionOf(path);
  }

  isOpen(path: string): boolean {
    return this.#open.has(path);
  }

  openPaths(): string[] {
    return this.#open.paths();
  }

  /** Every file that contains functions, by path. Those of open documents survive half-typed code. */
  lists(): FunctionList[] {
    if (!this.usesSdk) return [];
    const byFile = this.#functions.headersByFile(this.#files.candidates, (path) => this.#open.has(path));
    return [...byFile]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, functions]) => ({ uri: this.uriOf(path), functions }));
  }

  /** State of every file that contains functions, by path. */
  states(): FileState[] {
    if (!this.usesSdk) return [];
    for (const path of this.#files.candidates) this.#functions.madeIn(path);
    return [...new Set([...this.#files.candidates, ...this.#functions.places()])].sort().flatMap((path) => {
      const state = this.stateOf(path);
      const { graphs = [], notes = [] } = state?.analysis ?? {};
      return state && graphs.length + notes.length > 0 ? [state] : [];
    });
  }

  /** Files that create functions contained in `path`, as far as they have been read: `list.map(createFunction)`. */
  makersOf(path: string): readonly string[] {
    return [...this.#functions.findersOf(path)];
  }

  /** Of the files whose graphs are made: those that draw code of `path`, another file. */
  statesDrawing(path: string): FileState[] {
    return this.#functions.statesDrawing(path);
  }

  graphs(): { graph: WorkflowGraph; state: FileState }[] {
    return this.states().flatMap((state) => state.analysis.graphs.map((graph) => ({ graph, state })));
  }

  /** Every source file, by path. */
  sourceFiles(): string[] {
    return this.usesSdk ? [...this.#files.all].sort() : [];
  }

  /** Files that may know events: they declare, send or wait for some. */
  eventFiles(): string[] {
    if (!this.usesSdk) return [];
    return [...new Set([...this.#files.eventFiles(), ...this.#eventFacts.senderCallers])].sort();
  }

  /**
   * Which events the code names, and where: current for `path` and every file that has not been touched since. Files
   * that an edit elsewhere may have changed are read again by {@link refreshEvents}.
   */
  eventsFor(path: string): EventIndex {
    if (this.#mayKnowEvents(path)) this.#eventFacts.refresh(path);
    return this.#eventFacts.index;
  }

  /** Where functions are defined, invoked and referred to, as {@link eventsFor} knows it. */
  functionNamesFor(path: string): NameIndex<FunctionUse> {
    this.eventsFor(path);
    return this.#eventFacts.functions;
  }

  /** The index as it is, without reading anything. */
  knownEvents(): EventIndex {
    return this.#eventFacts.index;
  }

  /** Files whose graphs are made already. */
  knownStates(): FileState[] {
    return [...this.#functions.known()];
  }

  /** The index for the current text of every file, at once: for batch use. */
  events(): EventIndex {
    for (const work of [this.#eventFacts.refreshOutdated(), this.#eventFacts.followSenders()]) {
      for (const _file of work);
    }
    return this.#eventFacts.index;
  }

  /** The same, yielding between files. */
  async refreshEvents(isCancelled: () => boolean = () => false): Promise<EventIndex> {
    for (const work of [this.#eventFacts.refreshOutdated(), this.#eventFacts.followSenders()]) {
      for (const _file of work) {
        await yieldToEventLoop();
        if (isCancelled()) return this.#eventFacts.index;
      }
    }
    return this.#eventFacts.index;
  }
}
