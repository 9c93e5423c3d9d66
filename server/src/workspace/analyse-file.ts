/** All functions of one file as graphs, and the notes that belong to none of them. */
import type { ts } from 'ts-morph';
import { type FunctionDefinition, headerOf } from '../definitions/function-definition.ts';
import { functionsIn } from '../definitions/functions.ts';
import { type BuiltFunction, buildGraph } from '../graph/build-graph.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import type { Sources } from '../syntax/sources.ts';
import type { GraphNode, Note, WorkflowGraph } from '../workflow-graph.ts';

export interface FileAnalysis {
  graphs: WorkflowGraph[];
  /** Notes that belong to no function. */
  notes: Note[];
  /** Step calls seen, as `path:offset`; the same call reached from two functions is one. */
  sites: Set<string>;
}

export function analyseFile(file: ParsedFile, sources: Sources): FileAnalysis {
  const analysis: FileAnalysis = { graphs: [], notes: [], sites: new Set() };
  if (file.isTooDeep) analysis.notes.push(tooDeep(file));
  for (const definition of functionsIn(file, sources)) {
    const built = builtOrNull(definition, sources);
    if (!built) {
      analysis.graphs.push(failedGraph(definition));
      continue;
    }
    analysis.graphs.push(built.graph);
    for (const site of built.sites) analysis.sites.add(siteKey(site));
  }
  return analysis;
}

function tooDeep(file: ParsedFile): Note {
  const start = { line: 0, character: 0 };
  return {
    severity: 'error',
    code: 'analysis-failed',
    message: 'Steplight could not analyze this file: its code is nested too deeply.',
    file: file.path,
    range: { start, end: start },
  };
}

/** Whatever the code is: one function that is too much for the analysis must not take the others with it. */
function builtOrNull(definition: FunctionDefinition, sources: Sources): BuiltFunction | null {
  try {
    return buildGraph(definition, sources);
  } catch {
    return null;
  }
}

function failedGraph(definition: FunctionDefinition): WorkflowGraph {
  const header = headerOf(definition);
  const { range, file } = header;
  const note: Note = {
    severity: 'error',
    code: 'analysis-failed',
    message:
      'Steplight could not analyze this function. This is a bug: report it, with the code if possible.',
    file,
    range,
  };
  const node = (kind: 'start' | 'opaque' | 'end'): GraphNode => ({ id: kind, kind, label: kind, range });
  return {
    ...header,
    nodes: [node('start'), { ...node('opaque'), label: '?' }, { ...node('end'), end: 'implicit' }],
    edges: [
      { id: 'start->opaque', from: 'start', to: 'opaque', kind: 'next' },
      { id: 'opaque->end', from: 'opaque', to: 'end', kind: 'next' },
    ],
    notes: [...definition.notes, note],
  };
}

export function siteKey(site: ts.CallExpression): string {
  return `${site.getSourceFile().fileName}:${site.getStart()}`;
}
