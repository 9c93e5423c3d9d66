/** Where nodes and edges are placed. */

import { expect, test } from 'vitest';
import type { EdgeKind, GraphNode, NodeKind, WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import { contactsImport, hugeGraph, orderFulfilment } from '../../../webview/src/dev/example-graphs.ts';
import { graphFromText } from '../../../webview/src/dev/graph-notation.ts';
import { layoutKey } from '../../../webview/src/layout/layout-graph.ts';
import { checkLayout } from '../../support/picture/check-layout.ts';
import fc, { runs } from '../../support/property.ts';

test('a sequence is one column, each node below the previous one', async () => {
  const layout = await checkLayout(
    graphFromText(`
      function F on a
      one: run "One"
      two: run "Two"
      start -> one -> two -> end
    `),
  );
  const boxes = ['start', 'one', 'two', 'end'].map((id) => layout.nodes[id]!);
  expect(new Set(boxes.map((box) => box.x + box.width / 2)).size).toBe(1);
  expect(boxes.map((box) => box.y)).toEqual([...boxes.map((box) => box.y)].sort((a, b) => a - b));
  expect(layout.edges['one-next->two']?.points).toHaveLength(2);
});

test('branches are side by side in the order of the code', async () => {
  const layout = await checkLayout(
    graphFromText(`
      function F on a
      ok: decision "ok"
      yes: run "Yes"
      no: run "No"
      start -> ok -true-> yes -> end
      ok -false-> no -> end
    `),
  );
  expect(layout.nodes.yes?.y).toBe(layout.nodes.no?.y);
  expect(layout.nodes.yes!.x).toBeLessThan(layout.nodes.no!.x);
  expect(layout.edges['ok-true->yes']?.label?.text).toBe('true');
  expect(layout.edges['ok-false->no']?.label?.text).toBe('false');
});

test('a loop is a box with its header on top and an edge back to it', async () => {
  const layout = await checkLayout(
    graphFromText(`
      function F on a
      each: loop "for (const a of as)"
      body: run "Body" in=each
      start -> each -> body -back-> each
      each -> end
    `),
  );
  expect(layout.groups.each).toBeDefined();
  expect(layout.nodes.each!.y).toBeLessThan(layout.nodes.body!.y);
  const back = layout.edges['body-back->each']!.points;
  expect(back[0]!.y).toBeGreaterThan(back.at(-1)!.y);
});

test('a step that leads back to itself, whether it succeeds or fails, has square loops', async () => {
  await checkLayout(
    graphFromText(`
      function F on a
      poll: run "Poll"
      start -> poll -> poll -error-> poll
      poll -true-> end
    `),
  );
});

test('a box that no edge touches has its title above what it contains', async () => {
  const layout = await checkLayout(
    graphFromText(`
      function F on a
      call: call "notifyAll(step)"
      one: run "One" in=call
      start -> one -> end
    `),
  );
  expect(layout.nodes.call!.y + layout.nodes.call!.height).toBeLessThanOrEqual(layout.nodes.one!.y);
});

test('a timeout leaves at the side, the usual path straight down', async () => {
  const layout = await checkLayout(
    graphFromText(`
      function F on a
      w: waitForEvent "w" event=e timeout=1d
      late: run "Late"
      then: run "Then"
      start -> w -> then -> end
      w -timeout-> late -> end
    `),
  );
  expect(layout.edges['w-next->then']?.points).toHaveLength(2);
  const [first, second] = layout.edges['w-timeout->late']!.points;
  expect(first!.y).toBe(second!.y);
});

test.each([
  ['contacts import', contactsImport],
  ['order', orderFulfilment],
  ['300 nodes', hugeGraph(300)],
])('%s', async (_, graph) => {
  await checkLayout(graph);
});

test('ends of edges and parents that do not exist are ignored', async () => {
  const graph = graphFromText('function F on a\n one: run "One" in=nowhere\n start -> one -> end');
  graph.edges.push({ id: 'x', from: 'one', to: 'ghost', kind: 'next' });
  const layout = await checkLayout(graph);
  expect(layout.edges.x).toBeUndefined();
});

test('a cycle of parents does not hang it', async () => {
  const graph = graphFromText(
    'function F on a\n l: loop "l" in=m\n m: loop "m" in=l\n start -> l -> m -> end',
  );
  const layout = await checkLayout(graph);
  expect(Object.keys(layout.groups)).toEqual([]);
});

test('the layout is the same for the same graph, and does not depend on ranges or ids on the wire', async () => {
  const moved: WorkflowGraph = structuredClone(orderFulfilment);
  moved.id = 'other-app-id';
  for (const node of moved.nodes) node.range.start.line += 40;
  expect(layoutKey(moved)).toBe(layoutKey(orderFulfilment));
  expect(await checkLayout(moved)).toEqual(await checkLayout(orderFulfilment));
});

const kinds: NodeKind[] = ['step', 'step', 'step', 'decision', 'fork', 'join', 'opaque', 'end'];
const edgeKinds: EdgeKind[] = ['next', 'true', 'false', 'case', 'back', 'error', 'timeout'];

const randomGraph: fc.Arbitrary<WorkflowGraph> = fc
  .record({
    nodes: fc.array(
      fc.record({
        kind: fc.constantFrom(...kinds),
        label: fc.string({ maxLength: 60 }),
        tool: fc.constantFrom('run', 'waitForEvent', 'sleep', 'sendEvent'),
        within: fc.option(fc.constantFrom('g1', 'g2', 'g3'), { nil: null }),
      }),
      { minLength: 1, maxLength: 14 },
    ),
    edges: fc.array(fc.tuple(fc.nat(20), fc.nat(20), fc.constantFrom(...edgeKinds)), { maxLength: 24 }),
  })
  .map(({ nodes, edges }) => {
    const graph = graphFromText('function F on a');
    const range = graph.range;
    const groups: GraphNode[] = [
      { id: 'g1', kind: 'loop', label: 'for (;;)', range },
      { id: 'g2', kind: 'try', label: 'try', range, parent: 'g1' },
      { id: 'g3', kind: 'call', label: 'f(step)', range },
    ];
    graph.nodes = [
      { id: 'start', kind: 'start', label: 'F', range },
      ...groups,
      ...nodes.map(({ kind, label, tool, within }, index): GraphNode => {
        const node: GraphNode = { id: `n${index}`, kind, label, range };
        if (kind === 'step') node.step = { tool, id: { kind: 'literal', value: label } };
        if (within) node.parent = within;
        return node;
      }),
    ];
    graph.edges = edges.map(([from, to, kind], index) => ({
      id: `e${index}`,
      from: graph.nodes[from % graph.nodes.length]!.id,
      to: graph.nodes[to % graph.nodes.length]!.id,
      kind,
    }));
    return graph;
  });

test('any graph: nothing overlaps, edges join their nodes, children stay in their boxes', async () => {
  await fc.assert(
    fc.asyncProperty(randomGraph, async (graph) => {
      await checkLayout(graph);
    }),
    { numRuns: runs(60) },
  );
});
