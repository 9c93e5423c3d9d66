/** At which moment of its past each run is shown, and the histories that this needs. */
import * as vscode from 'vscode';
import type { RuntimeClient } from '../../../runtime/src/client/runtime-client.ts';
import type { JournalEntry } from '../../../runtime/src/contract/journal.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { RunHistory } from '../../../runtime/src/history/run-history.ts';
import { ActionableError } from '../actionable-error.ts';
import type { Runs } from './runs.ts';
import type { RuntimeProcess } from './runtime-process.ts';

/** Histories of runs that are not shown in their past; the least recently used are forgotten. */
const historiesKept = 20;
/** Milliseconds until reading a journal is shown as work in progress. */
const longRead = 500;

export interface Moment {
  /** Of the last entry that is shown. */
  seq: number;
  /** When that entry was written, Unix milliseconds. */
  at: number;
}

interface Held {
  history: Promise<RunHistory>;
  /** Null while it is read. */
  read: RunHistory | null;
  /** What arrived meanwhile. */
  early: JournalEntry[];
}

interface Past {
  history: RunHistory;
  moment: Moment;
  progress: RunProgress;
}

export class Moments implements vscode.Disposable {
  readonly #runtime: RuntimeProcess;
  readonly #runs: Runs;
  readonly #held = new Map<string, Held>();
  /** Of runs that are not shown live; the one that was moved last comes last. */
  readonly #past = new Map<string, Past>();
  /** What was asked for last, by run: a slower answer to an earlier request changes nothing. */
  readonly #wanted = new Map<string, number | null>();
  readonly #changed = new vscode.EventEmitter<string>();
  readonly #grown = new vscode.EventEmitter<string>();
  readonly #subscriptions: vscode.Disposable[];
  /** A run (its ID) is shown at another moment. */
  readonly onDidChange = this.#changed.event;
  /** A history (its run's ID) that was asked for has more entries. */
  readonly onDidGrow = this.#grown.event;

  constructor(runtime: RuntimeProcess, runs: Runs) {
    this.#runtime = runtime;
    this.#runs = runs;
    this.#subscriptions = [
      runs.onEntry((entry) => this.#take(entry)),
      // Entries may have been missed: histories are read again when they are needed.
      runs.onDidReset(() => this.#held.clear()),
    ];
  }

  /** Null: the run is shown live. */
  momentOf(runId: string): Moment | null {
    return this.#past.get(runId)?.moment ?? null;
  }

  /** The run that was moved last, of those in their past; null: all are shown live. */
  get lastMoved(): string | null {
    return [...this.#past.keys()].at(-1) ?? null;
  }

  /** The progress that is shown of a run: its own, or that of the moment. */
  progressOf(run: RunProgress): RunProgress {
    return this.#past.get(run.runId)?.progress ?? run;
  }

  /**
   * @param seq of an entry of the run; that of its last entry, and null, show it live.
   * @throws as {@link historyOf}.
   */
  async set(runId: string, seq: number | null): Promise<void> {
    this.#wanted.set(runId, seq);
    if (seq === null) {
      if (this.#past.delete(runId)) this.#changed.fire(runId);
      return;
    }
    const history = await this.historyOf(runId);
    if (this.#wanted.get(runId) !== seq) return;
    const progress = history.at(seq);
    const entry = history.entryAt(seq);
    this.#past.delete(runId);
    if (progress !== null && entry !== null && entry !== history.entries.at(-1))
      this.#past.set(runId, { history, moment: { seq: entry.seq, at: entry.at }, progress });
    this.#changed.fire(runId);
  }

  /** All runs are shown live. */
  backToLive(): void {
    for (const runId of [...this.#past.keys(), ...this.#wanted.keys()]) void this.set(runId, null);
    this.#wanted.clear();
  }

  /**
   * All entries of a run; it grows as they arrive.
   *
   * @throws an error for the user when the runtime is stopped or the run was deleted; a CancellationError when the user
   * canceled.
   */
  historyOf(runId: string): Promise<RunHistory> {
    const known = this.#held.get(runId);
    if (known) {
      this.#held.delete(runId);
      this.#held.set(runId, known);
      return known.history;
    }
    const held: Held = { history: this.#read(runId), read: null, early: [] };
    this.#held.set(runId, held);
    held.history.then(
      (history) => {
        for (const entry of held.early.splice(0)) history.add(entry);
        held.read = history;
      },
      () => this.#held.get(runId) === held && this.#held.delete(runId),
    );
    this.#forgetOldest();
    return held.history;
  }

  async #read(runId: string): Promise<RunHistory> {
    const imported = this.#runs.imports.whole(runId);
    if (imported) return new RunHistory(imported.entries);
    const { state } = this.#runtime;
    if (state.status !== 'ready') {
      throw new ActionableError(
        vscode.l10n.t('The runtime is stopped. Start it to see how this run got here.'),
        { title: vscode.l10n.t('Start Runtime'), command: 'steplight.startRuntime' },
      );
    }
    const { entries } = await readJournal(state.client, runId);
    return new RunHistory(entries);
  }

  #take(entry: JournalEntry & { runId: string }): void {
    const held = this.#held.get(entry.runId);
    if (!held) return;
    if (held.read) held.read.add(entry);
    else held.early.push(entry);
    this.#grown.fire(entry.runId);
  }

  #forgetOldest(): void {
    const unused = [...this.#held.keys()].filter((runId) => !this.#past.has(runId));
    for (const runId of unused.slice(0, -historiesKept)) this.#held.delete(runId);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
    this.#grown.dispose();
  }
}

/** Shows that it takes long, and lets the user cancel it. */
async function readJournal(client: RuntimeClient, runId: string) {
  const abort = new AbortController();
  const answer = client.runJournal(runId, abort.signal);
  let timer: NodeJS.Timeout | undefined;
  const slow = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), longRead);
  });
  const early = await Promise.race([answer, slow]).finally(() => clearTimeout(timer));
  if (early !== null) return early;
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t("Reading the run's journal"),
      cancellable: true,
    },
    (_, token) => {
      token.onCancellationRequested(() => abort.abort());
      return answer.catch((error: unknown) => {
        throw abort.signal.aborted ? new vscode.CancellationError() : error;
      });
    },
  );
}
