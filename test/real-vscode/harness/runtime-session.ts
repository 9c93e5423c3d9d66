/** Finds the runtime process that an extension started, by the session file in its storage. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { SessionFile } from '../../../runtime/src/contract/api.ts';
import { until } from './conditions.ts';
import type { PrivateHome } from './private-home.ts';

/** Null while no runtime of this VS Code runs. */
export function runtimeSession(home: PrivateHome): SessionFile | null {
  const user = join(home.folder, 'data/User');
  if (!existsSync(user)) return null;
  for (const file of readdirSync(user, { recursive: true, encoding: 'utf8' })) {
    if (basename(file) !== 'session.json') continue;
    const session = JSON.parse(readFileSync(join(user, file), 'utf8')) as SessionFile;
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
