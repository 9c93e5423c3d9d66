/**
 * Runs that were imported from files: kept as files in a folder of the data folder, read without a runtime, never changed
 * by one.
 */
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { JournalEntry } from '../contract/journal.ts';
import type { RunProgress } from '../contract/progress.ts';
import type { EventRecord } from '../contract/run.ts';
import { isRunId } from '../history/entry-shapes.ts';
import {
  type ExportedRun,
  ExportedRunError,
  exportSuffix,
  importedEntries,
  originalId,
  readExportedRun,
  runIdOfExport,
} from '../history/exported-run.ts';
import { RunHistory } from '../history/run-history.ts';
import { sizeText } from '../text/size.ts';

/** Larger files are refused before they are read. */
export const maxFileSize = 64 * 1024 * 1024;

/** A run that came from a file. It can be looked at, and nothing else. */
export interface ImportedRun {
  progress: RunProgress;
  entries: readonly JournalEntry[];
  events: readonly EventRecord[];
  exported: ExportedRun;
}

export interface ImportResult {
  run: ImportedRun;
  /** `same`: it had been imported before; `replaced`: with other content. */
  outcome: 'new' | 'same' | 'replaced';
  /** What could not be read. */
  notices: string[];
}

export class ImportedRuns {
  /** Where the files are; need not exist. */
  readonly folder: string;

  /** @param dataFolder of the runtime that the runs are shown with; need not exist. */
  constructor(dataFolder: string) {
    this.folder = join(dataFolder, 'imported');
  }

  /** Newest first. Files that cannot be read are left out. */
  list(limit = Number.POSITIVE_INFINITY): ImportedRun[] {
    const runs: ImportedRun[] = [];
    for (const runId of this.#runIds()) {
      if (runs.length >= limit) break;
      const run = this.get(runId);
      if (run) runs.push(run);
    }
    return runs;
  }

  /** By its ID here or where it was exported; null: there is none, or its file cannot be read. */
  get(id: string): ImportedRun | null {
    const runId = originalId(id);
    if (!isRunId(runId)) return null;
    try {
      return importedRun(readExportedRun(readFileSync(this.#file(runId), 'utf8')).run);
    } catch (error) {
      if (error instanceof ExportedRunError || isMissing(error)) return null;
      throw error;
    }
  }

  /**
   * Importing a run again replaces it.
   *
   * @param path of the file, absolute.
   * @throws ExportedRunError when it is not an exported run, or larger than {@link maxFileSize}.
   */
  import(path: string): ImportResult {
    const { run, notices } = readExportedRun(readLimited(path));
    const text = `${JSON.stringify(run)}\n`;
    const runId = runIdOfExport(run);
    const before = this.#stored(runId);
    if (before !== text) this.#store(runId, text);
    const outcome = before === null ? 'new' : before === text ? 'same' : 'replaced';
    return { run: importedRun(run), outcome, notices };
  }

  /** @returns false when there is no such run. */
  forget(id: string): boolean {
    const runId = originalId(id);
    if (!isRunId(runId) || this.#stored(runId) === null) return false;
    rmSync(this.#file(runId), { force: true });
    return true;
  }

  /** Newest first: a ULID begins with its time. */
  #runIds(): string[] {
    try {
      return readdirSync(this.folder)
        .filter((name) => name.endsWith(exportSuffix))
        .map((name) => name.slice(0, -exportSuffix.length))
        .filter(isRunId)
        .sort()
        .reverse();
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  #stored(runId: string): string | null {
    try {
      return readFileSync(this.#file(runId), 'utf8');
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  #store(runId: string, text: string): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const temporary = `${this.#file(runId)}.${process.pid}`;
    writeFileSync(temporary, text, { mode: 0o600 });
    renameSync(temporary, this.#file(runId));
  }

  /** @param runId a ULID, so that it cannot lead out of the folder. */
  #file(runId: string): string {
    return join(this.folder, `${runId}${exportSuffix}`);
  }
}

function importedRun(exported: ExportedRun): ImportedRun {
  const entries = importedEntries(exported);
  const { latest } = new RunHistory(entries);
  if (latest === null) throw new ExportedRunError('"entries" must begin with "run-queued" of a run.');
  return { progress: latest, entries, events: exported.events, exported };
}

/** @throws ExportedRunError */
function readLimited(path: string): string {
  const file = openSync(path, 'r');
  try {
    const status = fstatSync(file);
    if (!status.isFile()) throw new ExportedRunError('it is not a file.');
    if (status.size > maxFileSize) throw new ExportedRunError(`it is larger than ${sizeText(maxFileSize)}.`);
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
