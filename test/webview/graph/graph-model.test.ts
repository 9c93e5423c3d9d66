/** The page's state. */
import { expect, test } from 'vitest';
import { contactsImport, orderFulfilment } from '../../../webview/src/dev/example-graphs.ts';
import {
  type GraphAction,
  type GraphState,
  initialGraphState,
  reduceGraph,
  shownOverlay,
} from '../../../webview/src/graph/graph-model.ts';
import type { Layout } from '../../../webview/src/layout/layout.ts';

const layout: Layout = { width: 1, height: 1, nodes: {}, groups: {}, edges: {} };

const show = (graph: typeof contactsImport | null, stale = false): GraphAction => ({
  kind: 'show-graph',
  graph,
  stale,
  message: graph ? null : 'No functions here.',
  functions: [],
});

function after(...actions: GraphAction[]): GraphState {
  return actions.reduce(reduceGraph, initialGraphState);
}

const shown = [
  show(contactsImport),
  { kind: 'layout-ready', graph: contactsImport, layout } satisfies GraphAction,
];

test('a graph is drawn when its layout is ready', () => {
  expect(after(show(contactsImport)).shown).toBeNull();
  expect(after(...shown).shown).toEqual({ graph: contactsImport, layout });
});

test('a layout of an outdated graph is discarded', () => {
  const late = after(...shown, show(orderFulfilment), {
    kind: 'layout-ready',
    graph: contactsImport,
    layout,
  });
  expect(late.shown?.graph).toBe(contactsImport);
  expect(late.graph).toBe(orderFulfilment);
});

test('the picture stays while the next one is laid out', () => {
  const edited = structuredClone(contactsImport);
  edited.nodes[1]!.label = 'Renamed';
  expect(after(...shown, show(edited)).shown?.graph).toBe(contactsImport);
});

test('an edit that changes no structure takes the new graph and keeps the layout', () => {
  const moved = structuredClone(contactsImport);
  for (const node of moved.nodes) node.range.start.line += 3;
  const state = after(...shown, show(moved));
  expect(state.shown?.graph).toBe(moved);
  expect(state.shown?.layout).toBe(layout);
});

test('progress changes neither graph nor layout', () => {
  const before = after(...shown);
  const state = reduceGraph(before, { kind: 'show-run', progress: null, overlay: null, runs: [] });
  expect(state.shown).toBe(before.shown);
});

test('the selection is cleared when its node or its function is gone', () => {
  const edited = structuredClone(contactsImport);
  edited.nodes = edited.nodes.filter((node) => node.id !== 'validate');
  const select: GraphAction = { kind: 'select', nodeId: 'validate' };
  expect(after(...shown, select).selected).toBe('validate');
  expect(
    after(...shown, select, show(edited), { kind: 'layout-ready', graph: edited, layout }).selected,
  ).toBeNull();
  expect(after(...shown, select, show(orderFulfilment)).selected).toBeNull();
});

test('broken code keeps the picture and marks it as stale', () => {
  const state = after(...shown, show(contactsImport, true));
  expect(state.stale).toBe(true);
  expect(state.shown).not.toBeNull();
});

test('without a graph there is a message', () => {
  expect(after(...shown, show(null))).toMatchObject({
    shown: null,
    message: 'No functions here.',
    received: true,
  });
});

test('an overlay of another function is not drawn', () => {
  const overlay = {
    runId: 'r',
    functionId: orderFulfilment.id,
    nodes: {},
    takenEdges: [],
    failedEdges: [],
    decisions: {},
    unmatchedSteps: [],
  };
  const clock = { ahead: 5, pausedAt: null };
  const state = after(...shown, { kind: 'show-run', progress: null, overlay, runs: [], clock });
  expect(state.clock).toEqual(clock);
  expect(shownOverlay(state)).toBeNull();
  const own = { ...overlay, functionId: contactsImport.id };
  expect(shownOverlay(reduceGraph(state, { kind: 'show-run', progress: null, overlay: own, runs: [] }))).toBe(
    own,
  );
});
