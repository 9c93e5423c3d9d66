/** Brings one commit of a public repository onto this machine, without its history. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export interface Repository {
  /** `owner/name` */
  name: string;
  url: string;
  commit: string;
}

/** Folder of the repository in `cache`, fetched when it is not there yet; throws with what git said. */
export function getRepository({ name, url, commit }: Repository, cache: string): string {
  const folder = join(cache, name.replace('/', '+'), commit);
  if (existsSync(folder)) return folder;
  const part = `${folder}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  git(part, 'init', '--quiet');
  git(part, 'fetch', '--quiet', '--depth=1', url, commit);
  git(part, '-c', 'advice.detachedHead=false', 'checkout', '--quiet', 'FETCH_HEAD');
  rmSync(join(part, '.git'), { recursive: true, force: true });
  renameSync(part, folder);
  return folder;
}

function git(folder: string, ...args: string[]): void {
  const { status, stderr, error } = spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(`git ${args[0]}: ${stderr.trim()}`);
}
