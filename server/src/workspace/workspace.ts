/**
 * The folders that are open: which files may hold functions, their newest text (saved or not), and their graphs,
 * made when asked for and kept until something they were made from changes.
 */
import type { EventIndex } from '../events/event-index.ts';
import type { FunctionUse } from '../events/function-use.ts';
import type { NameIndex } from '../events/name-index.ts';
import type { FunctionHeader } from '../syntax/function-definition.ts';
import { missed, Sources } from '../syntax/sources.ts';
import type { WorkflowGraph } from '../workflow-graph.ts';
import { placeKey, withoutMark } from './analyse.ts';
import { addPackages, Disk } from './disk.ts';
import { pathOf, uriOf } from './document-uri.ts';
import { EventFacts } from './event-facts.ts';
import { findFiles, hintsOf, isFolder, isSkippedPath, isSourceName, readHints } from './find-files.ts';
import { type FileState, FunctionStore } from './function-store.ts';
import { manifestsAround } from './monorepo.ts';

export type { FileState } from './function-store.ts';

/** Which functions a file defines; cheaper than their graphs, and made from fewer files. */
export interface FunctionList {
  uri: string;
  functions: readonly FunctionHeader[];
}

interface OpenDocument {
  uri: string;
  version: number;
}

/** How far a running index is; `done` of `total` files. */
export type IndexProgress = (done: number, total: number) => void;

/** Wrappers around wrappers are followed this far. */
const longestWrapping = 5;

/** Files between two breaths of the event loop while indexing. */
const chunk = 100;

export class Workspace {
  readonly disk = new Disk();
  readonly sources = new Sources(this.disk);
  readonly #roots: string[] = [];
  readonly #open = new Map<string, OpenDocument>();
  /** Files whose text may define functions. */
  readonly #candidates = new Set<string>();
  /** Files whose text may declare, send or wait for events. */
  readonly #eventFiles = new Set<string>();
  readonly #functions = new FunctionStore(this.sources, this);
  /** Every source file of the folders. */
  readonly #files = new Set<string>();
  /** What the wrappers were when their callers were looked for. */
  #followedVersion = 0;
  #sdkFiles = new Set<string>();
  /** Spelling one takes time, and a list of places has hundreds. */
  readonly #uris = new Map<string, string>();
  readonly #eventFacts = new EventFacts(this.sources, {
    all: this.#files,
    mayKnowEvents: () => this.eventFiles(),
    textOf: (path) => (this.#open.has(path) ? this.disk.read(path) : (readHints(path)?.bytes ?? null)),
    isOpen: (path) => this.#open.has(path),
  });

  get roots(): readonly string[] {
    return this.#roots;
  }

  /** False: nothing in the folders has to do with the SDK, and nothing needs to be done. */
  get usesSdk(): boolean {
    return this.#sdkFiles.size > 0;
  }

  /** Looks through a folder; gives way to other work between files. `isCancelled` stops it early. */
  async index(root: string, progress: IndexProgress, isCancelled: () => boolean): Promise<void> {
    if (!this.#roots.includes(root)) this.#roots.push(root);
    const { sources: files, manifests } = findFiles(root);
    addPackages(this.disk, [...manifestsAround(root), ...manifests]);
    for (const manifest of manifests) {
      if (this.disk.read(manifest)?.includes('"inngest"')) this.#sdkFiles.add(manifest);
    }
    let done = 0;
    const hits: string[] = [];
    for (const path of files) {
      this.#files.add(path);
      done += 1;
      if (done % chunk === 0) {
        progress(done, files.length);
        await breathe();
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
        await breathe();
        if (isCancelled()) return;
      }
      // The trees stay until the graphs are made from them; see `warm`.
      this.#functions.listOf(path);
    }
    await this.followWrappers(isCancelled);
  }

  /** True: wrappers came or went since {@link followWrappers} looked for the files that call them. */
  get hasNewWrappers(): boolean {
    return this.sources.wrappers.version !== this.#followedVersion;
  }

  /**
   * Finds the files that make functions by wrappers of other files, which only the wrappers' names tell. Returns the
   * files that may have other functions now.
   */
  async followWrappers(isCancelled: () => boolean): Promise<string[]> {
    const changed = new Set<string>();
    for (const path of this.#candidates) this.#functions.listOf(path);
    for (let round = 0; round < longestWrapping && this.hasNewWrappers; round += 1) {
      this.#followedVersion = this.sources.wrappers.version;
      const traces = this.sources.wrappers.traces();
      let done = 0;
      for (const path of this.#files) {
        done += 1;
        if (done % chunk === 0) {
          await breathe();
          if (isCancelled()) return [...changed];
        }
        const text = this.#open.has(path) ? this.disk.read(path) : null;
        const hints = text === null ? readHints(path, traces)?.hints : hintsOf(text, traces);
        if (hints?.mayCallWrapper !== true && !this.sources.wrappers.defines(path)) continue;
        this.#candidates.add(path);
        this.#functions.drop(path);
        this.#functions.listOf(path);
        changed.add(path);
      }
    }
    return [...changed];
  }

  /** Makes every graph that nobody has asked for yet, a few at a time, so that whoever asks later need not wait. */
  async warm(isCancelled: () => boolean): Promise<void> {
    if (!this.usesSdk) return;
    for (const path of this.eventFiles()) {
      if (isCancelled()) return;
      const isDrawn = this.#functions.isKnown(path) || !this.#candidates.has(path);
      if (isDrawn && this.#eventFacts.isCurrent(path)) continue;
      if (!isDrawn) this.stateOf(path);
      this.#eventFacts.refresh(path);
      // The graphs stay, the trees go: an edit parses again what it needs.
      if (!this.#open.has(path)) this.sources.drop(path);
      await breathe();
    }
    for (const _file of this.#eventFacts.followSenders()) {
      await breathe();
      if (isCancelled()) return;
    }
  }

  #mayKnowEvents(path: string): boolean {
    return this.#eventFiles.has(path) || this.#candidates.has(path) || this.#eventFacts.callsSender(path);
  }

  removeRoot(root: string): void {
    const at = this.#roots.indexOf(root);
    if (at >= 0) this.#roots.splice(at, 1);
    for (const set of [this.#candidates, this.#eventFiles, this.#sdkFiles, this.#files]) {
      for (const path of set) if (path.startsWith(`${root}/`) && !this.#open.has(path)) set.delete(path);
    }
    this.#functions.dropUnder(root);
    this.#eventFacts.keepOnly((path) => this.#mayKnowEvents(path));
  }

  /** The text of an open document, saved or not. Returns every path whose graphs may have changed. */
  setText(uri: string, languageId: string, version: number, text: string): string[] {
    const path = pathOf(uri, languageId);
    const isNew = !this.#open.has(path);
    this.#open.set(path, { uri, version });
    const plain = withoutMark(text);
    this.disk.setOverlay(path, plain);
    this.#remember(path, hintsOf(plain, this.sources.wrappers.traces()));
    this.#files.add(path);
    this.#eventFacts.textChanged(path, plain);
    if (isNew) return this.#appeared(path);
    this.sources.edit(path);
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
    const root = this.#roots.find((folder) => path.startsWith(`${folder}/`));
    if (root !== undefined && isSkippedPath(path, root, (file) => this.disk.exists(file))) return [];
    const read = readHints(path, this.sources.wrappers.traces());
    if (isConfiguration) {
      if (read?.bytes.includes('"inngest"')) this.#sdkFiles.add(path);
      else this.#sdkFiles.delete(path);
      this.sources.forget(path);
      this.#functions.clear();
      this.#eventFacts.outdate(() => true);
      return [...this.#candidates];
    }
    if (read) {
      this.#files.add(path);
      this.#remember(path, read.hints);
    } else this.#forget(path);
    return this.#appeared(path);
  }

  /** Of a folder that is moved or removed editors tell the name alone; what was in it is known here. */
  #folderChanged(folder: string): string[] {
    const root = this.#roots.find((each) => folder.startsWith(`${each}/`));
    if (root === undefined || isSkippedPath(`${folder}/`, root, (file) => this.disk.exists(file))) return [];
    const known = [...this.#files].filter((path) => path.startsWith(`${folder}/`));
    const found = isFolder(folder) ? findFiles(folder) : { sources: [], manifests: [] };
    addPackages(this.disk, found.manifests);
    return [...new Set([...known, ...found.sources].flatMap((path) => this.fileChanged(path)))];
  }

  /** The file may not have been there before: imports that led nowhere may lead to it now. */
  #appeared(path: string): string[] {
    this.sources.forget(null);
    return [...new Set([...this.#textChanged(path), ...this.#dropWhere(({ reads }) => missed(reads, path))])];
  }

  /** Forgets what was made from other texts; returns the files it was about. */
  #dropWhere(isOutdated: (made: { reads: ReadonlySet<string> }) => boolean): string[] {
    this.#eventFacts.outdate(isOutdated);
    return this.#functions.dropWhere(isOutdated);
  }

  #remember(path: string, hints: ReturnType<typeof hintsOf>): void {
    const put = (set: Set<string>, wanted: boolean): void => {
      if (wanted) set.add(path);
      else set.delete(path);
    };
    put(this.#candidates, hints.mayDefineFunctions);
    put(this.#eventFiles, hints.namesSdk || hints.mayKnowEvents);
    put(this.#sdkFiles, hints.namesSdk);
    if (!this.#mayKnowEvents(path)) this.#eventFacts.forget(path);
  }

  #forget(path: string): void {
    this.#files.delete(path);
    this.#candidates.delete(path);
    this.#eventFiles.delete(path);
    this.#sdkFiles.delete(path);
    this.#functions.forget(path);
    this.#eventFacts.forget(path);
  }

  #textChanged(path: string): string[] {
    this.sources.forget(path);
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
    const inside = this.#roots.filter((root) => path.startsWith(`${root}/`));
    const [deepest] = inside.sort((a, b) => b.length - a.length);
    return deepest ?? path.slice(0, Math.max(path.lastIndexOf('/'), 0));
  }

  /** As the client spells it, when it has the file open. */
  uriOf(path: string): string {
    const open = this.#open.get(path)?.uri;
    if (open !== undefined) return open;
    const uri = this.#uris.get(path) ?? uriOf(path);
    this.#uris.set(path, uri);
    return uri;
  }

  /** Null: the file is not open. */
  versionOf(path: string): number | null {
    return this.#open.get(path)?.version ?? null;
  }

  isOpen(path: string): boolean {
    return this.#open.has(path);
  }

  openPaths(): string[] {
    return [...this.#open.keys()];
  }

  /** Every file that functions stand in, by path. Those of open documents survive half-typed code. */
  lists(): FunctionList[] {
    if (!this.usesSdk) return [];
    const byFile = new Map<string, Map<string, FunctionHeader>>();
    for (const path of this.#candidates) {
      for (const header of this.#functions.headersIn(path, this.#open.has(path))) {
        const functions = byFile.get(header.file) ?? new Map<string, FunctionHeader>();
        byFile.set(header.file, functions);
        const key = placeKey(header);
        if (!functions.has(key)) functions.set(key, header);
      }
    }
    return [...byFile]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, functions]) => ({ uri: this.uriOf(path), functions: [...functions.values()] }));
  }

  /** State of every file that functions stand in, by path. */
  states(): FileState[] {
    if (!this.usesSdk) return [];
    for (const path of this.#candidates) this.#functions.madeIn(path);
    return [...new Set([...this.#candidates, ...this.#functions.places()])].sort().flatMap((path) => {
      const state = this.stateOf(path);
      return state && state.analysis.graphs.length > 0 ? [state] : [];
    });
  }

  /** Files that make functions which stand in `path`, as far as they have been read: `list.map(createFunction)`. */
  makersOf(path: string): readonly string[] {
    return [...this.#functions.findersOf(path)];
  }

  /** Of the files whose graphs are made: those that draw code which lies in `path`, another file. */
  statesDrawing(path: string): FileState[] {
    return this.#functions.statesDrawing(path);
  }

  graphs(): { graph: WorkflowGraph; state: FileState }[] {
    return this.states().flatMap((state) => state.analysis.graphs.map((graph) => ({ graph, state })));
  }

  /** Files that may know events: they declare, send or wait for some. */
  eventFiles(): string[] {
    if (!this.usesSdk) return [];
    return [...new Set([...this.#eventFiles, ...this.#candidates, ...this.#eventFacts.senderCallers])].sort();
  }

  /**
   * Which events the code names, and where: as `path` and every file that nothing has touched since say now. Files
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

  /** The index as every file's text is now, at once: for programs that nobody waits for. */
  events(): EventIndex {
    for (const work of [this.#eventFacts.refreshOutdated(), this.#eventFacts.followSenders()]) {
      for (const _file of work);
    }
    return this.#eventFacts.index;
  }

  /** The same, giving way to other work between files. */
  async refreshEvents(isCancelled: () => boolean = () => false): Promise<EventIndex> {
    for (const work of [this.#eventFacts.refreshOutdated(), this.#eventFacts.followSenders()]) {
      for (const _file of work) {
        await breathe();
        if (isCancelled()) return this.#eventFacts.index;
      }
    }
    return this.#eventFacts.index;
  }
}

/** Lets requests that came in meanwhile be answered. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
