/** The paths of two runs on one graph, and where they part. */
import { expect, test } from 'vitest';
import { graphFromText } from '../../../webview/src/dev/graph-notation.ts';
import { JournalBuilder } from '../../../webview/src/dev/journal-builder.ts';
import { comparePaths } from '../../../webview/src/overlay/compare-overlays.ts';
import { makeOverlay } from '../../../webview/src/overlay/make-overlay.ts';
import { fold, type Run } from '../../support/picture/check-overlay.ts';

const branching = `
  function F on app/started sdk 4
  a: run "A"
  ok: decision "a.ok"
  b: run "B"
  c: run "C"
  start -> a -> ok -true-> b -> end
  ok -false-> c -> end
`;

interface Expected {
  onlyA: string[];
  onlyB: string[];
  /** `node: labels of A | labels of B`. */
  partings: string[];
}

function checkPaths(happenA: (run: Run) => void, happenB: (run: Run) => void, expected: Expected): void {
  const graph = graphFromText(branching);
  const overlayOf = (happen: (run: Run) => void) => {
    const run = new JournalBuilder(graph.id, 'app/started', 1_000_000);
    run.start();
    run.request();
    happen(run);
    return makeOverlay(graph, fold(run.entries)!);
  };
  const { nodes, partings } = comparePaths(graph, overlayOf(happenA), overlayOf(happenB));
  const only = (side: 'a' | 'b') => Object.keys(nodes).filter((id) => nodes[id] === side);
  expect({
    onlyA: only('a'),
    onlyB: only('b'),
    partings: partings.map(({ nodeId, a, b }) => `${nodeId}: ${a.join(', ')} | ${b.join(', ')}`),
  }).toEqual(expected);
}

const approved = (run: Run) => {
  run.done('A', { ok: true });
  run.done('B', 1);
  run.completed(null);
};

const rejected = (run: Run) => {
  run.done('A', { ok: false });
  run.done('C', 1);
  run.completed(null);
};

test('two runs part at the decision that they left on different edges', () => {
  checkPaths(approved, rejected, { onlyA: ['b'], onlyB: ['c'], partings: ['ok: true | false'] });
});

test('the other way round, the sides change places', () => {
  checkPaths(rejected, approved, { onlyA: ['c'], onlyB: ['b'], partings: ['ok: false | true'] });
});

test('runs on the same path part nowhere', () => {
  checkPaths(approved, approved, { onlyA: [], onlyB: [], partings: [] });
});
