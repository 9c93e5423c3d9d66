/** From a draft to the graph's nodes and edges: drops what cannot be reached and puts the rest in reading order. */
import type { GraphEdge, GraphNode } from '../workflow-graph.ts';
import type { Draft } from './draft.ts';

export function finish(
  draft: Draft,
  startId: string,
  keep: readonly string[],
): { nodes: GraphNode[]; edges: GraphEdge[] } {
  const outgoing = new Map<string, GraphEdge[]>();
  for (const edge of draft.edges) {
    const list = outgoing.get(edge.from) ?? [];
    list.push(edge);
    outgoing.set(edge.from, list);
  }
  const order = readingOrder(startId, outgoing);
  const seen = new Set(order);
  for (const id of keep) {
    if (seen.has(id)) continue;
    seen.add(id);
    order.push(id);
  }
  const nodes = order.flatMap((id) => {
    const node = draft.nodes.get(id);
    if (!node) return [];
    const { source: _source, ...plain } = node;
    if (plain.parent !== undefined && !seen.has(plain.parent)) delete plain.parent;
    return [plain];
  });
  const edges: GraphEdge[] = [];
  for (const id of order) edges.push(...[...(outgoing.get(id) ?? [])].sort(byReading));
  return { nodes, edges };
}

/** Every node that control can reach. */
export function reachable(draft: Draft, startId: string): ReadonlySet<string> {
  const outgoing = new Map<string, string[]>();
  for (const { from, to } of draft.edges) {
    const list = outgoing.get(from);
    if (list) list.push(to);
    else outgoing.set(from, [to]);
  }
  const reached = new Set([startId]);
  for (const id of reached) for (const to of outgoing.get(id) ?? []) reached.add(to);
  return reached;
}

/**
 * Reverse postorder: a node comes after everything that leads to it (except in loops), first branches first.
 * Iterative rather than recursive: a long function is a long path.
 */
function readingOrder(startId: string, outgoing: ReadonlyMap<string, readonly GraphEdge[]>): string[] {
  const order: string[] = [];
  const seen = new Set([startId]);
  const path = [{ id: startId, next: nextOf(startId, outgoing) }];
  for (let at = path.at(-1); at; at = path.at(-1)) {
    const id = at.next.pop();
    if (id === undefined) {
      order.push(at.id);
      path.pop();
    } else if (!seen.has(id)) {
      seen.add(id);
      path.push({ id, next: nextOf(id, outgoing) });
    }
  }
  return order.reverse();
}

function nextOf(id: string, outgoing: ReadonlyMap<string, readonly GraphEdge[]>): string[] {
  return [...(outgoing.get(id) ?? [])].sort(byReading).map(({ to }) => to);
}

const ranks: Record<GraphEdge['kind'], number> = {
  true: 0,
  case: 1,
  next: 2,
  false: 3,
  timeout: 4,
  error: 5,
  back: 6,
};

function byReading(a: GraphEdge, b: GraphEdge): number {
  return ranks[a.kind] - ranks[b.kind];
}
