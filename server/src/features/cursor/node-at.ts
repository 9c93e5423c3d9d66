/** From a position in the text to the innermost node whose code is there. */
import { comparePositions, isRangeWithin, rangeContains } from '../../syntax/ranges.ts';
import type { GraphNode, Position, WorkflowGraph } from '../../workflow-graph.ts';
import type { Workspace } from '../../workspace/workspace.ts';

export interface FoundNode {
  graph: WorkflowGraph;
  node: GraphNode;
}

/**
 * Null: the position is in no function. `node` null: in a function, but on no node's code. On a line where a node's code
 * begins, the whole line counts as its code: `const x = await step.run(…)`.
 */
export function nodeAtPosition(
  workspace: Workspace,
  path: string,
  position: Position,
): { graph: WorkflowGraph; node: GraphNode | null } | null {
  const own = workspace.stateOf(path)?.analysis.graphs ?? [];
  let best: FoundNode | null = null;
  let within: WorkflowGraph | null = null;
  for (const graph of own.flatMap(withFailure)) {
    if (rangeContains(graph.range, position) && (!within || isRangeWithin(graph.range, within.range)))
      within = graph;
    const node = innermost(graph.nodes, (candidate) => candidate.file === undefined, position);
    if (node && (!best || isRangeWithin(node.range, best.node.range))) best = { graph, node };
  }
  if (best) return best;
  if (within) return { graph: within, node: null };
  return inHelper(workspace, path, position);
}

/** A helper's code is drawn in the graphs of the functions that call it; graphs that are not made yet have to wait. */
function inHelper(workspace: Workspace, path: string, position: Position): FoundNode | null {
  for (const state of workspace.statesDrawing(path)) {
    const root = workspace.rootOf(state.path);
    for (const each of state.analysis.graphs.flatMap(withFailure)) {
      const isHere = (node: GraphNode): boolean =>
        node.file !== undefined && (node.file === path || `${root}/${node.file}` === path);
      const node = innermost(each.nodes, isHere, position);
      if (node) return { graph: each, node };
    }
  }
  return null;
}

function withFailure(graph: WorkflowGraph): WorkflowGraph[] {
  return graph.onFailure ? [graph, graph.onFailure] : [graph];
}

function innermost(
  nodes: readonly GraphNode[],
  isHere: (node: GraphNode) => boolean,
  position: Position,
): GraphNode | null {
  let best: GraphNode | null = null;
  for (const node of nodes) {
    if (!isHere(node) || !rangeContains(node.range, position)) continue;
    if (!best || isRangeWithin(node.range, best.range)) best = node;
  }
  return best && !compounds.has(best.kind) ? best : (firstOfLine(nodes, isHere, position) ?? best);
}

const compounds: ReadonlySet<GraphNode['kind']> = new Set(['loop', 'try', 'catch', 'finally', 'call']);

function firstOfLine(
  nodes: readonly GraphNode[],
  isHere: (node: GraphNode) => boolean,
  { line }: Position,
): GraphNode | null {
  const [first] = nodes
    .filter((node) => isHere(node) && node.range.start.line === line && node.kind !== 'start')
    .sort((a, b) => comparePositions(a.range.start, b.range.start));
  return first ?? null;
}
