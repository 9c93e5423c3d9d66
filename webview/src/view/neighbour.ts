/** Where an arrow key leads: along the edges up and down, to what lies beside left and right. */
import type { WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import type { Layout, Point, Rect } from '../layout/layout.ts';

export type Direction = 'up' | 'down' | 'left' | 'right';

/** Null: there is nothing that way. */
export function neighbour(
  graph: WorkflowGraph,
  layout: Layout,
  from: string,
  direction: Direction,
): string | null {
  const box = layout.nodes[from];
  if (!box) return null;
  const here = centre(box);
  if (direction === 'down' || direction === 'up') {
    const linked = graph.edges
      .filter((edge) => edge.kind !== 'back')
      .flatMap((edge) => {
        if (direction === 'down') return edge.from === from ? [edge.to] : [];
        return edge.to === from ? [edge.from] : [];
      });
    const best = nearest(
      layout,
      linked,
      (point) => Math.abs(point.x - here.x) + Math.abs(point.y - here.y) * 0.1,
    );
    if (best) return best;
  }
  const [dx, dy] = { up: [0, -1], down: [0, 1], left: [-1, 0], right: [1, 0] }[direction] as [number, number];
  return nearest(layout, Object.keys(layout.nodes), (point) => {
    const along = (point.x - here.x) * dx + (point.y - here.y) * dy;
    const aside = Math.abs((point.x - here.x) * dy) + Math.abs((point.y - here.y) * dx);
    return along > 4 ? along + aside * 3 : Number.POSITIVE_INFINITY;
  });
}

function nearest(layout: Layout, ids: string[], cost: (point: Point) => number): string | null {
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const id of ids) {
    const box = layout.nodes[id];
    if (!box) continue;
    const value = cost(centre(box));
    if (value < least) {
      least = value;
      best = id;
    }
  }
  return best;
}

function centre(rect: Rect): Point {
  return { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
}
