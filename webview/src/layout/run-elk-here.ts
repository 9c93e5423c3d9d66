/// <reference path="./elk-worker.d.ts" />
/** Runs elkjs in the calling thread: for the terminal and tests. Its 1.6 MB are loaded only when first used. */
import type { RunElk } from './layout-graph.ts';

interface WorkerModule {
  Worker?: new () => Worker;
  default?: { Worker?: new () => Worker };
}

let engine: Promise<RunElk> | null = null;

export const runElkHere: RunElk = async (input) => {
  engine ??= start();
  try {
    return await (await engine)(input);
  } catch (error) {
    // After an error elkjs answers every later graph with the same one.
    engine = null;
    throw error;
  }
};

async function start(): Promise<RunElk> {
  // Outside a browser this file offers a class that behaves like a Worker and works in the same thread.
  const module = (await import('elkjs/lib/elk-worker.min.js')) as WorkerModule;
  const InThread = module.Worker ?? module.default?.Worker;
  if (!InThread) throw new Error('The layout script elk-worker.js could not be loaded.');
  const { default: Elk } = await import('elkjs/lib/elk-api.js');
  const elk = new Elk({ workerFactory: () => new InThread() });
  return (graph) => elk.layout(graph);
}
