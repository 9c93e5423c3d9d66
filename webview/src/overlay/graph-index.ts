/** A graph prepared for walking: what may come after what. */
import type { GraphEdge, GraphNode, WorkflowGraph } from '../../../server/src/workflow-graph.ts';

export interface GraphIndex {
  graph: WorkflowGraph;
  nodes: ReadonlyMap<string, GraphNode>;
  out: ReadonlyMap<string, GraphEdge[]>;
  start: string | null;
}

/** @param ruledOut IDs of edges that the run is known not to take. */
export function indexGraph(graph: WorkflowGraph, ruledOut: ReadonlySet<string> = new Set()): GraphIndex {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const out = new Map<string, GraphEdge[]>();
  for (const edge of graph.edges) {
    if (!nodes.has(edge.from) || !nodes.has(edge.to)) continue;
    if (ruledOut.has(edge.id)) continue;
    out.set(edge.from, [...(out.get(edge.from) ?? []), edge]);
  }
  return { graph, nodes, out, start: graph.nodes.find((node) => node.kind === 'start')?.id ?? null };
}

/** True for nodes at which a run stops on its way: a walk between two steps does not go through them. */
export function holdsSteps(node: GraphNode | undefined): boolean {
  return node?.kind === 'step' || node?.kind === 'opaque';
}

/** How a step ended decides which of its edges the run may have taken; null: it has not ended, or none is known. */
export type Outcome = 'completed' | 'timed-out' | 'failed' | null;

/** The edges by which a run may have left a node. */
export function exits(index: GraphIndex, from: string, outcome: Outcome): GraphEdge[] {
  const edges = index.out.get(from) ?? [];
  const node = index.nodes.get(from);
  if (!holdsSteps(node) || outcome === null) return edges;
  const wanted = outcome === 'timed-out' ? 'timeout' : outcome === 'failed' ? 'error' : null;
  const special = edges.filter((edge) => edge.kind === wanted);
  if (special.length > 0) return special;
  if (outcome === 'failed') return [];
  return edges.filter((edge) => edge.kind !== 'timeout' && edge.kind !== 'error');
}

/** What was found on an index before: the steps of a loop ask for the same ways again and again. */
const found = new WeakMap<GraphIndex, Map<string, unknown>>();

/** @param key says what is asked for, and of which nodes. */
function remembered<T>(index: GraphIndex, key: string, find: () => T): T {
  const known = found.get(index) ?? new Map<string, unknown>();
  found.set(index, known);
  if (!known.has(key)) known.set(key, find());
  return known.get(key) as T;
}

/** Steps, opaque nodes and ends that can be reached without passing a step, in the order of the walk. */
export function nextStops(index: GraphIndex, from: string, outcome: Outcome): readonly string[] {
  return remembered(index, `stops ${outcome} ${from}`, () => findNextStops(index, from, outcome));
}

function findNextStops(index: GraphIndex, from: string, outcome: Outcome): string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  const queue = exits(index, from, outcome).map((edge) => edge.to);
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const node = index.nodes.get(id);
    if (holdsSteps(node) || node?.kind === 'end') found.push(id);
    else queue.push(...exits(index, id, null).map((edge) => edge.to));
  }
  return found;
}

/**
 * The edges that every way from one node to another must use, when no step lies between. With one way only these are
 * all its edges; with several, the parts they share. Empty when there is no way.
 */
export function certainEdges(
  index: GraphIndex,
  from: string,
  to: string,
  outcome: Outcome,
): readonly GraphEdge[] {
  return remembered(index, `certain ${outcome} ${from} → ${to}`, () =>
    findCertainEdges(index, from, to, outcome),
  );
}

function findCertainEdges(index: GraphIndex, from: string, to: string, outcome: Outcome): GraphEdge[] {
  const usable = edgesBetween(index, from, to, outcome);
  return usable.filter((edge) => !connects(index, from, to, outcome, edge));
}

/** Edges that lie on some way. */
function edgesBetween(index: GraphIndex, from: string, to: string, outcome: Outcome): GraphEdge[] {
  const reached = new Set<GraphEdge>();
  const queue = [...exits(index, from, outcome)];
  for (let edge = queue.shift(); edge !== undefined; edge = queue.shift()) {
    if (reached.has(edge)) continue;
    reached.add(edge);
    if (edge.to !== to && !holdsSteps(index.nodes.get(edge.to))) queue.push(...exits(index, edge.to, null));
  }
  const into = new Map<string, GraphEdge[]>();
  for (const edge of reached) into.set(edge.to, [...(into.get(edge.to) ?? []), edge]);
  const useful = new Set<GraphEdge>();
  const back = [...(into.get(to) ?? [])];
  for (let edge = back.shift(); edge !== undefined; edge = back.shift()) {
    if (useful.has(edge)) continue;
    useful.add(edge);
    if (edge.from !== from && !holdsSteps(index.nodes.get(edge.from)))
      back.push(...(into.get(edge.from) ?? []));
  }
  return [...useful];
}

function connects(
  index: GraphIndex,
  from: string,
  to: string,
  outcome: Outcome,
  without: GraphEdge,
): boolean {
  const seen = new Set<string>();
  const queue = exits(index, from, outcome).filter((edge) => edge !== without);
  for (let edge = queue.shift(); edge !== undefined; edge = queue.shift()) {
    if (edge.to === to) return true;
    if (seen.has(edge.to) || holdsSteps(index.nodes.get(edge.to))) continue;
    seen.add(edge.to);
    queue.push(...exits(index, edge.to, null).filter((next) => next !== without));
  }
  return false;
}

/** The edges that a run must take after a node, up to the first place where it has a choice. */
export function forcedEdges(index: GraphIndex, from: string, outcome: Outcome): readonly GraphEdge[] {
  return remembered(index, `forced ${outcome} ${from}`, () => findForcedEdges(index, from, outcome));
}

function findForcedEdges(index: GraphIndex, from: string, outcome: Outcome): GraphEdge[] {
  const taken: GraphEdge[] = [];
  let edges = exits(index, from, outcome);
  while (edges.length === 1) {
    const edge = edges[0] as GraphEdge;
    if (taken.includes(edge)) break;
    taken.push(edge);
    const node = index.nodes.get(edge.to);
    if (holdsSteps(node) || node?.kind === 'join' || node?.kind === 'end') break;
    edges = exits(index, edge.to, null);
  }
  return taken;
}
