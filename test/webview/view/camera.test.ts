/** Where the user looks. */
import { expect, test } from 'vitest';
import { graphFromText } from '../../../webview/src/dev/graph-notation.ts';
import type { Layout, NodeBox } from '../../../webview/src/layout/layout.ts';
import {
  anchorNode,
  bringIntoView,
  fitCamera,
  isInView,
  keepInPlace,
  openingCamera,
} from '../../../webview/src/view/camera.ts';
import { neighbor } from '../../../webview/src/view/neighbor.ts';

const view = { width: 800, height: 600 };

function box(x: number, y: number, width = 200, height = 50): NodeBox {
  return { x, y, width, height, shape: 'step', title: [], sub: [] };
}

function layoutOf(nodes: Record<string, NodeBox>, width = 400, height = 300): Layout {
  return { width, height, nodes, groups: {}, edges: {} };
}

test('a small graph is shown at its actual size, in the center', () => {
  expect(fitCamera(layoutOf({}), view)).toEqual({ k: 1, x: 200, y: 150 });
});

test('a large graph opens at its start, large enough to read', () => {
  const graph = graphFromText('function F on a\n start -> end');
  const layout = layoutOf({ start: box(700, 24), end: box(700, 9000) }, 1600, 10_000);
  const camera = openingCamera(graph, layout, view);
  expect(camera.k).toBeGreaterThanOrEqual(0.55);
  expect(isInView(layout.nodes.start!, camera, view)).toBe(true);
});

test('a node in view does not move the camera', () => {
  const camera = { x: 0, y: 0, k: 1 };
  expect(bringIntoView(box(100, 100), camera, view)).toBe(camera);
});

test('a node out of view moves it just far enough, without zooming', () => {
  const camera = bringIntoView(box(100, 900), { x: 0, y: 0, k: 1 }, view);
  expect(camera).toMatchObject({ x: 0, k: 1 });
  expect(900 + 50 + camera.y).toBe(600 - 28);
});

test('what the user sees stays where it is when the graph changes around it', () => {
  const before = box(100, 100);
  const after = box(300, 700, 240, 70);
  const camera = { x: 10, y: 20, k: 0.5 };
  const next = keepInPlace(camera, before, after);
  expect(next.k).toBe(0.5);
  expect((300 + 120) * next.k + next.x).toBe((100 + 100) * camera.k + camera.x);
  expect((700 + 35) * next.k + next.y).toBe((100 + 25) * camera.k + camera.y);
});

test('the anchor is the preferred node if it is in view and in both; else the one nearest to the center', () => {
  const before = layoutOf({ a: box(0, 0), b: box(300, 280), gone: box(320, 300), far: box(300, 5000) });
  const after = layoutOf({ a: box(0, 0), b: box(300, 280), far: box(300, 5000) });
  const camera = { x: 0, y: 0, k: 1 };
  expect(anchorNode(before, after, camera, view, ['gone', 'a'])).toBe('a');
  expect(anchorNode(before, after, camera, view, ['far'])).toBe('b');
  expect(anchorNode(before, layoutOf({}), camera, view, [])).toBeNull();
});

const graph = graphFromText(`
  function F on a
  d: decision "d"
  yes: run "Yes"
  no: run "No"
  start -> d -true-> yes -> end
  d -false-> no -> end
`);
const places = layoutOf({
  start: box(200, 0),
  d: box(200, 100),
  yes: box(80, 200),
  no: box(320, 200),
  end: box(200, 300),
});

test.each([
  ['start', 'down', 'd'],
  ['d', 'down', 'yes'],
  ['yes', 'right', 'no'],
  ['no', 'left', 'yes'],
  ['no', 'down', 'end'],
  ['no', 'up', 'd'],
  ['start', 'up', null],
] as const)('from %s the arrow %s leads to %s', (from, direction, to) => {
  expect(neighbor(graph.edges, places, from, direction)).toBe(to);
});
