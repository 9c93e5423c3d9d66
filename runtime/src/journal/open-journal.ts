/** Opens a journal's file: checks it, migrates it to this version's format, and sets a damaged one aside. */
import { chmodSync, closeSync, copyFileSync, existsSync, openSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { messageOf } from '../contract/error-text.ts';
import { findBrokenStructure, findDamage, findDamageInFile, type Thoroughness } from './find-damage.ts';
import { JournalError } from './journal.ts';
import { isOlder, migrate } from './migrations.ts';
import { finishReplacement, replaceDamaged } from './replace-damaged.ts';
import { checkMark, SqliteJournal } from './sqlite-journal.ts';
import { isDamage, writeProblem } from './write-problem.ts';

export interface SqliteOptions {
  /**
   * `normal`: commits survive the end of the process. `full`: also that of the machine (slower: each commit waits for the disk).
   */
  synchronous?: 'normal' | 'full';
  /** The last process did not close the file: it is checked even when that takes a moment. */
  afterCrash?: boolean;
  /** Called with what a person should know: that a damaged file was set aside, and what could be saved. */
  onNotice?: (text: string) => void;
  /** Called every now and then while a damaged file is repaired. */
  onProgress?: (text: string) => void;
  /** For the name of a file that is set aside. */
  now?: () => number;
}

/** So large files are checked at a start; damage in larger ones shows when they are read. A full check takes 8 to 15 ms per megabyte,
 * one of the structure 2. */
const maxBytes = {
  full: 4 * 1024 * 1024,
  structure: 16 * 1024 * 1024,
  fullAfterCrash: 64 * 1024 * 1024,
  structureAfterCrash: 512 * 1024 * 1024,
};

/** Rewriting such a file takes a second or two. */
const maxRewrittenBytes = 256 * 1024 * 1024;

/** An empty file cannot lose anything, so it need not wait for the disk. */
const forNewFile = 'pragma synchronous = off; pragma auto_vacuum = incremental;';

/** The part of the log that stays for reuse once its content is in the file. */
const keptLogBytes = 16 * 1024 * 1024;

/** @throws JournalError when the file is of a newer version, in use, or cannot be written. Its message says what to do. */
export function openSqliteJournal(path: string, options: SqliteOptions = {}): SqliteJournal {
  const { now = Date.now } = options;
  try {
    finishReplacement(path, now());
    if (isEmptied(path))
      options.onNotice?.(`The journal ${path} was empty. Runs that were stored in it are lost.`);
    const damage = findDamageInFile(path);
    if (damage !== null) return repaired(path, damage, options);
    try {
      return open(path, options);
    } catch (error) {
      if (!(error instanceof DamagedError) && !isDamage(error)) throw error;
      return repaired(path, messageOf(error), options);
    }
  } catch (error) {
    throw error instanceof JournalError ? error : (inUse(error, path) ?? cannotBeOpened(error, path));
  }
}

/** A journal has at least its schema from the first moment on. */
function isEmptied(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.size === 0 && !existsSync(`${path}-wal`);
}

/** The file is not a database, or a damaged one. */
class DamagedError extends Error {}

function repaired(path: string, reason: string, options: SqliteOptions): SqliteJournal {
  const { onNotice = () => {}, onProgress = () => {}, now = Date.now } = options;
  const text = replaceDamaged({ path, reason, now: now(), onProgress });
  rmSync(checkMark(path), { force: true });
  const journal = open(path, options);
  onNotice(text);
  return journal;
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
       pragma temp_store = memory; pragma cache_size = -2000`,
    );
    const thorough = thoroughness(path, options);
    if (!isNew && thorough !== 'active' && isOlder(database)) refuseDamage(findBrokenStructure(database));
    migrate(database, (version) => {
      database.exec('pragma wal_checkpoint(truncate)');
      copyFileSync(path, `${path}.format-${version}`);
      chmodSync(`${path}.format-${version}`, 0o600);
    });
    if (!isNew) refuseDamage(findDamage(database, thorough));
    rmSync(checkMark(path), { force: true });
    letShrink(database, path);
    return new SqliteJournal(database, path, options.onNotice);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** @throws DamagedError */
function refuseDamage(found: string | null): void {
  if (found !== null) throw new DamagedError(found);
}

function thoroughness(path: string, { afterCrash = false }: SqliteOptions): Thoroughness {
  const { size } = statSync(path);
  if (existsSync(checkMark(path)) || size <= (afterCrash ? maxBytes.fullAfterCrash : maxBytes.full))
    return 'full';
  return size <= (afterCrash ? maxBytes.structureAfterCrash : maxBytes.structure) ? 'structure' : 'active';
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
