/** Finds the runtime process that an extension started, by the session file in its storage. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionFile } from '../../../runtime/src/contract/api.ts';
import { until } from './conditions.ts';
import type { PrivateHome } from './private-home.ts';

/** Null while no runtime owns the workspace's data. */
export function runtimeSession(home: PrivateHome): SessionFile | null {
  const storage = join(home.folder, 'data/User/globalStorage/steplight.steplight/runtime');
  if (!existsSync(storage)) return null;
  for (const workspace of readdirSync(storage)) {
    const file = join(storage, workspace, 'session.json');
    if (!existsSync(file)) continue;
    const session = JSON.parse(readFileSync(file, 'utf8')) as SessionFile;
    if (isAlive(session.pid)) return session;
  }
  return null;
}

export async function aliveRuntime(home: PrivateHome): Promise<SessionFile> {
  return await until('a runtime to run', () => runtimeSession(home));
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
