/** Paths in, graphs out: the whole analysis without an editor. */

import { resolve } from 'node:path';
import { functionsIn } from '../definitions/functions.ts';
import { lostStepCodes } from '../graph/lost-steps.ts';
import { ParsedFile } from '../syntax/parsed-file.ts';
import { Sources } from '../syntax/sources.ts';
import type { GraphDocument, GraphNode, WorkflowGraph } from '../workflow-graph.ts';
import { analyseFile } from '../workspace/analyse-file.ts';
import { addPackages, Disk, withoutByteOrderMark } from '../workspace/disk.ts';
import { withSlashes } from '../workspace/document-uri.ts';
import { findFiles, readHints } from '../workspace/find-files.ts';
import { placeKey, relativeGraph, relativeNote } from '../workspace/graph-place.ts';
import { manifestsAround } from '../workspace/monorepo.ts';
import { unreachedStepsOf } from '../workspace/unreached-steps.ts';
import { kindOf } from './path-kind.ts';

export interface Statistics {
  /** Source files looked at. */
  files: number;
  /** Files that were parsed because their bytes suggest that they define functions. */
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
  const defining = new Set<string>();
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
      const text = withoutByteOrderMark(read.bytes.toString('utf8'));
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
    if (analysis.graphs.length > 0) defining.add(path);
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
    const unreached = unreachedStepsOf(path, sites, sources, defining.has(path));
    statistics.unreached += unreached.length;
    document.notes.push(...unreached.map((note) => relativeNote(note, root)));
  }
  return { document, statistics: account(document, sites, statistics) };
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
