/** What holds for every layout; failures name the nodes and edges. */
import { expect } from 'vitest';
import type { WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import type { Layout, Point, Rect } from '../../../webview/src/layout/layout.ts';
import { layoutWith } from '../../../webview/src/layout/layout-graph.ts';
import { estimateText } from '../../../webview/src/layout/measure.ts';
import { runElkHere } from '../../../webview/src/layout/run-elk-here.ts';

export async function layoutOf(graph: WorkflowGraph): Promise<Layout> {
  return layoutWith(graph, estimateText, runElkHere);
}

export async function checkLayout(graph: WorkflowGraph): Promise<Layout> {
  const layout = await layoutOf(graph);
  expect(layoutProblems(graph, layout)).toEqual([]);
  return layout;
}

export function layoutProblems(graph: WorkflowGraph, layout: Layout): string[] {
  return [
    ...graph.nodes.filter((node) => !layout.nodes[node.id]).map((node) => `${node.id} has no place`),
    ...overlaps(layout),
    ...outsiders(graph, layout),
    ...looseEnds(graph, layout),
    ...hiddenLabels(layout),
  ];
}

export function overlaps(layout: Layout): string[] {
  const boxes = Object.entries(layout.nodes);
  return boxes.flatMap(([id, box], index) =>
    boxes
      .slice(index + 1)
      .filter(([, other]) => touches(box, other))
      .map(([other]) => `${id} overlaps ${other}`),
  );
}

/** Children lie in the box of their parent, and strangers do not. */
function outsiders(graph: WorkflowGraph, layout: Layout): string[] {
  const parents = new Map(graph.nodes.map((node) => [node.id, node.parent]));
  const isWithin = (id: string, group: string): boolean => {
    for (let up: string | undefined = id; up !== undefined; up = parents.get(up))
      if (up === group) return true;
    return false;
  };
  return Object.entries(layout.groups).flatMap(([group, rect]) =>
    Object.entries(layout.nodes).flatMap(([id, box]) => {
      if (isWithin(id, group)) return contains(rect, box) ? [] : [`${id} sticks out of ${group}`];
      return touches(rect, box) ? [`${id} lies in ${group}`] : [];
    }),
  );
}

function looseEnds(graph: WorkflowGraph, layout: Layout): string[] {
  return graph.edges.flatMap((edge) => {
    const from = layout.nodes[edge.from];
    const to = layout.nodes[edge.to];
    const points = layout.edges[edge.id]?.points;
    if (!from || !to) return [];
    if (!points || points.length < 2) return [`${edge.id} has no line`];
    const problems: string[] = [];
    if (!onBorder(from, points[0] as Point)) problems.push(`${edge.id} does not begin at ${edge.from}`);
    if (!onBorder(to, points.at(-1) as Point)) problems.push(`${edge.id} does not end at ${edge.to}`);
    const isSlanted = points.some((point, index) => {
      const before = points[index - 1];
      return before !== undefined && !near(point.x, before.x) && !near(point.y, before.y);
    });
    if (isSlanted) problems.push(`${edge.id} is not orthogonal`);
    return problems;
  });
}

function hiddenLabels(layout: Layout): string[] {
  return Object.entries(layout.edges).flatMap(([id, { label }]) =>
    label
      ? Object.entries(layout.nodes)
          .filter(([, box]) => touches(box, label))
          .map(([node]) => `the label of ${id} lies on ${node}`)
      : [],
  );
}

function touches(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function contains(outer: Rect, inner: Rect): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

function onBorder(box: Rect, point: Point): boolean {
  const within = point.x >= box.x - 0.6 && point.x <= box.x + box.width + 0.6;
  const beside = point.y >= box.y - 0.6 && point.y <= box.y + box.height + 0.6;
  const horizontal = near(point.y, box.y) || near(point.y, box.y + box.height);
  const vertical = near(point.x, box.x) || near(point.x, box.x + box.width);
  return within && beside && (horizontal || vertical);
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) < 0.6;
}
