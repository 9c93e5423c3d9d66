/** Where the user looks: pure geometry. The camera moves only when asked, or to keep what the user sees in place. */
import type { WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import type { Layout, Rect } from '../layout/layout.ts';

/** Translation in CSS pixels and scale. */
export interface Camera {
  x: number;
  y: number;
  k: number;
}

export interface Size {
  width: number;
  height: number;
}

export const zoomLimits = { min: 0.08, max: 2.5 };

const margin = 28;
/** Below this, texts are hard to read: better to show a part well than everything badly. */
const readableScale = 0.58;

export function fitCamera(layout: Layout, view: Size): Camera {
  const scale = Math.min(
    1,
    (view.width - 2 * margin) / Math.max(1, layout.width),
    (view.height - 2 * margin) / Math.max(1, layout.height),
  );
  const k = Math.max(zoomLimits.min, scale);
  return {
    k,
    x: (view.width - layout.width * k) / 2,
    y: Math.max(margin / 2, (view.height - layout.height * k) / 2),
  };
}

/** The first look at a graph: all of it if that can be read, else its start, at the top. */
export function openingCamera(graph: WorkflowGraph, layout: Layout, view: Size): Camera {
  const fit = fitCamera(layout, view);
  if (fit.k >= readableScale) return fit;
  const start = graph.nodes.find((node) => node.kind === 'start');
  const box = start ? layout.nodes[start.id] : undefined;
  if (!box) return fit;
  const k = Math.max(readableScale, Math.min(1, (view.width - 2 * margin) / layout.width));
  const fitsAcross = layout.width * k <= view.width;
  const x = fitsAcross ? (view.width - layout.width * k) / 2 : view.width / 2 - (box.x + box.width / 2) * k;
  return { k, x, y: margin / 2 - box.y * k };
}

/** The camera under which `after` is seen where `before` was. */
export function keepInPlace(camera: Camera, before: Rect, after: Rect): Camera {
  const centre = (rect: Rect): { x: number; y: number } => ({
    x: rect.x + rect.width / 2,
    y: rect.y + rect.height / 2,
  });
  return {
    k: camera.k,
    x: camera.x + (centre(before).x - centre(after).x) * camera.k,
    y: camera.y + (centre(before).y - centre(after).y) * camera.k,
  };
}

/**
 * The node that must not move on the screen when the graph changes: the first of `preferred` that both layouts have
 * and that is in view, else the one nearest to the middle of the view. Null: the layouts have no node in common.
 */
export function anchorNode(
  before: Layout,
  after: Layout,
  camera: Camera,
  view: Size,
  preferred: (string | null)[],
): string | null {
  const inBoth = (id: string | null): id is string =>
    id !== null && before.nodes[id] !== undefined && after.nodes[id] !== undefined;
  const wanted = preferred.find((id) => inBoth(id) && isInView(before.nodes[id] as Rect, camera, view));
  if (wanted) return wanted;
  const middle = { x: (view.width / 2 - camera.x) / camera.k, y: (view.height / 2 - camera.y) / camera.k };
  let nearest: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const [id, box] of Object.entries(before.nodes)) {
    if (!inBoth(id)) continue;
    const distance = Math.hypot(box.x + box.width / 2 - middle.x, box.y + box.height / 2 - middle.y);
    if (distance < least) {
      least = distance;
      nearest = id;
    }
  }
  return nearest;
}

export function isInView(rect: Rect, camera: Camera, view: Size): boolean {
  const left = rect.x * camera.k + camera.x;
  const top = rect.y * camera.k + camera.y;
  return (
    left >= 0 &&
    top >= 0 &&
    left + rect.width * camera.k <= view.width &&
    top + rect.height * camera.k <= view.height
  );
}

/** The same camera when the box is in view; else moved just far enough, the scale unchanged. */
export function bringIntoView(rect: Rect, camera: Camera, view: Size): Camera {
  if (isInView(rect, camera, view)) return camera;
  return {
    k: camera.k,
    x: camera.x + shift(rect.x * camera.k + camera.x, rect.width * camera.k, view.width),
    y: camera.y + shift(rect.y * camera.k + camera.y, rect.height * camera.k, view.height),
  };
}

function shift(start: number, length: number, room: number): number {
  if (length + 2 * margin > room) return (room - length) / 2 - start;
  if (start < margin) return margin - start;
  if (start + length > room - margin) return room - margin - length - start;
  return 0;
}
