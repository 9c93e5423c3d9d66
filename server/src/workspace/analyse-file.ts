/** All functions of one file as graphs, and what the file says that no graph could take in. */
import { ts } from 'ts-morph';
import { buildGraph } from '../graph/build-graph.ts';
import { labelOf } from '../graph/label.ts';
import { functionsIn } from '../syntax/functions.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import type { Sources } from '../syntax/sources.ts';
import type { Note, WorkflowGraph } from '../workflow-graph.ts';

export interface FileAnalysis {
  graphs: WorkflowGraph[];
  /** Notes that belong to no function. */
  notes: Note[];
  /** Step calls seen, as `path:offset`; the same call reached from two functions is one. */
  sites: Set<string>;
}

export function analyseFile(file: ParsedFile, sources: Sources): FileAnalysis {
  const analysis: FileAnalysis = { graphs: [], notes: [], sites: new Set() };
  for (const definition of functionsIn(file, sources)) {
    const { graph, sites } = buildGraph(definition, sources);
    analysis.graphs.push(graph);
    for (const site of sites) analysis.sites.add(siteKey(site));
  }
  return analysis;
}

export function siteKey(site: ts.CallExpression): string {
  return `${site.getSourceFile().fileName}:${site.getStart()}`;
}

const toolNames: ReadonlySet<string> = new Set([
  'run',
  'sleep',
  'sleepUntil',
  'waitForEvent',
  'waitForSignal',
  'sendEvent',
  'sendSignal',
  'invoke',
  'fetch',
]);

/** Calls that look like steps by name but were reached from no function: their place is not known. */
export function unreachedSteps(file: ParsedFile, reached: ReadonlySet<string>): Note[] {
  const notes: Note[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && looksLikeStep(node) && !reached.has(siteKey(node))) {
      notes.push({
        severity: 'info',
        code: 'unreached-step',
        message: `\`${labelOf(node.expression)}\` is reached from no function that could be found.`,
        file: file.path,
        range: file.rangeOf(node),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(file.tree);
  return notes;
}

function looksLikeStep(call: ts.CallExpression): boolean {
  const callee = call.expression;
  if (!ts.isPropertyAccessExpression(callee) || !toolNames.has(callee.name.text)) return false;
  const owner = callee.expression;
  const name = ts.isIdentifier(owner)
    ? owner.text
    : ts.isPropertyAccessExpression(owner)
      ? owner.name.text
      : '';
  return name === 'step';
}
