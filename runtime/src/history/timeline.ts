/** A run as spans of time: how long it and each of its steps were queued, ran, waited and slept. Pure; no Node imports. */
import type { JournalEntry } from '../contract/journal.ts';
import type { StepStatus } from '../contract/progress.ts';
import type { RunStatus, StepIdentity } from '../contract/run.ts';
import {
  closed,
  due,
  opened,
  type SegmentKind,
  type SegmentOutcome,
  type TimelineSegment,
} from './timeline-segment.ts';

export interface TimelineRow {
  hashedId: string;
  name: string;
  /** The SDK's op. */
  op: string;
  status: StepStatus;
  /** 0-based number of the current or last attempt. */
  attempt: number;
  /** Hashed id of the step whose result the function had last received when it reported this one. */
  parent: string | null;
  /** Steps that ran in parallel have the same number, the index of the first of their rows; null: it ran alone. */
  group: number | null;
  /** In time's order; only the last may be open. */
  segments: readonly TimelineSegment[];
}

export interface Timeline {
  runId: string;
  status: Extract<RunStatus, 'queued' | 'running' | 'completed' | 'failed' | 'cancelled' | 'skipped'>;
  queuedAt: number;
  /** Null while the run is active. */
  endedAt: number | null;
  maxAttempts: number;
  /** The run's own segments. */
  run: readonly TimelineSegment[];
  /** In the order in which the function reported the steps. A row that did not change stays the same value. */
  rows: readonly TimelineRow[];
}

type EntryOf<K extends JournalEntry['kind']> = Extract<JournalEntry, { kind: K }>;
type RunEntry = Extract<JournalEntry, { runId: string }>;

/** Steps that the function reported under one parent while another of them was not over. */
interface Cluster {
  first: number;
  size: number;
  open: number;
  /** When the last of them ended, Unix milliseconds. */
  end: number;
}

/** Takes a run's entries one by one; each costs the same however many came before it. */
export class TimelineFold {
  #head: Pick<Timeline, 'runId' | 'queuedAt' | 'maxAttempts'> | null = null;
  #status: Timeline['status'] = 'queued';
  #endedAt: number | null = null;
  #run: TimelineSegment[] = [];
  readonly #rows: TimelineRow[] = [];
  readonly #index = new Map<string, number>();
  readonly #clusters = new Map<string | null, Cluster>();
  readonly #clusterOf = new Map<string, Cluster>();
  /** Open requests, and how many of them are for each step. */
  readonly #requests = new Map<string, string | null>();
  readonly #asked = new Map<string, number>();
  /** Steps that run, or that are tried again after a delay. */
  readonly #running = new Set<string>();
  readonly #delayed = new Set<string>();
  /** Since when a step that runs inside a discovery request may be running. */
  #inlineSince = 0;

  constructor(entries: Iterable<JournalEntry> = []) {
    for (const entry of entries) this.add(entry);
  }

  /** Null before the run's first entry. A new value; its rows are shared with earlier ones. */
  get timeline(): Timeline | null {
    if (this.#head === null) return null;
    const { runId, queuedAt, maxAttempts } = this.#head;
    return {
      runId,
      status: this.#status,
      queuedAt,
      endedAt: this.#endedAt,
      maxAttempts,
      run: this.#run,
      rows: [...this.#rows],
    };
  }

  /** @param entry the next one of the run; those of other runs change nothing. */
  add(entry: JournalEntry): void {
    if (!('runId' in entry)) return;
    if (entry.kind === 'run-queued') this.#queued(entry);
    else if (this.#head?.runId === entry.runId) this.#advance(entry);
  }

  #queued({ runId, at, maxAttempts }: EntryOf<'run-queued'>): void {
    if (this.#head !== null) return;
    this.#head = { runId, queuedAt: at, maxAttempts };
    this.#run = [opened('queue', at)];
  }

  #advance(entry: RunEntry): void {
    const { at } = entry;
    switch (entry.kind) {
      case 'run-started':
        if (this.#status !== 'queued') return;
        this.#status = 'running';
        this.#run = [...closed(this.#run, at, 'completed'), opened('run', at)];
        return;
      case 'run-attempt-failed':
        this.#run = closed(this.#run, at, 'failed', entry.error);
        if (entry.retryAt !== null)
          this.#run = [...this.#run, opened('delay', at, { due: entry.retryAt, attempt: entry.attempt })];
        return;
      case 'request-started':
        this.#requestStarted(entry);
        return;
      case 'request-ended':
        this.#requestEnded(entry);
        return;
      case 'retry-skipped':
        if (entry.hashedId === null) this.#run = due(this.#run, at);
        else this.#change(entry.hashedId, ({ segments }) => ({ segments: due(segments, at) }));
        return;
      case 'run-completed':
      case 'run-failed':
      case 'run-cancelled':
      case 'run-skipped':
        this.#ended(entry);
        return;
      default:
        this.#stepAdvanced(entry);
    }
  }

  #requestStarted({ requestId, target, attempt, at }: EntryOf<'request-started'>): void {
    this.#requests.set(requestId, target);
    if (target !== null) {
      this.#asked.set(target, (this.#asked.get(target) ?? 0) + 1);
      this.#startAttempt(target, attempt, at);
      return;
    }
    this.#inlineSince = at;
    if (this.#run.at(-1)?.kind === 'delay')
      this.#run = [...closed(this.#run, at, 'completed'), opened('run', at, { attempt })];
    // A step that failed inside a discovery request is tried again by the one that follows its delay.
    for (const hashedId of [...this.#delayed]) {
      const retryAt = this.#row(hashedId)?.segments.at(-1)?.due ?? null;
      if (retryAt !== null && retryAt <= at) this.#startAttempt(hashedId, attempt, at);
    }
  }

  #startAttempt(hashedId: string, attempt: number, at: number): void {
    this.#change(hashedId, ({ segments }) => ({
      status: 'running',
      attempt,
      segments: [...closed(segments, at, 'completed'), opened('attempt', at, { attempt })],
    }));
  }

  /** A step whose request ended without saying how the step went is to be run again. */
  #requestEnded({ requestId, at }: EntryOf<'request-ended'>): void {
    if (!this.#requests.has(requestId)) return;
    const target = this.#requests.get(requestId) ?? null;
    this.#requests.delete(requestId);
    if (target !== null) this.#asked.set(target, (this.#asked.get(target) ?? 1) - 1);
    for (const hashedId of target === null ? [...this.#running] : [target]) {
      if (!this.#running.has(hashedId) || (this.#asked.get(hashedId) ?? 0) > 0) continue;
      this.#change(hashedId, ({ segments }) => ({
        status: 'planned',
        segments: [...closed(segments, at, 'interrupted'), opened('queue', at)],
      }));
    }
  }

  #ended(entry: EntryOf<'run-completed' | 'run-failed' | 'run-cancelled' | 'run-skipped'>): void {
    const { at } = entry;
    const outcome = endOutcomes[entry.kind];
    this.#status = outcome;
    this.#endedAt = at;
    const segmentOutcome = outcome === 'skipped' ? 'cancelled' : outcome;
    this.#run = closed(this.#run, at, segmentOutcome, entry.kind === 'run-failed' ? entry.error : undefined);
    for (const { hashedId, status } of [...this.#rows]) {
      if (endedSteps.has(status)) continue;
      this.#change(hashedId, ({ segments }) => ({
        status: 'cancelled',
        segments: closed(segments, at, 'cancelled'),
      }));
    }
    this.#requests.clear();
    this.#asked.clear();
  }

  /** Entries about one step; those that only a newer runtime knows change nothing. */
  #stepAdvanced(entry: RunEntry): void {
    if (!('step' in entry)) {
      if ('hashedId' in entry && entry.hashedId !== null) this.#waitEnded(entry, entry.hashedId);
      return;
    }
    const { step, at } = entry;
    const report = (change: (row: TimelineRow) => Partial<TimelineRow>, since = at): void => {
      this.#report(step, since);
      this.#change(step.hashedId, change, at);
    };
    switch (entry.kind) {
      case 'step-planned':
        report(({ segments }) => (segments.length > 0 ? {} : { segments: [opened('queue', at)] }));
        return;
      case 'step-taken-over':
        report(({ segments }) => ({
          status: entry.result.status,
          segments: [
            ...closed(segments, at, 'completed'),
            { ...opened('reused', at), to: at, outcome: entry.result.status },
          ],
        }));
        return;
      case 'step-completed':
      case 'step-attempt-failed':
      case 'step-failed':
        report((row) => this.#attemptEnded(row, entry), entry.startedAt ?? at);
        if (entry.kind !== 'step-attempt-failed') this.#inlineSince = at;
        return;
      case 'sleep-started':
        report(begun('sleeping', opened('sleep', at, { due: entry.until })));
        return;
      case 'wait-started':
        report(begun('waiting', opened('wait', at, { due: entry.expiresAt })));
        return;
      case 'invoke-started':
        report(begun('waiting', opened('invoke', at)));
        return;
      case 'fetch-started':
        report(({ status, segments }) => begun(status, opened('fetch', at))({ segments }));
    }
  }

  #attemptEnded(
    row: TimelineRow,
    entry: EntryOf<'step-completed' | 'step-attempt-failed' | 'step-failed'>,
  ): Partial<TimelineRow> {
    const { attempt, at } = entry;
    const error = entry.kind === 'step-completed' ? undefined : entry.error;
    const outcome = entry.kind === 'step-completed' ? 'completed' : 'failed';
    const last = row.segments.at(-1);
    const isOpen = last?.to === null && !idle.has(last.kind);
    const since = isOpen ? last.from : this.#inlineSince;
    // The SDK's clock may differ a little from that of the runtime.
    const from = Math.min(Math.max(entry.startedAt ?? since, last?.to ?? last?.from ?? 0), at);
    // The function's code ran inside a discovery request: its attempt becomes known with its end.
    const ran = isOpen ? row.segments : [...closed(row.segments, from, 'completed'), opened('attempt', from)];
    const open = ran.at(-1) as TimelineSegment;
    const attempted = { ...open, attempt, from: open.kind === 'attempt' ? from : open.from };
    const segments = closed([...ran.slice(0, -1), attempted], at, outcome, error);
    if (entry.kind !== 'step-attempt-failed') return { status: outcome, attempt, segments };
    return {
      status: 'retrying',
      attempt,
      segments: [...segments, opened('delay', at, { due: entry.retryAt, attempt })],
    };
  }

  #waitEnded(entry: RunEntry, hashedId: string): void {
    const { at } = entry;
    const end = (status: StepStatus, outcome: SegmentOutcome): void =>
      this.#change(hashedId, ({ segments }) => ({ status, segments: closed(segments, at, outcome) }), at);
    switch (entry.kind) {
      case 'sleep-ended':
        end('completed', entry.skipped ? 'skipped' : 'completed');
        return;
      case 'wait-matched':
        end('completed', 'completed');
        return;
      case 'wait-timed-out':
        end('timed-out', entry.skipped ? 'skipped' : 'timed-out');
        return;
      default:
    }
  }

  #row(hashedId: string): TimelineRow | undefined {
    return this.#rows[this.#index.get(hashedId) ?? -1];
  }

  /** Adds a row for a step that may be new. @param since when its life began, Unix milliseconds. */
  #report({ hashedId, op, name, parent }: StepIdentity, since: number): void {
    if (this.#index.has(hashedId)) return;
    const index = this.#rows.length;
    this.#index.set(hashedId, index);
    this.#rows.push({ hashedId, name, op, status: 'planned', attempt: 0, parent, group: null, segments: [] });
    const cluster = this.#clusters.get(parent);
    if (!cluster || (cluster.open === 0 && since >= cluster.end)) {
      const own = { first: index, size: 1, open: 1, end: since };
      this.#clusters.set(parent, own);
      this.#clusterOf.set(hashedId, own);
      return;
    }
    cluster.size += 1;
    cluster.open += 1;
    this.#clusterOf.set(hashedId, cluster);
    for (const at of cluster.size === 2 ? [cluster.first, index] : [index])
      this.#rows[at] = { ...(this.#rows[at] as TimelineRow), group: cluster.first };
  }

  #change(hashedId: string, change: (row: TimelineRow) => Partial<TimelineRow>, at = 0): void {
    const index = this.#index.get(hashedId);
    const before = index === undefined ? undefined : this.#rows[index];
    if (index === undefined || !before) return;
    const row = { ...before, ...change(before) };
    this.#rows[index] = row;
    keep(this.#running, hashedId, row.status === 'running');
    keep(this.#delayed, hashedId, row.status === 'retrying');
    const cluster = this.#clusterOf.get(hashedId);
    if (!cluster || endedSteps.has(before.status) || !endedSteps.has(row.status)) return;
    cluster.open -= 1;
    cluster.end = Math.max(cluster.end, at);
  }
}

const endOutcomes = {
  'run-completed': 'completed',
  'run-failed': 'failed',
  'run-cancelled': 'cancelled',
  'run-skipped': 'skipped',
} as const;

const endedSteps: ReadonlySet<StepStatus> = new Set(['completed', 'failed', 'timed-out', 'cancelled']);

/** Nothing of the step happens in them. */
const idle: ReadonlySet<SegmentKind> = new Set(['queue', 'delay']);

function begun(status: StepStatus, segment: TimelineSegment) {
  return ({ segments }: Pick<TimelineRow, 'segments'>): Partial<TimelineRow> => ({
    status,
    segments: [...closed(segments, segment.from, 'completed'), segment],
  });
}

function keep(set: Set<string>, id: string, isIn: boolean): void {
  if (isIn) set.add(id);
  else set.delete(id);
}
