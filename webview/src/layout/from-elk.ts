/** From the output of elkjs to a Layout. */
import type { ElkNode, ElkShape } from 'elkjs';
import type { WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import { groupPadding } from './elk-options.ts';
import type { EdgePath, Layout, NodeBox, Point, Rect } from './layout.ts';
import { edgeKey, groupKey, isTurned, type LayoutRequest, nodeKey } from './to-elk.ts';

export function fromElk(graph: WorkflowGraph, request: LayoutRequest, root: ElkNode): Layout {
  const shapes = new Map<string, ElkShape>();
  collect(root, shapes);
  const groups: Record<string, Rect> = {};
  for (const id of request.groups) {
    const shape = shapes.get(groupKey(id));
    if (shape) groups[id] = rectOf(shape);
  }
  const nodes: Record<string, NodeBox> = {};
  for (const [id, size] of request.sizes) {
    const group = groups[id];
    const place =
      request.titled.has(id) && group
        ? { x: group.x + groupPadding, y: group.y + groupPadding }
        : rectOf(shapes.get(nodeKey(id)) ?? {});
    nodes[id] = { ...size, x: place.x, y: place.y };
  }
  const paths = new Map((root.edges ?? []).map((edge) => [edge.id, edge]));
  const edges: Record<string, EdgePath> = {};
  for (const edge of graph.edges) {
    const path = paths.get(edgeKey(edge.id));
    const section = path?.sections?.[0];
    if (!path || !section) continue;
    const label = path.labels?.[0];
    const points = withoutRepeats(
      withElbows([section.startPoint, ...(section.bendPoints ?? []), section.endPoint]),
    );
    edges[edge.id] = {
      points: isTurned(edge) ? points.reverse() : points,
      label: label ? { ...rectOf(label), text: label.text ?? '' } : null,
    };
  }
  return { width: root.width ?? 0, height: root.height ?? 0, nodes, groups, edges };
}

function collect(node: ElkNode, into: Map<string, ElkShape>): void {
  into.set(node.id, node);
  for (const child of node.children ?? []) collect(child, into);
}

function rectOf(shape: ElkShape): Rect {
  return { x: shape.x ?? 0, y: shape.y ?? 0, width: shape.width ?? 0, height: shape.height ?? 0 };
}

/** elkjs slants the ends of loops from a node's side to its top: such a part goes across first, then up or down. */
function withElbows(points: Point[]): Point[] {
  return points.flatMap((point, index) => {
    const before = points[index - 1];
    const isSlanted = before !== undefined && before.x !== point.x && before.y !== point.y;
    return isSlanted ? [{ x: point.x, y: before.y }, point] : [point];
  });
}

/** Drops points that lie on their predecessor or in the middle of a straight part. */
export function withoutRepeats(points: Point[]): Point[] {
  return points.filter((point, index) => {
    const before = points[index - 1];
    const after = points[index + 1];
    if (!before) return true;
    if (before.x === point.x && before.y === point.y) return false;
    if (!after) return true;
    const straight =
      (before.x === point.x && point.x === after.x) || (before.y === point.y && point.y === after.y);
    return !straight;
  });
}
