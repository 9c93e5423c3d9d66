/** Opens a journal's file: checks it, migrates it to this version's format, and sets a damaged one aside. */
import { chmodSync, closeSync, copyFileSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { messageOf } from '../contract/error-text.ts';
import { JournalError } from './journal.ts';
import { migrate, refuseNewer } from './migrations.ts';
import { salvage } from './salvage.ts';
import { SqliteJournal } from './sqlite-journal.ts';
import { writeProblem } from './write-problem.ts';

export interface SqliteOptions {
  /**
   * `normal`: commits survive the end of the process. `full`: also that of the machine (slower: each commit waits for the disk).
   */
  synchronous?: 'normal' | 'full';
  /** The last process did not close the file: it is checked even when that takes a moment. */
  afterCrash?: boolean;
  /** Called with what a person should know: that a damaged file was set aside, and what could be saved. */
  onNotice?: (text: string) => void;
  /** For the name of a file that is set aside. */
  now?: () => number;
}

/** Checking such a file takes some 20 ms. */
const maxBytesCheckedAlways = 16 * 1024 * 1024;
/** Checking such a file takes a second or two. Damage in larger files shows when they are read. */
const maxBytesCheckedAfterCrash = 512 * 1024 * 1024;

/** Rewriting such a file takes a second or two. */
const maxRewrittenBytes = 256 * 1024 * 1024;

/** An empty file cannot lose anything, so it need not wait for the disk. */
const forNewFile = 'pragma synchronous = off; pragma auto_vacuum = incremental;';

/** The part of the log that stays for reuse once its content is in the file. */
const keptLogBytes = 16 * 1024 * 1024;

/** The file is not a database, or a damaged one. */
class DamagedError extends Error {}

/** @throws JournalError when the file is of a newer version, in use, or cannot be written. Its message says what to do. */
export function openSqliteJournal(path: string, options: SqliteOptions = {}): SqliteJournal {
  try {
    refuseNewer(path, storedVersion(path));
    try {
      return open(path, options);
    } catch (error) {
      if (!isDamage(error)) throw error;
      return replaceDamaged(path, error, options);
    }
  } catch (error) {
    throw error instanceof JournalError ? error : (inUse(error, path) ?? cannotBeOpened(error, path));
  }
}

function open(path: string, options: SqliteOptions): SqliteJournal {
  makePrivate(path);
  const isNew = statSync(path).size === 0;
  const database = new DatabaseSync(path);
  try {
    // One process owns the file: locked once, it need not be locked for each transaction. The log is written into it when it has
    // become large; housekeeping does it for an idle journal.
    database.exec(
      `pragma busy_timeout = 2000; pragma locking_mode = exclusive; ${isNew ? forNewFile : ''}
       pragma journal_mode = wal; pragma synchronous = ${options.synchronous ?? 'normal'};
       pragma wal_autocheckpoint = 4000; pragma journal_size_limit = ${keptLogBytes};
       pragma temp_store = memory; pragma cache_size = -8000`,
    );
    check(database, path, options);
    migrate(database, path, (version) => {
      database.exec('pragma wal_checkpoint(truncate)');
      copyFileSync(path, `${path}.format-${version}`);
      chmodSync(`${path}.format-${version}`, 0o600);
    });
    letShrink(database, path);
    return new SqliteJournal(database, path);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** @throws DamagedError */
function check(database: DatabaseSync, path: string, { afterCrash }: SqliteOptions): void {
  if (statSync(path).size > (afterCrash ? maxBytesCheckedAfterCrash : maxBytesCheckedAlways)) return;
  const { quick_check: found } = database.prepare('pragma quick_check(1)').get() as { quick_check: string };
  if (found !== 'ok') throw new DamagedError(found.replaceAll(/\s+/g, ' '));
}

/** Files from before format 3 cannot return pages until they are rewritten. */
function letShrink(database: DatabaseSync, path: string): void {
  const { auto_vacuum: mode } = database.prepare('pragma auto_vacuum').get() as { auto_vacuum: number };
  if (mode === 0 && statSync(path).size <= maxRewrittenBytes)
    database.exec('pragma auto_vacuum = incremental; vacuum');
}

/** Only the user may read it; SQLite gives its other files the same mode. */
function makePrivate(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}

/** From the file's header, so that a file of a newer version is not even opened; 0 when there is none. */
function storedVersion(path: string): number {
  const header = Buffer.alloc(64);
  try {
    const file = openSync(path, 'r');
    try {
      if (readSync(file, header, 0, 64, 0) < 64) return 0;
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
  return header.toString('latin1', 0, 15) === 'SQLite format 3' ? header.readUInt32BE(60) : 0;
}

/** SQLITE_CORRUPT, SQLITE_NOTADB. */
const damageCodes: ReadonlySet<number> = new Set([11, 26]);

function isDamage(error: unknown): boolean {
  if (error instanceof DamagedError) return true;
  const code = (error as { errcode?: unknown }).errcode;
  return typeof code === 'number' && damageCodes.has(code & 0xff);
}

/** The damaged file is kept under another name; a new one gets what can be read of it. */
function replaceDamaged(path: string, error: unknown, options: SqliteOptions): SqliteJournal {
  const { onNotice = () => {}, now = Date.now } = options;
  const stamp = new Date(now()).toISOString().replaceAll(/[:.]/g, '-');
  const aside = path.replace(/(\.sqlite)?$/, `-damaged-${stamp}$1`);
  for (const end of ['', '-wal', '-shm']) {
    try {
      renameSync(path + end, aside + end);
    } catch (reason) {
      if ((reason as NodeJS.ErrnoException).code !== 'ENOENT') throw reason;
    }
  }
  const journal = open(path, options);
  const { entries, runs, cancelled } = salvage(aside, journal, now());
  const saved =
    entries === 0
      ? 'Nothing in it could be read; the history is empty.'
      : `${runs} run${runs === 1 ? '' : 's'} recovered${cancelled > 0 ? `; ${cancelled} of them ${cancelled === 1 ? 'was' : 'were'} active and ${cancelled === 1 ? 'is' : 'are'} cancelled, since results may be missing` : ''}.`;
  const reason = messageOf(error);
  onNotice(`The journal ${path} was damaged (${reason}) and is kept as ${aside}. ${saved}`);
  return journal;
}

/** SQLITE_BUSY, SQLITE_LOCKED. */
function inUse(error: unknown, path: string): JournalError | null {
  const code = (error as { errcode?: unknown }).errcode;
  if (typeof code !== 'number' || ![5, 6].includes(code & 0xff)) return null;
  return new JournalError(
    `The journal ${path} is in use by another process. Stop that runtime, or choose another folder with --data.`,
    { cause: error },
  );
}

function cannotBeOpened(error: unknown, path: string): JournalError {
  const explained = writeProblem(error, path);
  if (explained instanceof JournalError) return explained;
  const reason = messageOf(error);
  return new JournalError(
    `The journal ${path} cannot be opened (${reason}). Move that file away to start with an empty history.`,
    { cause: error },
  );
}
