/**
 * CONTRACT: the fold from a run's journal entries to what is shown, in constant time per entry. `applyEntry` is its pure
 * form. Pure; no Node imports.
 */
import type { JournalEntry } from './journal.ts';
import { type Metadata, updateMetadata } from './metadata.ts';
import type { RunProgress, StepProgress, StepStatus } from './progress.ts';
import type { RunStatus, StepIdentity } from './run.ts';
import { SharedList } from './shared-list.ts';
import { changeByEnd, changeByReport, newStep, type StepEnd, type StepReport } from './step-changes.ts';
import { StepTable } from './step-table.ts';

/** The latest output. */
const maxLogs = 100;

type EntryOf<K extends JournalEntry['kind']> = Extract<JournalEntry, { kind: K }>;
type RunEntry = Extract<JournalEntry, { runId: string }>;
type LaterEntry = Exclude<RunEntry, { kind: 'run-queued' }>;
/** What is known of a run besides its lists. */
export type RunFacts = Omit<
  RunProgress,
  'steps' | 'requests' | 'failures' | 'defers' | 'logs' | 'earlyMetadata' | 'lastSeq'
>;

export class RunFold {
  #run: RunFacts | null = null;
  #lastSeq = -1;
  #steps = new StepTable([], []);
  #failures = new SharedList<RunProgress['failures'][number]>([]);
  #defers: SharedList<NonNullable<RunProgress['defers']>[number]> | null = null;
  #logs: SharedList<NonNullable<RunProgress['logs']>[number]> | null = null;
  #earlyMetadata: Map<string, Metadata[]> | null = null;
  /** Null: to be made again. */
  #earlyRecord: Record<string, Metadata[]> | null = null;
  /** Null: to be made again. */
  #current: RunProgress | null = null;

  /** @param from what the entries before those to come have led to; null before `run-queued`. */
  constructor(from: RunProgress | null = null) {
    if (from === null) return;
    const { steps, requests, failures, defers, logs, earlyMetadata, lastSeq, ...run } = from;
    this.#run = run;
    this.#lastSeq = lastSeq;
    this.#steps = new StepTable(steps, requests);
    this.#failures = new SharedList(failures);
    this.#defers = defers ? new SharedList(defers) : null;
    this.#logs = logs ? new SharedList(logs) : null;
    this.#earlyMetadata = earlyMetadata ? new Map(Object.entries(earlyMetadata)) : null;
    this.#earlyRecord = earlyMetadata ?? null;
    this.#current = from;
  }

  /**
   * The progress after the last entry; null before `run-queued`. A value that never changes: it shares with the earlier
   * ones the steps that are as they were. Costs time with the number of steps when an entry came since the last call.
   */
  get current(): RunProgress | null {
    if (this.#run === null) return null;
    if (this.#current !== null) return this.#current;
    if (this.#earlyMetadata) this.#earlyRecord ??= Object.fromEntries(this.#earlyMetadata);
    this.#current = {
      ...this.#run,
      steps: this.#steps.steps,
      requests: this.#steps.requests,
      failures: this.#failures.share(),
      ...(this.#defers ? { defers: this.#defers.share() } : {}),
      ...(this.#logs ? { logs: this.#logs.share() } : {}),
      ...(this.#earlyRecord ? { earlyMetadata: this.#earlyRecord } : {}),
      lastSeq: this.#lastSeq,
    };
    return this.#current;
  }

  /** `seq` of the last entry; -1 before `run-queued`. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** After the last entry; null before `run-queued`. Costs nothing. */
  get facts(): RunFacts | null {
    return this.#run;
  }

  /** The step as it is after the last entry. */
  step(hashedId: string): StepProgress | undefined {
    return this.#steps.get(hashedId);
  }

  /** @returns false when the entry is not about this run, or comes before its `run-queued`: nothing changes. */
  apply(entry: JournalEntry): boolean {
    if (!('runId' in entry)) return false;
    if (entry.kind === 'run-queued') {
      if (this.#run !== null) return false;
      this.#run = newRun(entry);
    } else {
      if (entry.runId !== this.#run?.runId) return false;
      this.#advance(this.#run, entry);
      const status = this.#statusOf(this.#run);
      if (status !== this.#run.status) this.#set({ status });
    }
    this.#lastSeq = entry.seq;
    this.#current = null;
    return true;
  }

  #set(change: Partial<RunFacts>): void {
    if (this.#run !== null) this.#run = { ...this.#run, ...change };
  }

  #advance(run: RunFacts, entry: LaterEntry): void {
    switch (entry.kind) {
      case 'run-started':
        this.#set({ startedAt: run.startedAt ?? entry.at });
        return;
      case 'request-started':
        if (this.#steps.startRequest(entry)) this.#set({ retryAt: null });
        return;
      case 'request-ended':
        this.#steps.endRequest(entry.requestId);
        return;
      case 'request-queued':
        return;
      case 'run-attempt-failed': {
        const { attempt, error, retryAt, from } = entry;
        this.#failures.push({ attempt, at: entry.at, error, retryAt, from });
        this.#set({ retryAt });
        return;
      }
      case 'output-printed':
        this.#printed(entry);
        return;
      case 'retry-skipped':
        if (entry.hashedId === null) this.#set({ retryAt: entry.at });
        else this.#steps.change(entry.hashedId, () => ({ retryAt: entry.at }));
        return;
      case 'run-completed':
        this.#end('completed', entry.at, { output: entry.output });
        return;
      case 'run-failed':
        this.#end('failed', entry.at, { error: entry.error });
        return;
      case 'run-cancelled':
        this.#end('cancelled', entry.at, {});
        return;
      case 'run-skipped':
        this.#end('skipped', entry.at, {});
        return;
      case 'defer-added':
      case 'defer-rejected':
      case 'defer-aborted':
        this.#deferred(entry);
        return;
      case 'metadata-updated':
        this.#metadataUpdated(run, entry);
        return;
      default:
        this.#stepAdvanced(entry);
    }
  }

  /** Entries about one step. Those of a newer runtime are left out: a run may show less than there is, but nothing wrong. */
  #stepAdvanced(entry: StepReport | StepEnd): void {
    if ('step' in entry) {
      const change = changeByReport(entry);
      if (change) this.#steps.report(entry.step, () => this.#reported(entry.step), change);
      return;
    }
    const change = changeByEnd(entry);
    if (change) this.#steps.change(entry.hashedId, change);
  }

  #reported(step: StepIdentity): StepProgress {
    const metadata = this.#earlyMetadata?.get(step.hashedId);
    return { ...newStep(step), ...(metadata ? { metadata } : {}) };
  }

  #printed(entry: EntryOf<'output-printed'>): void {
    const { at, level, text, by: step, cut = false } = entry;
    this.#logs ??= new SharedList([]);
    this.#logs.push({ at, level, text, step, cut });
    this.#logs.keepNewest(maxLogs);
  }

  #deferred(entry: EntryOf<'defer-added' | 'defer-rejected' | 'defer-aborted'>): void {
    this.#defers ??= new SharedList([]);
    if (entry.kind === 'defer-aborted') {
      this.#defers.items.forEach((each, index) => {
        if (each.hashedId === entry.hashedId) this.#defers?.set(index, { ...each, status: 'aborted' });
      });
      return;
    }
    const { hashedId, name, functionId } = entry;
    const status = entry.kind === 'defer-added' ? 'after-run' : 'rejected';
    this.#defers.push({ hashedId, name, functionId, status });
  }

  #metadataUpdated(run: RunFacts, entry: EntryOf<'metadata-updated'>): void {
    const { hashedId, updates, at } = entry;
    const after = (known: readonly Metadata[] = []) => updateMetadata(known, updates, at);
    if (hashedId === null) {
      this.#set({ metadata: after(run.metadata) });
    } else if (this.#steps.get(hashedId)) {
      this.#steps.change(hashedId, ({ metadata }) => ({ metadata: after(metadata) }));
    } else {
      this.#earlyMetadata ??= new Map();
      this.#earlyMetadata.set(hashedId, after(this.#earlyMetadata.get(hashedId)));
      this.#earlyRecord = null;
    }
  }

  #end(status: RunStatus, at: number, result: Pick<Partial<RunProgress>, 'output' | 'error'>): void {
    this.#steps.end(at);
    this.#set({ ...result, status, endedAt: at, retryAt: null });
  }

  /**
   * A pending retry counts as running. A run that both waits and sleeps is waiting, because an event may come before the
   * timer.
   */
  #statusOf(run: RunFacts): RunStatus {
    if (run.endedAt !== null) return run.status;
    if (run.startedAt === null) return 'queued';
    if (this.#steps.hasRequests || run.retryAt !== null) return 'running';
    const has = (status: StepStatus) => this.#steps.count(status) > 0;
    if (has('planned') || has('running') || has('retrying')) return 'running';
    if (has('waiting')) return 'waiting';
    return has('sleeping') ? 'sleeping' : 'running';
  }
}

/** The progress that the entries of one run, in the order of the journal, lead to; null without its `run-queued`. */
export function foldRunEntries(entries: Iterable<JournalEntry>): RunProgress | null {
  const fold = new RunFold();
  for (const entry of entries) fold.apply(entry);
  return fold.current;
}

function newRun(entry: EntryOf<'run-queued'>): RunFacts {
  return {
    runId: entry.runId,
    functionId: entry.functionId,
    functionName: entry.functionName,
    appId: entry.appId,
    sdk: entry.sdk,
    status: 'queued',
    eventName: entry.eventName,
    eventIds: entry.eventIds,
    originalRunId: entry.originalRunId ?? null,
    ...(entry.rerun ? { rerun: entry.rerun } : {}),
    queuedAt: entry.at,
    startedAt: null,
    endedAt: null,
    maxAttempts: entry.maxAttempts,
    retryAt: null,
    error: null,
  };
}
