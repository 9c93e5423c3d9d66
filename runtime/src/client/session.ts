/** Finds the runtime that owns a data folder. */
import { readFileSync, statSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import type { SessionFile } from '../contract/api.ts';
import { processStart } from '../process-start.ts';

export const sessionFileName = 'session.json';
/** Beside the lock, which earlier versions read as well: its owner's ID, and when that began. */
export const startFileName = 'lock-start';

/** The session of the running runtime that owns the folder; null when there is none. */
export function readSession(dataFolder: string): SessionFile | null {
  const session = storedSession(dataFolder);
  return session && isOwner(session.pid, dataFolder, sessionFileName) ? session : null;
}

/** Also that of a runtime that is gone. */
function storedSession(dataFolder: string): SessionFile | null {
  try {
    return JSON.parse(readFileSync(join(dataFolder, sessionFileName), 'utf8')) as SessionFile;
  } catch {
    return null;
  }
}

/**
 * Whether the process that wrote a file of the folder is alive: its ID may belong to another program by now.
 *
 * @param pid what the file says.
 */
export function isOwner(pid: number, dataFolder: string, file: string): boolean {
  if (!isAlive(pid) || isFromBeforeBoot(join(dataFolder, file))) return false;
  const start = processStart(pid);
  if (start === null) return true;
  const [notedPid, noted] = notedStart(dataFolder);
  if (notedPid === String(pid) && noted) return noted === start.exact;
  // Written by an earlier version.
  const session = storedSession(dataFolder);
  return session?.pid !== pid || start.at <= session.startedAt + startToleranceMs;
}

function notedStart(dataFolder: string): string[] {
  try {
    return readFileSync(join(dataFolder, startFileName), 'utf8').split(' ');
  } catch {
    return [];
  }
}

/** A process's start is known to a hundredth of a second; the clock may have been adjusted since. */
const startToleranceMs = 2_000;

/** Then the process with that ID is another one. */
function isFromBeforeBoot(file: string): boolean {
  try {
    return statSync(file).mtimeMs < Date.now() - uptime() * 1_000 - bootToleranceMs;
  } catch {
    return false;
  }
}

/** The clock may have been adjusted since. */
const bootToleranceMs = 60_000;

/** Whether a process with this id exists. A process of another user counts as alive. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
