/** Runs elkjs in the calling thread: for the terminal and tests. Loaded only when first used (1.6 MB). */
import type { RunElk } from './layout-graph.ts';

let engine: Promise<RunElk> | null = null;

export const runElkHere: RunElk = async (input) => {
  engine ??= import('elkjs/lib/elk.bundled.js').then(({ default: Elk }) => {
    const elk = new Elk();
    return (graph) => elk.layout(graph);
  });
  return (await engine)(input);
};
