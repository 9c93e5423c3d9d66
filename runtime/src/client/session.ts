/** Finds the runtime that owns a data folder. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionFile } from '../contract/api.ts';

export const sessionFileName = 'session.json';

/** The session of the running runtime that owns the folder; null when there is none. */
export function readSession(dataFolder: string): SessionFile | null {
  let session: SessionFile;
  try {
    session = JSON.parse(readFileSync(join(dataFolder, sessionFileName), 'utf8')) as SessionFile;
  } catch {
    return null;
  }
  return isAlive(session.pid) ? session : null;
}

/** Whether a process with this id exists. A process of another user counts as alive. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
