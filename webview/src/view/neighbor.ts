/** Where an arrow key leads: along the edges in the direction of the flow, to what lies beside across it. */
import type { Layout, Point, Rect } from '../layout/layout.ts';

export type Direction = 'up' | 'down' | 'left' | 'right';

interface Edge {
  kind: string;
  from: string;
  to: string;
}

/** Graphs flow down, the event map flows right. */
export type Flow = 'down' | 'right';

const directions = {
  down: { with: 'down', against: 'up' },
  right: { with: 'right', against: 'left' },
} as const;

/** Null: there is nothing that way. */
export function neighbor(
  edges: readonly Edge[],
  layout: Layout,
  from: string,
  direction: Direction,
  flow: Flow = 'down',
): string | null {
  const box = layout.nodes[from];
  if (!box) return null;
  const here = centre(box);
  const follows = direction === directions[flow].with;
  if (follows || direction === directions[flow].against) {
    const linked = edges
      .filter((edge) => edge.kind !== 'back')
      .flatMap((edge) => {
        if (follows) return edge.from === from ? [edge.to] : [];
        return edge.to === from ? [edge.from] : [];
      });
    const best = nearest(layout, linked, (point) => {
      const [across, ahead] = [Math.abs(point.x - here.x), Math.abs(point.y - here.y)];
      return flow === 'down' ? across + ahead * 0.1 : ahead + across * 0.1;
    });
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
