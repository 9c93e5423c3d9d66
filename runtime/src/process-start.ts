/** When a process began: an id alone may belong to another program by now. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { platform, uptime } from 'node:os';

export interface ProcessStart {
  /** The same for as long as the process lives, whatever happens to the system's clock. */
  exact: string;
  /** Unix milliseconds, as far as the system's clock was not set since. */
  at: number;
}

const ticksPerSecond = 100;

/** Null when there is no such process, or the system does not say. */
export function processStart(pid: number): ProcessStart | null {
  try {
    if (platform() === 'linux') return linuxStart(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    if (platform() === 'darwin') {
      const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
      return { exact: text, at: Date.parse(text) };
    }
    return null;
  } catch {
    return null;
  }
}

/** The name of the program, in parentheses, may contain anything. */
function linuxStart(stat: string): ProcessStart | null {
  const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  if (ticks === undefined) return null;
  const age = uptime() - Number(ticks) / ticksPerSecond;
  return { exact: ticks, at: Date.now() - age * 1_000 };
}
