/** From starting the process to accepting events, and what it then holds in memory. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { temporaryFolder } from '../support/runtime/runtime-harness.ts';
import { startRuntimeProcess } from '../support/runtime/runtime-process.ts';
import { median, milliseconds } from '../support/stopwatch.ts';
import type { BenchRow } from './row.ts';

const rounds = 7;

export async function measure(): Promise<BenchRow[]> {
  const starts: number[] = [];
  const bare: number[] = [];
  let memory = 0;
  for (let round = 0; round < rounds; round++) {
    const folder = temporaryFolder();
    const start = performance.now();
    const runtime = await startRuntimeProcess(['--port', '0', '--data', folder.path], { bundled: true });
    starts.push(performance.now() - start);
    memory = Math.max(memory, residentMemory(runtime.child.pid!));
    await runtime.kill();
    folder.remove();
    const before = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    bare.push(performance.now() - before);
  }
  const value = median(starts);
  const limit = median(bare);
  return [
    {
      name: 'runtime: start to accepting events (median)',
      value: milliseconds(value),
      limit: `${milliseconds(limit)} (node doing nothing)`,
      ratio: (value / limit).toFixed(1),
      bar: '≤ 150 ms',
      ok: value <= 150,
    },
    {
      name: 'runtime: idle memory',
      value: `${Math.round(memory)} MB`,
      limit: '',
      ratio: '',
      bar: '≤ 80 MB',
      ok: memory <= 80,
    },
  ];
}

/** Megabytes; NaN where the system does not tell. */
function residentMemory(pid: number): number {
  try {
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) / 1024;
  } catch {
    return Number.NaN;
  }
}
