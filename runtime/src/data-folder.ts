/** The folder with a runtime's journal and session. One process owns it at a time. */
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { homedir, platform } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { isOwner, readSession, sessionFileName, startFileName } from './client/session.ts';
import type { SessionFile } from './contract/api.ts';
import { processStart } from './process-start.ts';

/** Another process owns the folder. */
export class FolderTakenError extends Error {
  override readonly name = 'FolderTakenError';
  readonly pid: number;
  constructor(folder: string, pid: number) {
    super(
      `The data folder ${folder} is in use by process ${pid}. Stop that runtime, or choose another folder with --data.`,
    );
    this.pid = pid;
  }
}

/** The folder cannot be used; the message says what to do. */
export class FolderError extends Error {
  override readonly name = 'FolderError';
}

export interface DataFolder {
  path: string;
  journalFile: string;
  /** The last owner did not release the folder: it was killed. */
  afterCrash: boolean;
  writeSession(session: SessionFile): void;
  release(): void;
}

/** `STEPLIGHT_DATA`, or a folder of the workspace in the user's state folder. */
export function defaultDataFolder(workspace: string, env: NodeJS.ProcessEnv = process.env): string {
  if (env.STEPLIGHT_DATA) return resolve(env.STEPLIGHT_DATA);
  const path = resolve(workspace);
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 12);
  return join(stateFolder(env), 'steplight', `${basename(path) || 'root'}-${hash}`);
}

function stateFolder(env: NodeJS.ProcessEnv): string {
  if (platform() === 'win32') return env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Application Support');
  return env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state');
}

const lockFileName = 'lock';

/** Folders of this process: any other lock with its id was left behind by an earlier process with that id. */
const owned = new Set<string>();

/**
 * Takes the folder, if need be from a process that is gone.
 *
 * @throws FolderTakenError while its owner lives, FolderError when nothing can be written there.
 */
export function takeDataFolder(folder: string): DataFolder {
  const path = resolve(folder);
  if (owned.has(path)) throw new FolderTakenError(path, process.pid);
  const lockFile = join(path, lockFileName);
  const afterCrash = writing(path, () => {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const wasLeft = takeLock(path, lockFile);
    writeFileSync(join(path, startFileName), `${process.pid} ${processStart(process.pid)?.exact ?? ''}`, {
      mode: 0o600,
    });
    return wasLeft;
  });
  owned.add(path);
  const sessionFile = join(path, sessionFileName);
  rmSync(sessionFile, { force: true });
  return {
    path,
    journalFile: join(path, 'journal.sqlite'),
    afterCrash,
    writeSession(session) {
      const temporary = `${sessionFile}.${randomBytes(4).toString('hex')}`;
      writeFileSync(temporary, `${JSON.stringify(session, null, 2)}\n`, { mode: 0o600 });
      chmodSync(temporary, 0o600);
      renameSync(temporary, sessionFile);
    },
    release() {
      rmSync(sessionFile, { force: true });
      owned.delete(path);
      if (ownerOf(lockFile) !== process.pid) return;
      rmSync(join(path, startFileName), { force: true });
      rmSync(lockFile, { force: true });
    },
  };
}

/** True when there was a lock of a process that is gone. */
function takeLock(path: string, lockFile: string): boolean {
  for (let attempt = 0; ; attempt++) {
    try {
      const file = openSync(lockFile, 'wx', 0o600);
      writeSync(file, String(process.pid));
      closeSync(file);
      return attempt > 0;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 5) throw error;
    }
    const owner = ownerOf(lockFile);
    if (owner !== null && owner !== process.pid && isOwner(owner, path, lockFileName)) {
      throw new FolderTakenError(path, readSession(path)?.pid ?? owner);
    }
    rmSync(lockFile, { force: true });
  }
}

/** @throws FolderError */
function writing<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === undefined ? undefined : reasons[code];
    if (reason === undefined) throw error;
    throw new FolderError(`The data folder ${path} ${reason}, or choose another folder with --data.`, {
      cause: error,
    });
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'is not writable: it belongs to another user. Change its owner',
  EPERM: 'is not writable: it belongs to another user. Change its owner',
  EROFS: 'is on a read-only disk. Make it writable',
  ENOSPC: 'is on a full disk. Free up space',
  EDQUOT: 'exceeds your disk quota. Free up space',
  ENOTDIR: 'has a file in its path instead of a folder. Move that file',
  EEXIST: 'is a file. Move it',
  ENOENT: 'is behind a link that leads nowhere. Remove that link',
  ELOOP: 'is behind a link that leads to itself. Remove that link',
  ENAMETOOLONG: 'has too long a path. Shorten it',
};

/** Null when the lock is gone or unreadable. */
function ownerOf(lockFile: string): number | null {
  try {
    return Number.parseInt(readFileSync(lockFile, 'utf8'), 10) || null;
  } catch {
    return null;
  }
}
