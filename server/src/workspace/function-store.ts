/**
 * Functions by the file they are found in and by the file that contains them: their headers, and their graphs, built when
 * asked for and kept until something they were made from changes.
 */

import type { FunctionHeader } from '../definitions/function-definition.ts';
import { headerOf } from '../definitions/function-definition.ts';
import { functionsIn } from '../definitions/functions.ts';
import type { Sources } from '../syntax/sources.ts';
import type { WorkflowGraph } from '../workflow-graph.ts';
import { analyseFile, type FileAnalysis } from './analyse-file.ts';
import { placeKey, relativeGraph } from './graph-place.ts';
import { Placements } from './placements.ts';

/** What is known of one file, made from one text of it. */
export interface FileState {
  path: string;
  uri: string;
  /** Null: the file is not open. */
  version: number | null;
  /** The text has syntax errors; graphs are of the last text without. */
  stale: boolean;
  /** Paths in the graphs are relative to the folder that contains the file. */
  analysis: FileAnalysis;
  /** Everything that was read to make it. */
  reads: ReadonlySet<string>;
}

/** Graphs found in one file, wherever they stand. */
interface Made {
  placed: readonly { path: string; graph: WorkflowGraph }[];
  analysis: FileAnalysis;
  stale: boolean;
  reads: ReadonlySet<string>;
}

interface FoundList {
  /** With absolute paths. */
  functions: readonly FunctionHeader[];
  reads: ReadonlySet<string>;
}

/** What the store asks about the files that people have open. */
interface Documents {
  uriOf(path: string): string;
  versionOf(path: string): number | null;
  /** The open folder that a path is in. */
  rootOf(path: string): string;
}

interface Outdating {
  reads: ReadonlySet<string>;
}

export class FunctionStore {
  readonly #sources: Sources;
  readonly #documents: Documents;
  readonly #states = new Map<string, FileState>();
  readonly #made = new Map<string, Made>();
  readonly #lastGood = new Map<string, Made>();
  readonly #lists = new Map<string, FoundList>();
  readonly #placements = new Placements();

  constructor(sources: Sources, documents: Documents) {
    this.#sources = sources;
    this.#documents = documents;
  }

  /** Graphs of a file as its text is now; null when there is no such file. */
  stateOf(path: string): FileState | null {
    const known = this.#states.get(path);
    if (known) return known;
    const own = this.madeIn(path);
    if (!own) return null;
    const finders = this.#placements.findersOf(path).flatMap((finder) => this.madeIn(finder) ?? []);
    const state: FileState = {
      path,
      uri: this.#documents.uriOf(path),
      version: this.#documents.versionOf(path),
      stale: own.stale,
      analysis: {
        ...own.analysis,
        graphs: distinct(
          [own, ...finders].flatMap(({ placed }) =>
            placed.flatMap((each) => (each.path === path ? each.graph : [])),
          ),
        ),
      },
      reads: finders.length === 0 ? own.reads : new Set([own, ...finders].flatMap(({ reads }) => [...reads])),
    };
    this.#states.set(path, state);
    return state;
  }

  madeIn(path: string): Made | null {
    const known = this.#made.get(path);
    if (known) return known;
    const made = this.#make(path);
    if (!made) return null;
    this.#made.set(path, made);
    this.#place(
      path,
      made.placed.map((each) => each.path),
    );
    return made;
  }

  #make(path: string): Made | null {
    const { result, reads } = this.#sources.files.recording(() => {
      const file = this.#sources.file(path);
      return file ? { file, analysis: analyseFile(file, this.#sources) } : null;
    });
    if (!result) return null;
    const isBroken = result.file.hasSyntaxErrors;
    const good = isBroken ? this.#lastGood.get(path) : undefined;
    if (good) return { ...good, stale: true, reads };
    const placed = result.analysis.graphs.map((graph) => ({
      path: graph.file,
      graph: relativeGraph(graph, this.#documents.rootOf(graph.file)),
    }));
    const made: Made = { placed, analysis: result.analysis, stale: false, reads };
    if (!isBroken) this.#lastGood.set(path, made);
    return made;
  }

  /** Records which files contain the functions found in a file, and drops the states this outdates. */
  #place(finder: string, paths: readonly string[]): void {
    const elsewhere = new Set(paths.filter((path) => path !== finder));
    for (const path of this.#placements.put(finder, elsewhere)) this.#states.delete(path);
  }

  /** Functions found in a file, by cheaper means than their graphs. */
  listOf(path: string): FoundList | null {
    const known = this.#lists.get(path);
    if (known) return known;
    const { result, reads } = this.#sources.files.recording(() => {
      const file = this.#sources.file(path);
      return file && functionsIn(file, this.#sources).map(headerOf);
    });
    if (!result) return null;
    const list: FoundList = { functions: result, reads };
    this.#lists.set(path, list);
    this.#place(
      path,
      result.map(({ file }) => file),
    );
    return list;
  }

  /** Functions found in these files, by the file that contains them. */
  headersByFile(
    finders: Iterable<string>,
    isOpen: (path: string) => boolean,
  ): Map<string, readonly FunctionHeader[]> {
    const byFile = new Map<string, Map<string, FunctionHeader>>();
    for (const finder of finders) {
      for (const header of this.#headersIn(finder, isOpen(finder))) {
        const functions = byFile.get(header.file) ?? new Map<string, FunctionHeader>();
        byFile.set(header.file, functions);
        const key = placeKey(header);
        if (!functions.has(key)) functions.set(key, header);
      }
    }
    return new Map([...byFile].map(([path, functions]) => [path, [...functions.values()]]));
  }

  /** Its graphs', where they are made or wanted, since those survive half-typed code. */
  #headersIn(path: string, isWanted: boolean): readonly FunctionHeader[] {
    const made = isWanted ? this.madeIn(path) : this.#made.get(path);
    if (made) return made.placed.map((each) => ({ ...each.graph, file: each.path }));
    return this.listOf(path)?.functions ?? [];
  }

  /** Of the files whose graphs are made: those that draw code of `path`, another file. */
  statesDrawing(path: string): FileState[] {
    const found: FileState[] = [];
    for (const state of this.#states.values()) {
      if (state.path === path || !state.reads.has(path)) continue;
      const root = this.#documents.rootOf(state.path);
      const isThere = ({ nodes, onFailure }: WorkflowGraph): boolean =>
        nodes.some(({ file }) => file !== undefined && (file === path || `${root}/${file}` === path)) ||
        (onFailure !== undefined && isThere(onFailure));
      if (state.analysis.graphs.some(isThere)) found.push(state);
    }
    return found;
  }

  known(): Iterable<FileState> {
    return this.#states.values();
  }

  isKnown(path: string): boolean {
    return this.#states.has(path);
  }

  /** Files that contain functions which are found elsewhere. */
  places(): string[] {
    return this.#placements.places();
  }

  findersOf(path: string): string[] {
    return this.#placements.findersOf(path);
  }

  /** Forgets what was made from other texts; returns the files it was about. */
  dropWhere(isOutdated: (made: Outdating) => boolean): string[] {
    const dropped = new Set<string>();
    for (const made of this.#all) {
      for (const [path, item] of made) {
        if (!isOutdated(item)) continue;
        made.delete(path);
        dropped.add(path);
      }
    }
    return [...dropped];
  }

  drop(path: string): void {
    for (const made of this.#all) made.delete(path);
  }

  dropUnder(folder: string): void {
    for (const made of this.#all) {
      for (const path of made.keys()) if (path.startsWith(`${folder}/`)) made.delete(path);
    }
  }

  clear(): void {
    for (const made of this.#all) made.clear();
  }

  /** The file is gone. */
  forget(path: string): void {
    this.#lastGood.delete(path);
    this.#place(path, []);
  }

  get #all(): readonly Map<string, Outdating>[] {
    return [this.#states, this.#made, this.#lists];
  }
}

function distinct(graphs: readonly WorkflowGraph[]): WorkflowGraph[] {
  return [...new Map([...graphs].reverse().map((graph) => [placeKey(graph), graph])).values()].reverse();
}
