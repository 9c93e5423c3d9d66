/** Time to place a graph, against elkjs alone on the same input. Runnable: `node test/bench/layout.ts`. */
import { hugeGraph } from '../../webview/src/dev/example-graphs.ts';
import { layoutWith } from '../../webview/src/layout/layout-graph.ts';
import { estimateText } from '../../webview/src/layout/measure.ts';
import { runElkHere } from '../../webview/src/layout/run-elk-here.ts';
import { toElk } from '../../webview/src/layout/to-elk.ts';
import { type BenchRow, printRows } from './row.ts';

const bars: { nodes: number; bar: number; rounds: number }[] = [
  { nodes: 50, bar: 60, rounds: 25 },
  { nodes: 200, bar: 250, rounds: 10 },
  { nodes: 1000, bar: 1000, rounds: 8 },
];

export async function measure(): Promise<BenchRow[]> {
  // The page starts elkjs before the first graph comes, and edits lay the same function out again and again.
  for (let round = 0; round < 8; round += 1) await layoutWith(hugeGraph(60), estimateText, runElkHere);
  const rows: BenchRow[] = [];
  for (const { nodes, bar, rounds } of bars) {
    const graph = hugeGraph(nodes);
    const whole = await least(rounds, () => layoutWith(graph, estimateText, runElkHere));
    const bare = await least(rounds, () => runElkHere(toElk(graph, estimateText).elk));
    rows.push({
      name: `layout of ${graph.nodes.length} nodes, ${graph.edges.length} edges`,
      value: `${whole.toFixed(0)} ms`,
      limit: `${bare.toFixed(0)} ms (elkjs alone)`,
      ratio: (whole / bare).toFixed(2),
      bar: `≤ ${bar} ms`,
      ok: whole <= bar,
    });
  }
  return rows;
}

/** Of several rounds, in milliseconds: what the work needs, whatever else the machine does meanwhile. */
async function least(rounds: number, work: () => Promise<unknown>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    await work();
    best = Math.min(best, performance.now() - began);
  }
  return best;
}

if (import.meta.main) printRows(await measure(), (text) => process.stdout.write(text));
