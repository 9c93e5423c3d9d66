/** What decisions depend on besides the run they are about. */
import type { JournalFact, RerunOrigin } from '../../contract/journal.ts';
import type { EventRecord } from '../../contract/run.ts';
import type { ServedFunction } from '../state/function-directory.ts';
import type { RunLimits } from '../state/run-limits.ts';

export interface DecisionContext {
  /** Unix milliseconds. */
  now: number;
  /** Milliseconds by which it is later here than in the apps; absent: 0. */
  ahead?: number;
  /** New, growing, unique. */
  newId(): string;
  /** Milliseconds to wait after the 0-based attempt failed. */
  backoff(attempt: number): number;
  limits: RunLimits;
  find(functionId: string): ServedFunction | null;
  /** The step that waits for the signal now. */
  signalWait(signal: string): { runId: string; hashedId: string } | null;
  /** Decides what an event that is to start a function leads to. */
  start(fn: ServedFunction, event: EventRecord, options: QueueOptions): Start;
}

/** What a run is queued with besides its function and events. */
export interface QueueOptions {
  invokedBy?: { runId: string; hashedId: string };
  originalRunId?: string;
  rerun?: RerunOrigin;
  idempotencyKey?: string;
  rate?: { key: string; arrival: number };
  cron?: string;
}

export interface Start {
  facts: JournalFact[];
  /** The run that was queued now; null when there is none (yet). */
  runId: string | null;
}
