/** Imported runs: a second source of runs beside the runtime's, which needs no runtime. They are read-only. */
import * as vscode from 'vscode';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { exportSuffix, isImportedId } from '../../../runtime/src/history/exported-run.ts';
import {
  type ImportedRun,
  ImportedRuns,
  type ImportResult,
} from '../../../runtime/src/imported/imported-runs.ts';

/** The newest are listed; all can be found by their ID. */
const listed = 200;
/** Milliseconds: several files may change at once. */
const settle = 100;

export class Imports implements vscode.Disposable {
  readonly #store: ImportedRuns;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #watcher: vscode.FileSystemWatcher;
  /** Runs were imported or removed, here or in a terminal. */
  readonly onDidChange = this.#changed.event;
  /** Null: to be read. */
  #runs: ReadonlyMap<string, RunProgress> | null = null;
  #timer: NodeJS.Timeout | null = null;

  /** @param dataFolder of the runtime. */
  constructor(dataFolder: string) {
    this.#store = new ImportedRuns(dataFolder);
    const pattern = new vscode.RelativePattern(vscode.Uri.file(this.#store.folder), `*${exportSuffix}`);
    this.#watcher = vscode.workspace.createFileSystemWatcher(pattern);
    for (const event of [this.#watcher.onDidCreate, this.#watcher.onDidChange, this.#watcher.onDidDelete])
      event(() => this.#soon());
  }

  /** Newest first. */
  all(): RunProgress[] {
    return [...this.#read().values()];
  }

  get(runId: string): RunProgress | undefined {
    if (!isImportedId(runId)) return undefined;
    return this.#read().get(runId) ?? this.whole(runId)?.progress;
  }

  /** With its entries, events and graph; null: there is none. */
  whole(runId: string): ImportedRun | null {
    return isImportedId(runId) ? this.#store.get(runId) : null;
  }

  /** @throws ExportedRunError when the file is not an exported run. */
  import(path: string): ImportResult {
    const result = this.#store.import(path);
    this.#tell();
    return result;
  }

  forget(runId: string): void {
    this.#store.forget(runId);
    this.#tell();
  }

  #read(): ReadonlyMap<string, RunProgress> {
    this.#runs ??= new Map(this.#store.list(listed).map(({ progress }) => [progress.runId, progress]));
    return this.#runs;
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => this.#tell(), settle);
  }

  #tell(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#runs = null;
    this.#changed.fire();
  }

  dispose(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#watcher.dispose();
    this.#changed.dispose();
  }
}
