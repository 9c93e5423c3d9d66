/**
 * `npm run bench [-- NAME…]`: runs every benchmark program beside this file, each in a process of its own so that
 * none warms up another, and prints one table. Exits 1 when a figure is over its bar.
 *
 * `--peer URL`: puts the same workload on another server that speaks the protocol, e.g. an Inngest dev server; of the
 * programs those that know only the protocol.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BenchRow, printRows } from './row.ts';

interface Program {
  /** @param peer the server to measure instead of our own; only of programs that say so. */
  measure(peer: string | null): Promise<BenchRow[]>;
  measuresPeers?: true;
}

const notPrograms = new Set(['bench.ts', 'row.ts']);
const marker = 'BENCH-ROWS ';
const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { peer: { type: 'string' }, one: { type: 'string' } },
});

if (values.one) {
  const program: Program = await import(join(import.meta.dirname, values.one));
  const applies = values.peer === undefined || program.measuresPeers;
  const rows = applies ? await program.measure(values.peer ?? null) : [];
  process.stdout.write(`${marker}${JSON.stringify(rows)}\n`);
  process.exit(0);
}

const programs = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.ts') && !notPrograms.has(name))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)));

const rows: BenchRow[] = [];
for (const name of programs) {
  process.stderr.write(`measuring ${name.replace(/\.ts$/, '')} …\n`);
  const run = spawnSync(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      import.meta.filename,
      '--one',
      name,
      ...(values.peer === undefined ? [] : ['--peer', values.peer]),
    ],
    {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const answer = run.stdout.split('\n').find((line) => line.startsWith(marker));
  if (answer === undefined) {
    process.stderr.write(run.stdout + run.stderr);
    rows.push({ name: `${name}: did not finish`, value: '', limit: '', ratio: '', bar: '', ok: false });
    continue;
  }
  rows.push(...(JSON.parse(answer.slice(marker.length)) as BenchRow[]));
}
printRows(rows, (text) => process.stdout.write(text));
process.exitCode = rows.every((row) => row.ok) ? 0 : 1;
