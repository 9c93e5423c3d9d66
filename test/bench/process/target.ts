/** The server that is measured: a runtime of our own, or, with `--peer URL`, any that speaks the protocol. */
import { readFileSync } from 'node:fs';
import { temporaryFolder } from '../../support/runtime/runtime-harness.ts';
import { startRuntimeProcess } from '../../support/runtime/runtime-process.ts';

export interface Target {
  origin: string;
  /** Of our own runtime; null for a peer. */
  pid: number | null;
  stop(): Promise<void>;
}

export async function startTarget(peer: string | null): Promise<Target> {
  if (peer !== null) return { origin: new URL(peer).origin, pid: null, stop: async () => {} };
  const folder = temporaryFolder();
  const runtime = await startRuntimeProcess(['--port', '0', '--data', folder.path], { bundled: true });
  return {
    origin: runtime.runtime.origin,
    pid: runtime.child.pid!,
    async stop() {
      await runtime.kill();
      folder.remove();
    },
  };
}

/** Megabytes that the process holds now, and held at most; null where the system does not tell. */
export function memoryOf(pid: number): { now: number; peak: number } | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const megabytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
    return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
  } catch {
    return null;
  }
}

/** Milliseconds of processor time that the process has used; null where the system does not tell. */
export function cpuOf(pid: number): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    // In hundredths of a second, on every Linux.
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return null;
  }
}
