/** Functions without their graphs, for lists and trees. */
import type { FunctionSummary } from '../protocol.ts';
import type { WorkflowGraph } from '../workflow-graph.ts';
import type { FileState } from '../workspace/workspace.ts';

export function summariesOf(state: FileState): FunctionSummary[] {
  return state.analysis.graphs.map((graph) => summaryOf(graph, state.uri));
}

function summaryOf(graph: WorkflowGraph, uri: string): FunctionSummary {
  const { id, localId, name, app, sdk, range } = graph;
  return {
    id,
    localId,
    name,
    ...(app === undefined ? {} : { app }),
    ...(sdk === undefined ? {} : { sdk }),
    uri,
    range,
    triggers: graph.triggers.map(({ range: _range, ...trigger }) => trigger),
  };
}

/** Equal for two lists that show the same, wherever the functions stand in their files. */
export function listKey(summaries: readonly FunctionSummary[]): string {
  return JSON.stringify(summaries.map(({ range: _range, ...summary }) => summary));
}
