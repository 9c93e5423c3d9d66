/** Runs elkjs in a Web Worker of the page, or in the page itself where workers are blocked. */

import Elk from 'elkjs/lib/elk-api.js';
import { messageOf } from '../../../runtime/src/contract/error-text.ts';
import type { RunElk } from './layout-graph.ts';

/**
 * The worker's script is fetched and handed over as a blob: a page with an opaque origin may not name the file itself.
 *
 * @param workerUri location of `elk-worker.js`.
 * @param onFallback is told when the work has to be done on the page's own thread.
 */
export function elkWorker(workerUri: string, onFallback: (reason: string) => void): RunElk {
  let engine: Promise<RunElk> | null = null;
  const start = async (): Promise<RunElk> => {
    const answer = await fetch(workerUri);
    if (!answer.ok) throw new Error(`Layout script not found (${answer.status} ${workerUri}).`);
    const source = await answer.text();
    try {
      const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
      return await elkFrom(() => new Worker(url));
    } catch (error) {
      onFallback(messageOf(error));
      return elkInPage(workerUri);
    }
  };
  const ready = (): Promise<RunElk> => {
    engine ??= start().catch((error) => {
      engine = null;
      throw error;
    });
    return engine;
  };
  // Starting takes longer than laying out: do it while the page waits for its first graph.
  void ready().catch(() => undefined);
  return async (input) => {
    const run = await ready();
    try {
      return await run(input);
    } catch (error) {
      // After an error elkjs answers every later graph with the same one: begin anew.
      engine = null;
      throw error;
    }
  };
}

/** Rejects when the worker cannot start: a blocked one reports an error instead of an answer. */
async function elkFrom(makeWorker: () => Worker): Promise<RunElk> {
  const worker = makeWorker();
  const elk = new Elk({ workerFactory: () => worker });
  await new Promise<void>((resolve, reject) => {
    worker.addEventListener(
      'error',
      (event) => reject(new Error(event.message || 'Web Workers are blocked.')),
      {
        once: true,
      },
    );
    elk.layout({ id: 'root', children: [] }).then(() => resolve(), reject);
  });
  return (graph) => elk.layout(graph);
}

/** The worker's script defines its in-page twin when it finds a `document`. */
async function elkInPage(workerUri: string): Promise<RunElk> {
  const holder: { exports: { Worker?: new () => Worker } } = { exports: {} };
  const script = document.createElement('script');
  const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce;
  if (nonce) script.nonce = nonce;
  script.src = workerUri;
  Object.assign(window, { module: holder, exports: holder.exports });
  await new Promise<void>((resolve, reject) => {
    script.addEventListener('load', () => resolve());
    script.addEventListener('error', () => reject(new Error('The layout script could not be loaded.')));
    document.head.append(script);
  });
  const InPage = holder.exports.Worker;
  if (!InPage) throw new Error('The layout script could not be started on the page.');
  const elk = new Elk({ workerFactory: () => new InPage() });
  return (graph) => elk.layout(graph);
}
