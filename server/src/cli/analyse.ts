/** Paths in, graphs out: the whole analysis without an editor. */

import { statSync } from 'node:fs';
import { posix, resolve, sep } from 'node:path';
import { functionsIn } from '../definitions/functions.ts';
import { lostStepCodes } from '../graph/lost-steps.ts';
import { ParsedFile } from '../syntax/parsed-file.ts';
import { Sources } from '../syntax/sources.ts';
import type { GraphDocument, GraphNode, Note, Range, WorkflowGraph } from '../workflow-graph.ts';
import { analyseFile } from '../workspace/analyse-file.ts';
import { addPackages, Disk } from '../workspace/disk.ts';
import { findFiles, readHints } from '../workspace/find-files.ts';
import { manifestsAround } from '../workspace/monorepo.ts';
import { mayHoldSteps, unreachedSteps } from '../workspace/unreached-steps.ts';

export interface Statistics {
  /** Source files looked at. */
  files: number;
  /** Files that were parsed because their bytes say that they may define functions. */
  parsed: number;
  functions: number;
  /** Distinct step calls in the code of those functions. */
  stepCalls: number;
  /** Of these: drawn as nodes. */
  drawn: number;
  /** Of these: not drawn, with a note that says why. */
  noted: number;
  /** Calls that look like steps and are reached from no function (each has a note). */
  unreached: number;
}

export interface Analysis {
  document: GraphDocument;
  statistics: Statistics;
}

/** Thrown for a path that is not there; the message says which. */
export class PathNotFound extends Error {
  readonly code = 'path-not-found';

  constructor(path: string) {
    super(`There is no file or folder ${path}. Give the path of a source file or of a folder.`);
  }
}

/** Graphs and notes of every function in the given files and folders; throws {@link PathNotFound}. */
export async function analyse(paths: readonly string[]): Promise<GraphDocument> {
  return analysePaths(paths).document;
}

export function analysePaths(paths: readonly string[]): Analysis {
  const disk = new Disk();
  const sources = new Sources(disk);
  const document: GraphDocument = { version: 1, functions: [], notes: [] };
  const statistics: Statistics = {
    files: 0,
    parsed: 0,
    functions: 0,
    stepCalls: 0,
    drawn: 0,
    noted: 0,
    unreached: 0,
  };
  const sites = new Set<string>();
  const seen = new Set<string>();
  const parsed: { path: string; root: string }[] = [];
  const unparsed: { path: string; root: string }[] = [];
  for (const given of paths) {
    const path = withSlashes(resolve(given));
    const isFolder = kindOf(path, given) === 'folder';
    const root = isFolder ? path : path.slice(0, path.lastIndexOf('/'));
    const { sources: files, manifests } = findFiles(path);
    addPackages(disk, [...(isFolder ? manifestsAround(path) : []), ...manifests]);
    statistics.files += files.length;
    for (const file of files) {
      const read = readHints(file);
      if (!read?.hints.mayDefineFunctions) {
        unparsed.push({ path: file, root });
        continue;
      }
      const text = withoutMark(read.bytes.toString('utf8'));
      sources.files.put(new ParsedFile(file, text));
      parsed.push({ path: file, root });
    }
  }
  parsed.push(...findCallers(parsed, unparsed, sources));
  for (const { path, root } of parsed) {
    const file = sources.file(path);
    if (!file) continue;
    const analysis = analyseFile(file, sources);
    statistics.parsed += 1;
    for (const graph of analysis.graphs) {
      const key = placeKey(graph);
      if (seen.has(key)) continue;
      seen.add(key);
      document.functions.push(relativeGraph(graph, root));
    }
    document.notes.push(...analysis.notes.map((note) => relativeNote(note, root)));
    for (const site of analysis.sites) sites.add(site);
  }
  for (const { path, root } of [...parsed, ...unparsed]) {
    const file = fileWithSteps(path, sources);
    if (!file) continue;
    const unreached = unreachedSteps(file, sites);
    statistics.unreached += unreached.length;
    document.notes.push(...unreached.map((note) => relativeNote(note, root)));
  }
  return { document, statistics: account(document, sites, statistics) };
}

/** The same for a function that several files make of one definition object, for apps that cannot be told apart. */
export function placeKey({ id, file, range }: { id: string; file: string; range: Range }): string {
  return `${id} ${file}:${range.start.line}:${range.start.character}`;
}

/** Only where the SDK is in use: elsewhere a step is something else. */
function fileWithSteps(path: string, sources: Sources): ParsedFile | null {
  if (sources.files.has(path)) {
    const file = sources.file(path);
    return file && (file.usesSdk || sources.packageOf(path).dependsOnSdk) ? file : null;
  }
  const read = readHints(path);
  if (!read || !(read.hints.namesSdk || sources.packageOf(path).dependsOnSdk)) return null;
  if (!read.bytes.includes('step') && !read.bytes.includes('tools')) return null;
  const text = withoutMark(read.bytes.toString('utf8'));
  return mayHoldSteps(text) ? new ParsedFile(path, text) : null;
}

/** Files that call wrappers, which their bytes alone do not tell; wrappers may be called by wrappers. */
function findCallers<T extends { path: string }>(
  parsed: readonly T[],
  unparsed: readonly T[],
  sources: Sources,
): T[] {
  const found: T[] = [];
  for (let round = 0; round < 5; round += 1) {
    const { version } = sources.wrappers;
    for (const { path } of [...parsed, ...found]) {
      const file = sources.file(path);
      if (file) functionsIn(file, sources);
    }
    if (sources.wrappers.version === version) break;
    const traces = sources.wrappers.traces();
    const known = new Set(found);
    for (const each of unparsed) {
      if (!known.has(each) && readHints(each.path, traces)?.hints.mayDefineFunctions) found.push(each);
    }
  }
  return found;
}

function account(document: GraphDocument, sites: ReadonlySet<string>, statistics: Statistics): Statistics {
  const drawn = new Set<string>();
  const noted = new Set<string>();
  const key = (file: string, range: GraphNode['range']): string =>
    `${file}:${range.start.line}:${range.start.character}:${range.end.line}:${range.end.character}`;
  const visit = (graph: WorkflowGraph): void => {
    statistics.functions += 1;
    for (const node of graph.nodes) {
      if (node.kind === 'step' && node.step?.tool !== 'group.experiment')
        drawn.add(key(node.file ?? graph.file, node.range));
    }
    for (const note of graph.notes) if (lostStepCodes.has(note.code)) noted.add(key(note.file, note.range));
    if (graph.onFailure) visit(graph.onFailure);
  };
  for (const graph of document.functions) visit(graph);
  const onlyNoted = [...noted].filter((place) => !drawn.has(place));
  return { ...statistics, stepCalls: sites.size, drawn: drawn.size, noted: onlyNoted.length };
}

function kindOf(path: string, given: string): 'file' | 'folder' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    throw new PathNotFound(given);
  }
}

export function withSlashes(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/');
}

/** Without the byte order mark, which editors do not show and would shift every column. */
export function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function relative(path: string, root: string): string {
  if (path.startsWith(`${root}/`)) return path.slice(root.length + 1);
  // A definition object of a neighbouring package; paths of unsaved texts are no paths at all.
  return path.startsWith('/') && !path.startsWith('/untitled:') ? posix.relative(root, path) : path;
}

export function relativeNote(note: Note, root: string): Note {
  return { ...note, file: relative(note.file, root) };
}

/** The same graph with paths relative to `root`. */
export function relativeGraph(graph: WorkflowGraph, root: string): WorkflowGraph {
  return {
    ...graph,
    file: relative(graph.file, root),
    nodes: graph.nodes.map((node) =>
      node.file === undefined ? node : { ...node, file: relative(node.file, root) },
    ),
    notes: graph.notes.map((note) => relativeNote(note, root)),
    ...(graph.onFailure ? { onFailure: relativeGraph(graph.onFailure, root) } : {}),
  };
}
