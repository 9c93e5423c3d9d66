/** From nothing to every function of a workspace with 10,000 files and 300 functions, and on to every graph. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import { ts } from 'ts-morph';
import { nodeOptions } from '../../server/src/protocol.ts';
import { pathOf } from '../../server/src/workspace/document-uri.ts';
import { findFiles } from '../../server/src/workspace/find-files.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { generateWorkspace } from '../support/analysis/generated-workspace.ts';
import { type BenchRow, printRows } from './row.ts';

const functions = 300;
const marker = 'MEASURED ';

interface Measured {
  milliseconds: number;
  /** The graphs of all functions, made behind the index while nobody waits. */
  graphs?: number;
  /** Processor time of the main thread: what the ratio is made of, because other programs do not change it. */
  processor: number;
  megabytes: number;
}

/** Each way in a fresh process, so that neither finds the other's code warm; the folder's pages are warm for both. */
export async function measure(): Promise<BenchRow[]> {
  const generated = generateWorkspace(10_000, functions);
  try {
    const program = bundled();
    inProcess(program, 'bare', generated.folder);
    const bare = inProcess(program, 'bare', generated.folder);
    const ours = inProcess(program, 'ours', generated.folder);
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
        name: `all ${functions} graphs, behind the index`,
        value: `${((ours.graphs ?? Number.NaN) / 1000).toFixed(2)} s`,
        limit: '',
        ratio: '',
        bar: '(nobody waits)',
        ok: true,
      },
      {
        name: 'memory after the cold index and all graphs',
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

/** This file as the product is shipped, in one piece: loading TypeScript sources alone takes tens of megabytes. */
function bundled(): string {
  const outfile = join(import.meta.dirname, '../../dist/bench-cold-index.mjs');
  buildSync({
    entryPoints: [import.meta.filename],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  return outfile;
}

function inProcess(program: string, way: 'ours' | 'bare', folder: string): Measured {
  const run = spawnSync(process.execPath, [...nodeOptions, program, way, folder], { encoding: 'utf8' });
  const line = run.stdout.split('\n').find((text) => text.startsWith(marker));
  if (line === undefined) throw new Error(`Measuring ${way} failed:\n${run.stdout}${run.stderr}`);
  return JSON.parse(line.slice(marker.length)) as Measured;
}

async function index(root: string): Promise<Workspace> {
  const workspace = new Workspace();
  await workspace.index(
    root,
    () => {},
    () => false,
  );
  const found = workspace.lists().flatMap((list) => list.functions).length;
  if (found !== functions) throw new Error(`Found ${found} of ${functions} functions.`);
  return workspace;
}

async function graphs(workspace: Workspace): Promise<number> {
  const started = performance.now();
  await workspace.warm(() => false);
  if (workspace.graphs().length !== functions) throw new Error('Some functions have no graph.');
  return performance.now() - started;
}

/** The least there is to do: list the folder, read every file, parse those that define functions. */
function readAndParse(root: string): null {
  for (const path of findFiles(root).sources) {
    const bytes = readFileSync(path);
    if (!bytes.includes('createFunction')) continue;
    ts.createSourceFile(path, bytes.toString('utf8'), ts.ScriptTarget.ESNext, true);
  }
  return null;
}

if (process.argv[1] === import.meta.filename) {
  const [, , way, folder] = process.argv;
  if (folder === undefined) printRows(await measure(), (text) => process.stdout.write(text));
  else {
    const root = pathOf(pathToFileURL(folder).href);
    const [started, processor] = [performance.now(), process.threadCpuUsage()];
    const workspace = way === 'ours' ? await index(root) : readAndParse(root);
    const { user, system } = process.threadCpuUsage(processor);
    const measured: Measured = {
      milliseconds: performance.now() - started,
      processor: (user + system) / 1000,
      megabytes: process.memoryUsage().rss / 1e6,
    };
    if (workspace) measured.graphs = await graphs(workspace);
    measured.megabytes = Math.max(measured.megabytes, process.memoryUsage().rss / 1e6);
    process.stdout.write(`${marker}${JSON.stringify(measured)}\n`);
  }
}
