/** Which node each note of a graph is about: the innermost whose code holds the note's place. Pure. */
import type { GraphNode, Note, Position, Range, WorkflowGraph } from '../../../server/src/workflow-graph.ts';

/** By node id. Notes that stand in no node's code are about the function: its start. */
export function notesByNode(graph: WorkflowGraph): Map<string, Note[]> {
  const found = new Map<string, Note[]>();
  const start = graph.nodes.find(({ kind }) => kind === 'start');
  for (const note of graph.notes) {
    const node = innermost(graph, note) ?? start;
    if (node) found.set(node.id, [...(found.get(node.id) ?? []), note]);
  }
  return found;
}

function innermost(graph: WorkflowGraph, { file, range }: Note): GraphNode | null {
  const around = graph.nodes.filter(
    (node) => node.kind !== 'start' && (node.file ?? graph.file) === file && contains(node.range, range),
  );
  return around.reduce<GraphNode | null>(
    (best, node) => (best === null || contains(best.range, node.range) ? node : best),
    null,
  );
}

function contains(outer: Range, inner: Range): boolean {
  return !isBefore(inner.start, outer.start) && !isBefore(outer.end, inner.end);
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
