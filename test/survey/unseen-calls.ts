/** What the survey's second opinion found and the analysis passes over in silence. */
import type { GraphDocument, Range, WorkflowGraph } from '../../server/src/workflow-graph.ts';
import type { NamedCall } from './count-calls.ts';

export function everyGraph({ functions }: GraphDocument): WorkflowGraph[] {
  return functions.flatMap((graph) => (graph.onFailure ? [graph, graph.onFailure] : [graph]));
}

/** Calls of which the analysis says nothing at all: no graph or node stands on them, and no note. */
export function unseenCalls(calls: readonly NamedCall[], document: GraphDocument): NamedCall[] {
  const known = new Set<string>();
  const add = (file: string, { start, end }: Range): void => {
    known.add(`${file}:${start.line}:${start.character}`);
    known.add(`${file}:-${end.line}:${end.character}`);
  };
  for (const graph of everyGraph(document)) {
    add(graph.file, graph.range);
    for (const node of graph.nodes) add(node.file ?? graph.file, node.range);
    for (const note of graph.notes) add(note.file, note.range);
  }
  for (const note of document.notes) add(note.file, note.range);
  return calls.filter(
    (call) =>
      !known.has(`${call.file}:${call.startLine}:${call.startCharacter}`) &&
      !known.has(`${call.file}:-${call.endLine}:${call.endCharacter}`),
  );
}
