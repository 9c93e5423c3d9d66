import { expect, test } from 'vitest';
import { movedLine } from '../../../extension/src/graphs/moved-lines.ts';
import type { Placement } from '../../../extension/src/inline/phrase-place.ts';
import { callMarks, drawnLines, reasonMarks } from '../../../extension/src/inline/step-lines.ts';
import type { GraphNode, WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import type { NodeState, Overlay } from '../../../webview/src/overlay/overlay.ts';
import { english } from '../../support/english.ts';
import { noon, someRun, someState } from '../../support/picture/run-progress.ts';

function nodeAt(id: string, line: number, file?: string): GraphNode {
  const range = { start: { line, character: 2 }, end: { line: line + 2, character: 4 } };
  const step = { tool: 'run', id: { kind: 'literal' as const, value: id } };
  return { id, kind: 'step', label: id, range, step, ...(file ? { file } : {}) };
}

function graphOf(nodes: GraphNode[]): WorkflowGraph {
  return {
    id: 'app-import',
    localId: 'import',
    name: 'Import',
    file: 'src/import.ts',
    range: { start: { line: 1, character: 0 }, end: { line: 90, character: 0 } },
    triggers: [],
    nodes,
    edges: [],
    notes: [],
  };
}

interface Shown {
  nodes: GraphNode[];
  states: Record<string, NodeState>;
  decisions?: Overlay['decisions'];
  edited?: Record<string, number>;
  /** Columns of the lines that are not 20 wide. */
  widths?: Record<number, number>;
  placement?: Placement | null;
}

/** What stands at the end of lines, as `line: text`; `~` before the text of a stale one. Then the icons, as `line icon`. */
function checkLines(shown: Shown, expected: string[], icons?: string[]): void {
  const { nodes, states, decisions = {}, edited = {}, widths = {}, placement = 'auto' } = shown;
  const input = {
    uri: 'file:///src/import.ts',
    graph: graphOf(nodes),
    overlay: {
      runId: 'run-1',
      functionId: 'app-import',
      nodes: states,
      takenEdges: [],
      failedEdges: [],
      decisions,
      unmatchedSteps: [],
    },
    comparison: null,
    progress: someRun(),
    isHere: (node: GraphNode) => node.file === undefined,
    lineNow: (line: number) => line,
    editedAt: (id: string) => edited[id] ?? null,
    blockedBy: null,
    now: noon,
  };
  const drawn = drawnLines(
    callMarks(input, english),
    reasonMarks(input),
    { widthOf: (line) => widths[line] ?? 20, placement },
    english,
  );
  const said = [
    ...drawn.phrases.map(({ line, text, stale }) => `${line}: ${stale ? '~' : ''}${text}`),
    ...drawn.reasons.map(({ line, text }) => `${line}: ${text}`),
  ];
  expect(said).toEqual(expected);
  if (icons) expect(drawn.gutter.map(({ line, icon }) => `${line} ${icon}`)).toEqual(icons);
}

const done = someState({ status: 'completed', startedAt: noon - 20, endedAt: noon });
const running = someState({ status: 'running' });

test('each reached step has its line, in the order of the text', () => {
  checkLines(
    { nodes: [nodeAt('b', 9), nodeAt('a', 4), nodeAt('c', 12)], states: { a: done, b: running } },
    ['4: ✓ 20ms', '9: ▶ running'],
    ['4 completed', '9 running'],
  );
});

test('where the first line is too long, the icon stays there and the text goes to the last', () => {
  checkLines(
    { nodes: [nodeAt('a', 4)], states: { a: done }, widths: { 4: 60 } },
    ['6: ✓ 20ms'],
    ['4 completed'],
  );
});

test('below a call without room an arrow says whose state it is', () => {
  const node = nodeAt('a', 4);
  const oneLine = { ...node, range: { start: node.range.start, end: { line: 4, character: 90 } } };
  checkLines({ nodes: [oneLine], states: { a: done }, widths: { 4: 90 } }, ['5: ↑ ✓ 20ms'], ['4 completed']);
});

test('of calls that begin on one line the states come first, then what the most urgent one says', () => {
  const failed = someState({ status: 'failed', error: { name: 'Error', message: 'declined' } });
  checkLines(
    { nodes: [nodeAt('a', 4), nodeAt('b', 4)], states: { a: done, b: failed } },
    ['4: ✓ 20ms | ✗ failed · declined'],
    ['4 failed'],
  );
});

test('a step of a helper in another file is not drawn here', () => {
  checkLines({ nodes: [nodeAt('a', 4, 'src/helper.ts')], states: { a: done } }, []);
});

test('only icons, where the user wants no text', () => {
  checkLines({ nodes: [nodeAt('a', 4)], states: { a: done }, placement: null }, [], ['4 completed']);
});

test('what ran before its code was edited is marked, what ran after is not', () => {
  checkLines(
    {
      nodes: [nodeAt('a', 4), nodeAt('b', 8)],
      states: { a: done, b: done },
      edited: { a: noon + 1, b: noon - 1 },
    },
    ['4: ~✓ 20ms · code edited since', '8: ✓ 20ms'],
  );
});

test('a decision says what it was decided by, on its own line', () => {
  const decision: GraphNode = { ...nodeAt('if', 8), kind: 'decision' };
  delete decision.step;
  const facts = [{ source: 'check.isValid', value: 'true', node: 'a' }];
  checkLines(
    {
      nodes: [nodeAt('a', 4), decision],
      states: { a: done },
      decisions: { if: { outcome: 'true', facts } },
      widths: { 4: 90, 6: 90, 5: 90 },
    },
    ['7: ↑ ✓ 20ms', '8: check.isValid → true'],
  );
});

test('lines move with the text above them', () => {
  const insertedTwo = { startLine: 3, endLine: 3, insertedBreaks: 2 };
  const removedOne = { startLine: 0, endLine: 1, insertedBreaks: 0 };
  expect(movedLine(10, [insertedTwo])).toBe(12);
  expect(movedLine(2, [insertedTwo])).toBe(2);
  expect(movedLine(10, [insertedTwo, removedOne])).toBe(11);
  expect(movedLine(5, [{ startLine: 4, endLine: 8, insertedBreaks: 0 }])).toBe(4);
});
