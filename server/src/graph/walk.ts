/** Questions about the ways through a graph. Pure: made from the graph alone, answers nothing about the code. */
import type { GraphEdge, GraphNode, WorkflowGraph } from '../workflow-graph.ts';

export interface Walk {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  outgoing(id: string): readonly GraphEdge[];
  incoming(id: string): readonly GraphEdge[];
  /** Nodes that may come later than `id` in a run; `id` itself only when a loop leads back to it. */
  after(id: string): ReadonlySet<string>;
  /** True when one run may pass both nodes, in sequence or in parallel. */
  sharesRun(a: string, b: string): boolean;
  /** Compound nodes around a node, innermost first. */
  around(id: string): GraphNode[];
}

export function walkOf(graph: WorkflowGraph): Walk {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const outgoing = grouped(graph.edges, ({ from }) => from);
  const incoming = grouped(graph.edges, ({ to }) => to);
  const reached = new Map<string, ReadonlySet<string>>();

  const after = (id: string): ReadonlySet<string> => {
    const known = reached.get(id);
    if (known) return known;
    const found = new Set<string>();
    const pending = [id];
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      for (const { to } of outgoing.get(at) ?? []) {
        if (found.has(to)) continue;
        found.add(to);
        pending.push(to);
      }
    }
    reached.set(id, found);
    return found;
  };

  let forks: ReadonlySet<string>[][] | undefined;

  /** Branches of a fork run side by side although neither leads to the other. */
  const areSideBySide = (a: string, b: string): boolean => {
    forks ??= graph.nodes
      .filter(({ kind }) => kind === 'fork')
      .map(({ id }) => (outgoing.get(id) ?? []).map(({ to }) => new Set([to, ...after(to)])));
    return forks.some((branches) =>
      branches.some(
        (branch, index) =>
          branch.has(a) && branches.some((other, otherIndex) => otherIndex !== index && other.has(b)),
      ),
    );
  };

  return {
    nodes,
    outgoing: (id) => outgoing.get(id) ?? [],
    incoming: (id) => incoming.get(id) ?? [],
    after,
    sharesRun: (a, b) => a === b || after(a).has(b) || after(b).has(a) || areSideBySide(a, b),
    around(id) {
      const found: GraphNode[] = [];
      for (let at = nodes.get(id)?.parent; at !== undefined; ) {
        const node = nodes.get(at);
        if (!node || found.includes(node)) break;
        found.push(node);
        at = node.parent;
      }
      return found;
    },
  };
}

function grouped(edges: readonly GraphEdge[], keyOf: (edge: GraphEdge) => string): Map<string, GraphEdge[]> {
  const groups = new Map<string, GraphEdge[]>();
  for (const edge of edges) {
    const key = keyOf(edge);
    const group = groups.get(key);
    if (group) group.push(edge);
    else groups.set(key, [edge]);
  }
  return groups;
}
