/** CONTRACT: why something did not happen. Pure types; no Node imports. */
import type { StartRefusal } from './journal.ts';
import type { ClauseVerdict } from './run.ts';

/** GET /steplight/events/:id/why. What became of an event at each function that it could have started. */
export interface EventWhy {
  eventId: string;
  name: string;
  functions: FunctionWhy[];
  /** Waits of its name that it did not end, from the journal. */
  waits: { runId: string; hashedId: string; step: string; clauses: ClauseVerdict[] }[];
  /** Names that functions listen to and that are spelled much the same; only when nothing listens to this one. */
  similarNames: string[];
}

export interface FunctionWhy {
  functionId: string;
  verdict:
    | { kind: 'started'; runId: string }
    | { kind: 'refused'; reason: StartRefusal }
    /** It waits with others to start a run. `releaseAt` in Unix milliseconds. */
    | { kind: 'held'; by: 'batch' | 'debounce'; events: number; releaseAt: number }
    /** A later event of the same debounce took its place. */
    | { kind: 'superseded' }
    /** The trigger's `if` was not true. */
    | { kind: 'condition'; expression: string; clauses: ClauseVerdict[] }
    /** Nobody served the function when the event came. */
    | { kind: 'unknown' };
}

/** GET /steplight/runs/:id/why. What a run that has not ended waits for. */
export interface RunWhy {
  runId: string;
  status: string;
  /** What keeps requests that could be sent; null when nothing does. */
  held:
    | { by: 'concurrency'; limit: number; key: string; holders: string[] }
    | { by: 'throttle'; until: number }
    | { by: 'no-app' }
    | null;
  /** When a request is sent next that waits for its time: a retry, or an event of the future. Unix milliseconds. */
  dueAt: number | null;
  waits: WaitWhy[];
}

export interface WaitWhy {
  hashedId: string;
  step: string;
  event: string;
  if: string | null;
  expiresAt: number;
  /** Events of that name that came while it waited. */
  nearMisses: { eventId: string; at: number; clauses: ClauseVerdict[] }[];
  /** Events that would have matched, but came before the wait began: there is no looking back (protocol 4.3). */
  tooEarly: { eventId: string; at: number; before: number }[];
}
