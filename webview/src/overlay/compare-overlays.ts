/** The paths of two runs on one graph, and where they part. Pure. */
import type { GraphEdge, WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import type { Overlay } from './overlay.ts';

export type OnPath = 'a' | 'b' | 'both';

export interface Parting {
  nodeId: string;
  /** Labels of the edges that only the one run took from here: `true`, `error`, `red`; empty: it ended here. */
  a: readonly string[];
  b: readonly string[];
}

export interface ComparedPaths {
  nodes: Readonly<Record<string, OnPath>>;
  edges: Readonly<Record<string, OnPath>>;
  /** In the order of the graph, from its start. */
  partings: readonly Parting[];
}

export function comparePaths(graph: WorkflowGraph, a: Overlay, b: Overlay): ComparedPaths {
  const [nodesOfA, nodesOfB] = [new Set(Object.keys(a.nodes)), new Set(Object.keys(b.nodes))];
  const [edgesOfA, edgesOfB] = [new Set(a.takenEdges), new Set(b.takenEdges)];
  const edges = onPaths(
    graph.edges.map(({ id }) => id),
    edgesOfA,
    edgesOfB,
  );
  const nodes = onPaths(
    graph.nodes.map(({ id }) => id),
    nodesOfA,
    nodesOfB,
  );
  return { nodes, edges, partings: partingsOf(graph, nodes, edges) };
}

function onPaths(
  ids: readonly string[],
  ofA: ReadonlySet<string>,
  ofB: ReadonlySet<string>,
): Record<string, OnPath> {
  return Object.fromEntries(
    ids.flatMap((id): [string, OnPath][] => {
      if (ofA.has(id)) return [[id, ofB.has(id) ? 'both' : 'a']];
      return ofB.has(id) ? [[id, 'b']] : [];
    }),
  );
}

/** Nodes that both runs came to and left on different edges. */
function partingsOf(
  graph: WorkflowGraph,
  nodes: Readonly<Record<string, OnPath>>,
  edges: Readonly<Record<string, OnPath>>,
): Parting[] {
  const leaving = Map.groupBy(graph.edges, ({ from }) => from);
  const partings: Parting[] = [];
  for (const nodeId of inOrder(graph, leaving)) {
    const own = leaving.get(nodeId) ?? [];
    const [a, b] = (['a', 'b'] as const).map((side) => own.filter(({ id }) => edges[id] === side));
    const isCommon = nodes[nodeId] === 'both' || own.some(({ id }) => edges[id] === 'both');
    const parts = (a?.length ?? 0) > 0 && (b?.length ?? 0) > 0;
    if (parts || (isCommon && (a?.length ?? 0) + (b?.length ?? 0) > 0))
      partings.push({ nodeId, a: (a ?? []).map(labelOf), b: (b ?? []).map(labelOf) });
  }
  return partings;
}

function labelOf({ kind, label }: GraphEdge): string {
  return label ?? (kind === 'next' ? '' : kind);
}

/** Breadth first from the start; what cannot be reached comes last. */
function inOrder(graph: WorkflowGraph, leaving: ReadonlyMap<string, readonly GraphEdge[]>): string[] {
  const order = new Set(graph.nodes.filter(({ kind }) => kind === 'start').map(({ id }) => id));
  for (const id of order) for (const { to } of leaving.get(id) ?? []) order.add(to);
  for (const { id } of graph.nodes) order.add(id);
  return [...order];
}
