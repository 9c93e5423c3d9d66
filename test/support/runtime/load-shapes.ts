/**
 * Loads entries with the host's loader, in a process of its own: `node load-shapes.ts`. It gets the entries' paths over the IPC
 * channel, and answers with what each assigned to `globalThis.result`, or with what went wrong.
 */
import { pathToFileURL } from 'node:url';
import { toProblem } from '../../../runtime/src/host/loading/load-problem.ts';
import { installLoader } from '../../../runtime/src/host/loading/loader.ts';

export type Loaded = { result: unknown } | { problem: ReturnType<typeof toProblem> };

const shared = globalThis as { result?: unknown };
const loader = installLoader(null, { onLoaded: () => {}, onSdk: () => {} });
process.removeAllListeners('warning');

process.on('message', (entries: string[]) => {
  void loadAll(entries).then((loaded) => process.send?.(loaded, () => process.disconnect()));
});

async function loadAll(entries: string[]): Promise<Loaded[]> {
  const loaded: Loaded[] = [];
  for (const entry of entries) {
    delete shared.result;
    try {
      await import(pathToFileURL(entry).href);
      loaded.push({ result: await shared.result });
    } catch (error) {
      loaded.push({ problem: toProblem(error, entry, loader.findSyntaxError) });
    }
  }
  return loaded;
}
