/** From a WorkflowGraph to the input of elkjs. */
import type { ElkExtendedEdge, ElkNode, ElkPort } from 'elkjs';
import type { GraphEdge, GraphNode, WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import { groupOptions, labelOptions, nodeOptions, rootOptions } from './elk-options.ts';
import { fonts, type MeasureText } from './measure.ts';
import { type SizedNode, sizeNode } from './node-size.ts';

export interface LayoutRequest {
  elk: ElkNode;
  sizes: Map<string, SizedNode>;
  /** Nodes that contain others; their own box is the header inside the group. */
  groups: string[];
  /** Groups whose header no edge touches: it is put above the flow by hand. */
  titled: Set<string>;
}

export const nodeKey = (id: string): string => `n:${id}`;
export const groupKey = (id: string): string => `g:${id}`;
export const edgeKey = (id: string): string => `e:${id}`;

/** What an edge says beside its line; null: nothing. */
export function edgeLabel(edge: GraphEdge): string | null {
  if (edge.label) return edge.label;
  switch (edge.kind) {
    case 'true':
    case 'false':
      return edge.kind;
    case 'timeout':
      return 'timed out';
    case 'error':
      return 'error';
    case 'back':
    case 'next':
    case 'case':
      return null;
  }
}

export function toElk(graph: WorkflowGraph, measure: MeasureText): LayoutRequest {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const edges = graph.edges.filter((edge) => nodes.has(edge.from) && nodes.has(edge.to));
  const parents = new Map(graph.nodes.map((node) => [node.id, parentOf(node, nodes)]));
  const groups = graph.nodes.map((node) => node.id).filter((id) => [...parents.values()].includes(id));
  const touched = new Set(edges.flatMap((edge) => [edge.from, edge.to]));
  const titled = new Set(groups.filter((id) => !touched.has(id)));
  const sizes = new Map(graph.nodes.map((node) => [node.id, sizeNode(node, graph, measure)]));
  const ports = portsByNode(edges);

  const children = new Map<string | null, ElkNode[]>();
  const listOf = (id: string | null): ElkNode[] => {
    const list = children.get(id) ?? [];
    children.set(id, list);
    return list;
  };
  for (const node of graph.nodes) {
    const isGroup = groups.includes(node.id);
    if (isGroup) {
      listOf(parents.get(node.id) ?? null).push({
        id: groupKey(node.id),
        children: listOf(node.id),
        layoutOptions: groupOptions(titled.has(node.id) ? (sizes.get(node.id) ?? null) : null),
      });
    }
    if (titled.has(node.id)) continue;
    const { width, height } = sizes.get(node.id) as SizedNode;
    listOf(isGroup ? node.id : (parents.get(node.id) ?? null)).push({
      id: nodeKey(node.id),
      width,
      height,
      ports: ports.get(node.id) ?? [],
      layoutOptions: nodeOptions,
    });
  }
  const elk: ElkNode = {
    id: 'root',
    children: listOf(null),
    edges: edges.map((edge) => toElkEdge(edge, measure)),
    layoutOptions: rootOptions,
  };
  return { elk, sizes, groups, titled };
}

/** Null also when the parent does not exist or the chain of parents is a cycle. */
function parentOf(node: GraphNode, nodes: Map<string, GraphNode>): string | null {
  const seen = new Set([node.id]);
  for (let up = node.parent; up !== undefined; up = nodes.get(up)?.parent) {
    if (seen.has(up) || !nodes.has(up)) return null;
    seen.add(up);
  }
  return node.parent ?? null;
}

/** True for edges that elkjs sees with their ends exchanged. */
export function isTurned(edge: GraphEdge): boolean {
  return edge.kind === 'back' && edge.from !== edge.to;
}

type Side = 'NORTH' | 'SOUTH' | 'EAST';

/** The way out that is not the usual one leaves at the side, so that the usual one goes straight down. */
function sourceSide(edge: GraphEdge): Side {
  return edge.kind === 'timeout' || edge.kind === 'error' || edge.kind === 'back' ? 'EAST' : 'SOUTH';
}

function targetPort(edge: GraphEdge): { id: string; side: Side } {
  return edge.kind === 'back'
    ? { id: `${nodeKey(edge.to)}:back`, side: 'EAST' }
    : { id: `${nodeKey(edge.to)}:in`, side: 'NORTH' };
}

const sourcePort = (edge: GraphEdge): string => `${edgeKey(edge.id)}:out`;

function portsByNode(edges: GraphEdge[]): Map<string, ElkPort[]> {
  const ports = new Map<string, Map<string, ElkPort>>();
  const add = (node: string, id: string, side: Side): void => {
    const list = ports.get(node) ?? new Map<string, ElkPort>();
    ports.set(node, list.set(id, { id, width: 0, height: 0, layoutOptions: { 'elk.port.side': side } }));
  };
  for (const edge of edges) {
    add(edge.from, sourcePort(edge), sourceSide(edge));
    const target = targetPort(edge);
    add(edge.to, target.id, target.side);
  }
  return new Map([...ports].map(([node, list]) => [node, [...list.values()]]));
}

function toElkEdge(edge: GraphEdge, measure: MeasureText): ElkExtendedEdge {
  const text = edgeLabel(edge);
  return {
    id: edgeKey(edge.id),
    // Back edges are passed reversed, so that elkjs has no cycles to break; from-elk reverses them again.
    sources: [isTurned(edge) ? targetPort(edge).id : sourcePort(edge)],
    targets: [isTurned(edge) ? sourcePort(edge) : targetPort(edge).id],
    ...(text
      ? {
          labels: [
            {
              id: `${edgeKey(edge.id)}:label`,
              text,
              width: Math.ceil(measure(text, 'label')) + 12,
              height: fonts.label.lineHeight + 3,
              layoutOptions: labelOptions,
            },
          ],
        }
      : {}),
  };
}
