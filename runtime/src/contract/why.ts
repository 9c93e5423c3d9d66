/** CONTRACT: why something did not happen. Pure types; no Node imports. */
import type { StartRefusal } from './journal.ts';
import type { ClauseVerdict } from './run.ts';

/** GET /steplight/events/:id/why. The outcome of an event for each function that it could have started. */
export interface EventWhy {
  eventId: string;
  name: string;
  functions: FunctionWhy[];
  /** Waits of its name that it did not end, from the journal. */
  waits: { runId: string; hashedId: string; step: string; clauses: ClauseVerdict[] }[];
  /** Runs that an event of its name cancels (`cancelOn`): those it did cancel, and those that are active still. */
  cancellations: CancellationWhy[];
  /** Similar names that functions handle; only when nothing handles this one. */
  similarNames: string[];
  /** Why functions could not be loaded that it may trigger; absent: all were. File relative to the workspace. */
  notLoaded?: { message: string; file: string | null; line: number | null };
}

export interface CancellationWhy {
  runId: string;
  functionId: string;
  /** `expired`: its `cancelOn` was valid for a shorter time. `condition`: it was not true. */
  verdict: 'cancelled' | 'expired' | 'condition';
  if: string | null;
  clauses: ClauseVerdict[];
}

export interface FunctionWhy {
  functionId: string;
  verdict:
    | { kind: 'started'; runId: string }
    /** A run was recorded and not executed: the function is a singleton, and another run was active. */
    | { kind: 'skipped'; runId: string; reason: string }
    /** `key`: the expression behind `reason.key`; `isIdempotency`: the function's `idempotency` is what limits it. */
    | { kind: 'refused'; reason: StartRefusal; key?: { expression: string; isIdempotency: boolean } }
    /**
     * It waits with others to start a run. `releaseAt` in Unix milliseconds; `key` is the value of the key expression, null:
     * none; `size` is what makes a batch full, null for a debounce.
     */
    | {
        kind: 'held';
        by: 'batch' | 'debounce';
        events: number;
        releaseAt: number;
        key: string | null;
        size: number | null;
      }
    /** A later event of the same debounce replaced it. */
    | { kind: 'superseded' }
    /** The trigger's `if` was not true. `others`: further triggers that listen to the event, and were not true either. */
    | {
        kind: 'condition';
        expression: string;
        clauses: ClauseVerdict[];
        others: { expression: string; clauses: ClauseVerdict[] }[];
      }
    /** No app served the function when the event arrived. */
    | { kind: 'unknown' };
}

/** GET /steplight/runs/:id/why. What a run waits for, or why it ended. */
export interface RunWhy {
  runId: string;
  functionId: string;
  status: string;
  /** Why it was cancelled or skipped, or what it failed with; null when it goes on or is completed. */
  endReason: string | null;
  /** What blocks requests that could be sent; null when nothing does. */
  held:
    | { by: 'concurrency'; limit: number; key: string; holders: string[] }
    | { by: 'throttle'; until: number; limit: number; period: number; key: string }
    | { by: 'no-app' }
    /** `limit` requests are in flight, the maximum over all runs. */
    | { by: 'requests'; limit: number }
    /** Its request is queued: every worker of its app is full. `inFlight` counts their requests. */
    | { by: 'workers'; workers: number; inFlight: number }
    | null;
  /** When a request is sent next that waits for its time: a retry, or an event of the future. Unix milliseconds. */
  dueAt: number | null;
  waits: WaitWhy[];
  sleeps: { hashedId: string; step: string; until: number }[];
  /** Functions that it invoked and whose end it waits for; `runId` null: their run is not queued yet. */
  invokes: {
    hashedId: string;
    step: string;
    functionId: string;
    runId: string | null;
    status: string | null;
  }[];
  /** What ends it before its time (`cancelOn`), and the events of that name that did not. */
  cancelOn: { event: string; if: string | null; until: number; nearMisses: NearMiss[] }[];
  /** The function's `timeouts`: it is cancelled then, unless it has started or ended. */
  limit: { by: 'start' | 'finish'; until: number } | null;
}

export interface NearMiss {
  eventId: string;
  at: number;
  clauses: ClauseVerdict[];
}

export interface WaitWhy {
  hashedId: string;
  step: string;
  /** Name of the event or signal. */
  event: string;
  isSignal: boolean;
  if: string | null;
  expiresAt: number;
  /** Events of that name that arrived while it waited. */
  nearMisses: NearMiss[];
  /** Events that would have matched, but arrived before the wait began: a wait does not look back (protocol 4.3). */
  tooEarly: { eventId: string; at: number; before: number }[];
  /** Events with a similar name that arrived while it waited. */
  misspelled: { eventId: string; name: string; at: number }[];
}
