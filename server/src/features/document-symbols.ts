/** Functions of a document with their steps, for the outline and breadcrumbs. */

import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import { printTrigger } from '../graph/print-graph.ts';
import { comparePositions, isRangeWithin } from '../syntax/ranges.ts';
import type { GraphNode, WorkflowGraph } from '../workflow-graph.ts';
import type { FileState } from '../workspace/workspace.ts';

export function documentSymbols(state: FileState): DocumentSymbol[] {
  return state.analysis.graphs.map(functionSymbol);
}

/** The protocol wants children within their parent; steps of a handler that is defined elsewhere are not. */
function functionSymbol(graph: WorkflowGraph): DocumentSymbol {
  const children = graph.nodes
    .filter(
      (node) => node.kind === 'step' && node.file === undefined && isRangeWithin(node.range, graph.range),
    )
    .sort((a, b) => comparePositions(a.range.start, b.range.start))
    .map(stepSymbol);
  if (graph.onFailure) {
    const failure = functionSymbol(graph.onFailure);
    if (isRangeWithin(failure.range, graph.range)) children.push(failure);
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
