/** Replaces a damaged journal by what can be read of it. The damaged file is kept under another name. */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { migrate } from './migrations.ts';
import { lossText } from './salvage/loss-text.ts';
import { salvage } from './salvage/salvage.ts';

interface Replacement {
  path: string;
  /** What is damaged. */
  reason: string;
  /** Unix milliseconds. */
  now: number;
  onProgress: (text: string) => void;
}

const databaseEnds = ['', '-wal', '-shm'];

/** @returns what a person should know. */
export function replaceDamaged({ path, reason, now, onProgress }: Replacement): string {
  const unfinished = `${path}-rebuilding`;
  rmSync(unfinished, { force: true });
  try {
    const database = newDatabase(unfinished);
    const salvaged = withDatabase(database, () =>
      salvage({
        path,
        database,
        now,
        onProgress: (entries) => onProgress(`Repairing the journal ${path}: ${entries} entries so far`),
      }),
    );
    toDisk(unfinished);
    renameSync(unfinished, rebuiltOf(path));
    const aside = swap(path, now);
    return lossText(salvaged, { path, aside, reason });
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

/** An earlier process may have ended between having built the new file and putting it in place. */
export function finishReplacement(path: string, now: number): void {
  if (existsSync(rebuiltOf(path))) swap(path, now);
}

function rebuiltOf(path: string): string {
  return `${path}-rebuilt`;
}

/** @returns the name of the damaged file. */
function swap(path: string, now: number): string {
  const stamp = new Date(now).toISOString().replaceAll(/[:.]/g, '-');
  const aside = path.replace(/(\.sqlite)?$/, `-damaged-${stamp}$1`);
  for (const end of databaseEnds) {
    if (existsSync(path + end)) renameSync(path + end, aside + end);
  }
  renameSync(rebuiltOf(path), path);
  return aside;
}

/** Nothing depends on it before it is complete. */
function newDatabase(path: string): DatabaseSync {
  closeSync(openSync(path, 'w', 0o600));
  const database = new DatabaseSync(path);
  database.exec(
    `pragma synchronous = off; pragma auto_vacuum = incremental; pragma journal_mode = off;
     pragma temp_store = memory; pragma cache_size = -32000`,
  );
  migrate(database, () => {});
  return database;
}

function withDatabase<T>(database: DatabaseSync, act: () => T): T {
  try {
    return act();
  } finally {
    database.close();
  }
}

function toDisk(path: string): void {
  const file = openSync(path, 'r+');
  fsyncSync(file);
  closeSync(file);
}
