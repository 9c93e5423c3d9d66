/** CONTRACT: what a run looks like now, as a pure fold of its journal entries. */
import type { JournalEntry, RerunOrigin } from './journal.ts';
import type { Metadata } from './metadata.ts';
import type {
  ClauseVerdict,
  EventRecord,
  PrintingStep,
  RunStatus,
  SerializedError,
  StepIdentity,
} from './run.ts';

export type StepStatus =
  | 'planned'
  | 'running'
  | 'retrying'
  | 'waiting'
  | 'sleeping'
  | 'completed'
  | 'failed'
  | 'timed-out'
  | 'cancelled';

export interface StepProgress {
  step: StepIdentity;
  status: StepStatus;
  /** 0-based number of the current or last attempt. */
  attempt: number;
  /** Attempts that failed, oldest first. */
  failures: { attempt: number; at: number; error: SerializedError }[];
  /** Unix milliseconds; null when not known. */
  startedAt: number | null;
  endedAt: number | null;
  /** When the next attempt is due; null unless `retrying`. */
  retryAt: number | null;
  /** Undefined until completed. */
  output?: unknown;
  /** Set when `failed`. */
  error: SerializedError | null;
  wait: WaitProgress | null;
  sleep: { until: number; skipped: boolean } | null;
  invoke: { functionId: string; eventId: string } | null;
  /** What the code handed to the step, when it did: `step.run(id, fn, ...input)`. */
  input?: unknown[];
  /** Set when its result comes from the run that this one repeats; `edited`: a user replaced it. */
  takenOver?: { edited: boolean };
  /** Set when the runtime makes an HTTP request for the step. */
  fetch?: { by: 'fetch' | 'ai'; method: string; url: string };
  /** What the app attached to the step. */
  metadata?: Metadata[];
}

/** What hosted code printed at once. */
export interface PrintedText {
  /** Unix milliseconds. */
  at: number;
  level: 'debug' | 'info' | 'warn' | 'error';
  text: string;
  /** Null: the function's body, or not known. */
  step: PrintingStep | null;
  /** More was printed and not kept. */
  cut: boolean;
}

export interface WaitProgress {
  event: string;
  if: string | null;
  expiresAt: number;
  /** The event that ended the wait. */
  matched: EventRecord | null;
  skipped: boolean;
  /** The run that took the awaited signal over. */
  replacedBy?: string;
  /** Events of the awaited name that did not match, newest last, at most 20 kept. */
  nearMisses: { eventId: string; at: number; clauses: ClauseVerdict[] }[];
}

export interface DeferProgress {
  hashedId: string;
  /** Its id in the code. */
  name: string;
  functionId: string;
  status: 'after-run' | 'rejected' | 'aborted';
}

export interface RunProgress {
  runId: string;
  functionId: string;
  functionName: string;
  appId: string;
  sdk: string | null;
  status: RunStatus;
  eventName: string;
  eventIds: string[];
  originalRunId: string | null;
  /** Set when it repeats another run. */
  rerun?: RerunOrigin;
  queuedAt: number;
  startedAt: number | null;
  endedAt: number | null;
  maxAttempts: number;
  /** In the order in which the function reported them. */
  steps: StepProgress[];
  /** Requests the app is working on now; `target` null: the function body itself (and steps run inline). */
  requests: { requestId: string; target: string | null; since: number; attempt: number }[];
  /** Failures of the function's body or of reaching the app, oldest first. */
  failures: {
    attempt: number;
    at: number;
    error: SerializedError;
    retryAt: number | null;
    from: 'app' | 'transport';
  }[];
  /** When the function body is tried again; null when no such retry is pending. */
  retryAt: number | null;
  output?: unknown;
  error: SerializedError | null;
  /** What the app attached to the run. */
  metadata?: Metadata[];
  /** What the app attached to steps that are not reported yet, by hashed id. */
  earlyMetadata?: Record<string, Metadata[]>;
  /** Functions to be started when it has ended (`defer`), in order. */
  defers?: DeferProgress[];
  /** What its code printed, newest last, at most 100 kept (the journal has all); absent: nothing. */
  logs?: PrintedText[];
  /** `seq` of the last entry folded in. */
  lastSeq: number;
}

/**
 * The next state of a run. Pure; returns a new value and leaves `progress` as it was.
 *
 * @param progress null before the run's `run-queued` entry.
 * @returns the same value when the entry is not about this run; null only while no `run-queued` was seen.
 */
export type ApplyEntry = (progress: RunProgress | null, entry: JournalEntry) => RunProgress | null;
