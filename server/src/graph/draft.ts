/** Nodes and edges as they are made, before the unreachable ones are dropped and the rest is put in order. */
import type { ts } from 'ts-morph';
import type { FunctionNode } from '../syntax/scope.ts';
import type { EdgeKind, GraphEdge, GraphNode } from '../workflow-graph.ts';
import { NodeIds } from './node-id.ts';

export interface DraftNode extends GraphNode {
  /** The code the node stands for. */
  source: ts.Node;
}

/** An edge whose target is not known yet. */
export interface DanglingEdge {
  from: string;
  kind: EdgeKind;
  label?: string;
}

export class Draft {
  readonly nodes = new Map<string, DraftNode>();
  readonly edges: GraphEdge[] = [];
  readonly ids = new NodeIds();
  /** By decision node: the expression it tests. */
  readonly conditions = new Map<string, ts.Expression>();
  /** By wait node: declarations and expressions that hold its result. */
  readonly results = new Map<string, Set<ts.Node>>();
  /** Forks beside which the code continues, on the edge labeled `meanwhile`. */
  readonly starts = new Set<string>();
  /** Joins at which the code waits for what such forks have started, and how: `Promise.race`. */
  readonly waits = new Map<string, { label: string; promises: number }>();
  /** Step calls and the nodes they became; several when a helper is called from several places. */
  readonly placed = new Map<ts.CallExpression, string[]>();
  /** Calls whose function is drawn in their place. */
  readonly inlined = new Map<ts.CallExpression, FunctionNode>();
  readonly #edgeKeys = new Map<string, GraphEdge>();

  addNode(node: DraftNode): string {
    this.nodes.set(node.id, node);
    return node.id;
  }

  addEdge(open: DanglingEdge, to: string): void {
    // Back edges after success and after failure are distinct; several cases to one node are one edge.
    const name = open.kind === 'back' && open.label !== undefined ? `back ${open.label}` : open.kind;
    const key = `${open.from} ${to} ${name}`;
    const known = this.#edgeKeys.get(key);
    if (known) {
      if (open.label !== undefined && known.label !== open.label) {
        known.label = known.label === undefined ? open.label : `${known.label}, ${open.label}`;
      }
      return;
    }
    const edge: GraphEdge = { id: `${open.from}->${to}:${name}`, from: open.from, to, kind: open.kind };
    if (open.label !== undefined) edge.label = open.label;
    this.#edgeKeys.set(key, edge);
    this.edges.push(edge);
  }

  removeEdge(edge: GraphEdge): void {
    const at = this.edges.indexOf(edge);
    if (at < 0) return;
    this.edges.splice(at, 1);
    for (const [key, known] of this.#edgeKeys) if (known === edge) this.#edgeKeys.delete(key);
  }

  /** Removes a node: its incoming edges lead to the target of `onward`. */
  bypass(id: string, onward: GraphEdge): void {
    for (const edge of this.edges.filter(({ from }) => from === id)) this.removeEdge(edge);
    for (const edge of this.edges.filter(({ to }) => to === id)) {
      this.removeEdge(edge);
      const isBack = onward.kind === 'back';
      const label = edge.label ?? (isBack && edge.kind !== 'next' ? edge.kind : undefined);
      this.addEdge(
        { from: edge.from, kind: isBack ? 'back' : edge.kind, ...(label === undefined ? {} : { label }) },
        onward.to,
      );
    }
    this.nodes.delete(id);
  }

  holdResult(waitId: string, holder: ts.Node): void {
    const holders = this.results.get(waitId) ?? new Set();
    holders.add(holder);
    this.results.set(waitId, holders);
  }

  place(call: ts.CallExpression, id: string): void {
    const ids = this.placed.get(call) ?? [];
    ids.push(id);
    this.placed.set(call, ids);
  }
}
