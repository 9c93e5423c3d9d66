/** The runtime's runs as they are now: follows its journal and folds each entry into a run's progress. */
import * as vscode from 'vscode';
import {
  type ListRunsFilter,
  type RuntimeClient,
  RuntimeError,
} from '../../../runtime/src/client/runtime-client.ts';
import type { HostLog, ListRunsResponse, RuntimeStatus } from '../../../runtime/src/contract/api.ts';
import type { JournalEntry } from '../../../runtime/src/contract/journal.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { type EventRecord, endedStatuses } from '../../../runtime/src/contract/run.ts';
import { type RunFacts, RunFold } from '../../../runtime/src/contract/run-fold.ts';
import { isImportedId } from '../../../runtime/src/history/exported-run.ts';
import type { Log } from '../log.ts';
import type { Imports } from './imports.ts';
import { hasLargeValues, withoutValues } from './run-values.ts';
import type { RuntimeProcess } from './runtime-process.ts';

/** Runs read at the start; older ones are read when they resume. */
const runsAtStart = 200;
/** Ended runs beyond so many are forgotten here; the runtime keeps them. */
const runsKept = 1_000;
const readAtOnce = 50;
/** Ended runs whose values are large are kept whole only so many, the ones that were shown last. */
const largeKept = 20;
/** Characters and fields. */
const largeValues = 20_000;
/** Milliseconds; values that were let go are not read again sooner, so that views do not take them from each other. */
const rereadDelay = 30_000;

export interface RunChange {
  run: RunFacts;
  /** True at the run's first entry while this window watches, false for history. */
  isNew: boolean;
}

export class Runs implements vscode.Disposable {
  /** Runs that are none of the runtime's. */
  readonly imports: Imports;
  readonly #runtime: RuntimeProcess;
  readonly #log: Log;
  readonly #runs = new Map<string, RunFold>();
  readonly #events = new Map<string, EventRecord[]>();
  readonly #changed = new vscode.EventEmitter<RunChange>();
  readonly #entry = new vscode.EventEmitter<JournalEntry & { runId: string }>();
  readonly #reset = new vscode.EventEmitter<void>();
  readonly #statusChanged = new vscode.EventEmitter<RuntimeStatus | null>();
  readonly #hostLog = new vscode.EventEmitter<HostLog>();
  readonly #subscription: vscode.Disposable;
  /** One run changed. */
  readonly onDidChange = this.#changed.event;
  /** All runs were read anew. */
  readonly onDidReset = this.#reset.event;
  /** An entry about a run that is known here arrived. */
  readonly onEntry = this.#entry.event;
  readonly onDidChangeStatus = this.#statusChanged.event;
  readonly onHostLog = this.#hostLog.event;
  /** Whole, though large; the one shown last is last. */
  readonly #large = new Set<string>();
  /** Without values, and since when (Unix milliseconds). */
  readonly #reduced = new Map<string, number>();
  #following: { client: RuntimeClient; abort: AbortController } | null = null;
  #status: RuntimeStatus | null = null;
  #olderThan: string | null = null;
  /** Null: to be sorted again. */
  #newestFirst: readonly RunProgress[] | null = null;

  constructor(runtime: RuntimeProcess, imports: Imports, log: Log) {
    this.imports = imports;
    this.#runtime = runtime;
    this.#log = log;
    this.#subscription = runtime.onDidChange(() => this.#followCurrent());
    this.#followCurrent();
  }

  /** The runtime's last status; null while it is not running. */
  get status(): RuntimeStatus | null {
    return this.#status;
  }

  /** Unix milliseconds of the runtime's clock, which may be paused or ahead. */
  get now(): number {
    const { ahead, pausedAt } = this.clock;
    return pausedAt ?? Date.now() + ahead;
  }

  /** Milliseconds by which that clock is ahead of this machine's; the time at which it is paused, or null. */
  get clock(): { ahead: number; pausedAt: number | null } {
    if (this.#status === null) return { ahead: 0, pausedAt: null };
    const { clock, now } = this.#status;
    return { ahead: clock.ahead, pausedAt: clock.paused ? now : null };
  }

  /** With its values: if they are not kept, they are read again, and the run changes when they are there. */
  get(runId: string): RunProgress | undefined {
    const since = this.#reduced.get(runId);
    if (since !== undefined && Date.now() - since > rereadDelay) {
      this.#reduced.set(runId, Date.now());
      void this.find(runId);
    }
    return this.peek(runId);
  }

  /** As it is kept: perhaps without its values. */
  peek(runId: string): RunProgress | undefined {
    return this.#runs.get(runId)?.current ?? this.imports.get(runId);
  }

  /** With its values, read from the runtime when they are not kept here; undefined when there is no such run. */
  async find(runId: string): Promise<RunProgress | undefined> {
    const client = isImportedId(runId) ? null : this.#following?.client;
    if (client && (this.#reduced.has(runId) || !this.#runs.has(runId))) {
      const read = await this.#read(client, runId);
      const known = this.#runs.get(runId);
      if (read && (!known || known.lastSeq <= read.lastSeq)) this.#put(new RunFold(read), false);
    }
    return this.peek(runId);
  }

  /** Runs of the runtime that were queued before this one may be missing here; null: none is. */
  get olderThan(): string | null {
    return this.#olderThan;
  }

  /** Asks the runtime, for runs that may not be kept here. Rejects when it does not run. */
  async search(query: ListRunsFilter, signal: AbortSignal): Promise<ListRunsResponse> {
    const client = this.#following?.client;
    return client ? client.listRuns(query, signal) : { runs: [] };
  }

  /** Of the runtime. Newest first; of large ones that ended, without the values. */
  all(): readonly RunProgress[] {
    this.#newestFirst ??= [...this.#runs.values()]
      .map((fold) => fold.current)
      .filter((run) => run !== null)
      .sort((a, b) => b.queuedAt - a.queuedAt || (b.runId > a.runId ? 1 : -1));
    return this.#newestFirst;
  }

  active(): RunProgress[] {
    return this.all().filter((run) => !endedStatuses.has(run.status));
  }

  /** The events that started a run; empty when the runtime is down. */
  async eventsOf(runId: string): Promise<EventRecord[]> {
    const known = this.#events.get(runId);
    if (known) return known;
    if (isImportedId(runId)) return [...(this.imports.whole(runId)?.events ?? [])];
    if (this.#runtime.state.status !== 'ready') return [];
    const { events } = await this.#runtime.state.client.getRun(runId);
    this.#events.set(runId, events);
    return events;
  }

  #followCurrent(): void {
    const { state } = this.#runtime;
    const client = state.status === 'ready' ? state.client : null;
    if (this.#following?.client === client) return;
    this.#following?.abort.abort();
    this.#following = null;
    if (client === null) {
      this.#setStatus(null);
      return;
    }
    const abort = new AbortController();
    this.#following = { client, abort };
    void this.#follow(client, abort.signal).catch((error) => {
      if (!abort.signal.aborted) this.#log.error('reading the journal failed', error);
    });
  }

  async #follow(client: RuntimeClient, signal: AbortSignal): Promise<void> {
    // The status first: entries written while the runs are read come again and are skipped by their seq.
    const status = await client.status(signal);
    const found: RunProgress[] = [];
    let next: string | undefined;
    do {
      const page = { limit: readAtOnce, ...(next === undefined ? {} : { before: next }) };
      const answer = await client.listRuns(page, signal);
      found.push(...answer.runs);
      next = answer.next;
    } while (next !== undefined && found.length < runsAtStart);
    if (signal.aborted) return;
    this.#runs.clear();
    this.#events.clear();
    this.#large.clear();
    this.#reduced.clear();
    this.#olderThan = next ?? null;
    for (const run of found.reverse()) {
      this.#runs.set(run.runId, new RunFold(run));
      this.#boundValues(run);
    }
    this.#newestFirst = null;
    this.#setStatus(status);
    this.#reset.fire();
    const onConnection = (connected: boolean) => {
      if (!connected) this.#runtime.lostConnection();
    };
    for await (const message of client.follow({ after: status.lastSeq, signal, onConnection })) {
      if (signal.aborted) return;
      if (message.event === 'entry') await this.#take(client, message.data);
      else if (message.event === 'status') this.#setStatus(message.data);
      else this.#hostLog.fire(message.data);
    }
  }

  async #take(client: RuntimeClient, entry: JournalEntry): Promise<void> {
    if (entry.kind === 'clock-set') this.#setStatus(await client.status());
    if (!('runId' in entry)) return;
    const known = this.#runs.get(entry.runId);
    if (known && entry.seq <= known.lastSeq) return;
    if (!known && entry.kind !== 'run-queued') {
      const found = await this.#read(client, entry.runId);
      if (found) this.#put(new RunFold(found), false);
    } else {
      const fold = known ?? new RunFold();
      if (fold.apply(entry)) this.#put(fold, !known);
    }
    if (this.#runs.has(entry.runId)) this.#entry.fire(entry);
  }

  /** Null for a run that was deleted, or whose first entry cannot be read. */
  async #read(client: RuntimeClient, runId: string): Promise<RunProgress | null> {
    try {
      const { run, events } = await client.getRun(runId);
      this.#events.set(runId, events);
      return run;
    } catch (error) {
      if (error instanceof RuntimeError && error.code === 'run-not-found') return null;
      throw error;
    }
  }

  #put(fold: RunFold, isNew: boolean): void {
    const run = fold.facts;
    if (run === null) return;
    this.#runs.set(run.runId, fold);
    this.#newestFirst = null;
    this.#reduced.delete(run.runId);
    if (endedStatuses.has(run.status) && fold.current) this.#boundValues(fold.current);
    if (isNew && this.#runs.size > runsKept * 1.2) this.#forgetOldest();
    this.#changed.fire({ run, isNew });
  }

  /** Lets go of the values of the large run that was not shown for the longest time. */
  #boundValues(run: RunProgress): void {
    if (!endedStatuses.has(run.status) || !hasLargeValues(run, largeValues)) return;
    this.#large.delete(run.runId);
    this.#large.add(run.runId);
    const [oldest = run.runId] = this.#large;
    if (this.#large.size <= largeKept) return;
    this.#large.delete(oldest);
    const whole = this.#runs.get(oldest)?.current;
    if (!whole) return;
    this.#runs.set(oldest, new RunFold(withoutValues(whole)));
    this.#reduced.set(oldest, Date.now());
    this.#newestFirst = null;
  }

  #forgetOldest(): void {
    const kept = this.all();
    this.#olderThan = kept[runsKept - 1]?.runId ?? this.#olderThan;
    for (const run of kept.slice(runsKept)) {
      if (!endedStatuses.has(run.status)) continue;
      for (const part of [this.#runs, this.#events, this.#large, this.#reduced]) part.delete(run.runId);
    }
    this.#newestFirst = null;
  }

  #setStatus(status: RuntimeStatus | null): void {
    this.#status = status;
    this.#statusChanged.fire(status);
  }

  dispose(): void {
    this.#following?.abort.abort();
    this.#subscription.dispose();
    for (const emitter of [this.#changed, this.#entry, this.#reset, this.#statusChanged, this.#hostLog])
      emitter.dispose();
  }
}
