/** Functions of a document with their steps, for the outline and breadcrumbs. */
import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import { printTrigger } from '../graph/print-graph.ts';
import type { GraphNode, WorkflowGraph } from '../workflow-graph.ts';
import type { FileState } from '../workspace/workspace.ts';

export function documentSymbols(state: FileState): DocumentSymbol[] {
  return state.analysis.graphs.map(functionSymbol);
}

function functionSymbol(graph: WorkflowGraph): DocumentSymbol {
  const children = graph.nodes
    .filter((node) => node.kind === 'step' && node.file === undefined && isInside(node, graph))
    .sort(
      (a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character,
    )
    .map(stepSymbol);
  if (graph.onFailure) {
    const failure = functionSymbol(graph.onFailure);
    if (isInside(failure, graph)) children.push(failure);
  }
  return {
    name: graph.name === '' ? graph.localId : graph.name,
    detail: graph.triggers.map(printTrigger).join(', '),
    kind: SymbolKind.Function,
    range: graph.range,
    selectionRange: { start: graph.range.start, end: graph.range.start },
    children,
  };
}

function stepSymbol(node: GraphNode): DocumentSymbol {
  return {
    name: node.label === '' ? 'step' : node.label,
    detail: `step.${node.step?.tool ?? ''}`,
    kind: SymbolKind.Event,
    range: node.range,
    selectionRange: { start: node.range.start, end: node.range.start },
  };
}

/** The protocol wants children within their parent; steps of a named handler stand elsewhere. */
function isInside(node: { range: GraphNode['range'] }, graph: WorkflowGraph): boolean {
  const starts = compare(graph.range.start, node.range.start) <= 0;
  return starts && compare(node.range.end, graph.range.end) <= 0;
}

function compare(a: { line: number; character: number }, b: { line: number; character: number }): number {
  return a.line - b.line || a.character - b.character;
}
