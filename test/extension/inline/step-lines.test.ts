import { expect, test } from 'vitest';
import { movedLine } from '../../../extension/src/graphs/moved-lines.ts';
import { stepLines } from '../../../extension/src/inline/step-lines.ts';
import type { GraphNode, WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import type { NodeState } from '../../../webview/src/overlay/overlay.ts';
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

/** `line: text`, one per line; `~` before the text of a stale one. */
function checkLines(
  nodes: GraphNode[],
  states: Record<string, NodeState>,
  expected: string[],
  edited: Record<string, number> = {},
): void {
  const lines = stepLines(
    {
      graph: graphOf(nodes),
      overlay: {
        runId: 'run-1',
        functionId: 'app-import',
        nodes: states,
        takenEdges: [],
        failedEdges: [],
        decisions: {},
        unmatchedSteps: [],
      },
      progress: someRun(),
      isHere: (node) => node.file === undefined,
      editedAt: (id) => edited[id] ?? null,
      blockedBy: null,
      now: noon,
    },
    english,
  );
  expect(lines.map(({ line, text, stale }) => `${line}: ${stale ? '~' : ''}${text}`)).toEqual(expected);
}

const done = someState({ status: 'completed', startedAt: noon - 20, endedAt: noon });
const running = someState({ status: 'running' });

test('each reached step has its line, in the order of the text', () => {
  checkLines([nodeAt('b', 9), nodeAt('a', 4), nodeAt('c', 12)], { a: done, b: running }, [
    '4: done · 20ms',
    '9: running',
  ]);
});

test('steps that share a line share its text', () => {
  checkLines([nodeAt('a', 4), nodeAt('b', 4)], { a: done, b: running }, ['4: done · 20ms | running']);
});

test('a step of a helper in another file is not drawn here', () => {
  checkLines([nodeAt('a', 4, 'src/helper.ts')], { a: done }, []);
});

test('what ran before its code was edited is marked, what ran after is not', () => {
  checkLines([nodeAt('a', 4), nodeAt('b', 8)], { a: done, b: done }, ['4: ~done · 20ms', '8: done · 20ms'], {
    a: noon + 1,
    b: noon - 1,
  });
});

test('lines move with the text above them', () => {
  const insertedTwo = { startLine: 3, endLine: 3, insertedBreaks: 2 };
  const removedOne = { startLine: 0, endLine: 1, insertedBreaks: 0 };
  expect(movedLine(10, [insertedTwo])).toBe(12);
  expect(movedLine(2, [insertedTwo])).toBe(2);
  expect(movedLine(10, [insertedTwo, removedOne])).toBe(11);
  expect(movedLine(5, [{ startLine: 4, endLine: 8, insertedBreaks: 0 }])).toBe(4);
});
