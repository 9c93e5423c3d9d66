/** From nothing to every graph of a workspace with 10,000 files and 300 functions. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { ts } from 'ts-morph';
import { pathOf } from '../../server/src/workspace/document-uri.ts';
import { findFiles } from '../../server/src/workspace/find-files.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { generateWorkspace } from '../support/generated-workspace.ts';
import { type BenchRow, printRows } from './row.ts';

const functions = 300;
const marker = 'MEASURED ';

interface Measured {
  milliseconds: number;
  /** Processor time of the main thread: what the ratio is made of, because other programs do not change it. */
  processor: number;
  megabytes: number;
}

/** Each way in a fresh process, so that neither finds the other's code warm; the folder's pages are warm for both. */
export async function measure(): Promise<BenchRow[]> {
  const generated = generateWorkspace(10_000, functions);
  try {
    inProcess('bare', generated.folder);
    const bare = inProcess('bare', generated.folder);
    const ours = inProcess('ours', generated.folder);
    const ratio = ours.processor / bare.processor;
    return [
      {
        name: `cold index, 10,000 files, ${functions} functions`,
        value: `${(ours.milliseconds / 1000).toFixed(2)} s`,
        limit: `${(bare.milliseconds / 1000).toFixed(2)} s to read all and parse the hits`,
        ratio: `${ratio.toFixed(1)} × (processor)`,
        bar: '≤ 2 s, ≤ 2 ×',
        ok: ours.milliseconds <= 2_000 && ratio <= 2,
      },
      {
        name: 'memory after the cold index',
        value: `${ours.megabytes.toFixed(0)} MB`,
        limit: `${bare.megabytes.toFixed(0)} MB`,
        ratio: `${(ours.megabytes / bare.megabytes).toFixed(1)} ×`,
        bar: '≤ 300 MB',
        ok: ours.megabytes <= 300,
      },
    ];
  } finally {
    generated.remove();
  }
}

function inProcess(way: 'ours' | 'bare', folder: string): Measured {
  const run = spawnSync(process.execPath, [import.meta.filename, way, folder], { encoding: 'utf8' });
  const line = run.stdout.split('\n').find((text) => text.startsWith(marker));
  if (line === undefined) throw new Error(`Measuring ${way} failed:\n${run.stdout}${run.stderr}`);
  return JSON.parse(line.slice(marker.length)) as Measured;
}

async function index(root: string): Promise<void> {
  const workspace = new Workspace();
  await workspace.index(
    root,
    () => {},
    () => false,
  );
  const found = workspace.graphs().length;
  if (found !== functions) throw new Error(`Found ${found} of ${functions} functions.`);
}

/** The least there is to do: list the folder, read every file, parse those that define functions. */
function readAndParse(root: string): void {
  for (const path of findFiles(root).sources) {
    const bytes = readFileSync(path);
    if (!bytes.includes('createFunction')) continue;
    ts.createSourceFile(path, bytes.toString('utf8'), ts.ScriptTarget.ESNext, true);
  }
}

if (process.argv[1] === import.meta.filename) {
  const [, , way, folder] = process.argv;
  if (folder === undefined) printRows(await measure(), (text) => process.stdout.write(text));
  else {
    const root = pathOf(pathToFileURL(folder).href);
    const [started, processor] = [performance.now(), process.threadCpuUsage()];
    if (way === 'ours') await index(root);
    else readAndParse(root);
    const { user, system } = process.threadCpuUsage(processor);
    const measured: Measured = {
      milliseconds: performance.now() - started,
      processor: (user + system) / 1000,
      megabytes: process.memoryUsage().rss / 1e6,
    };
    process.stdout.write(`${marker}${JSON.stringify(measured)}\n`);
  }
}
