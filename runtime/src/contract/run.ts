/** CONTRACT: the nouns of a run. Pure types; no Node imports, so the webview may use them. */

/**
 * `queued running completed failed cancelled skipped` are the statuses on the wire; `waiting` and `sleeping` are
 * for display: nothing executes, and the run continues with an event (or signal, or invoked function) or a timer.
 * Derived in one place, `apply-entry.ts`.
 */
export type RunStatus =
  | 'queued'
  | 'running'
  | 'waiting'
  | 'sleeping'
  | 'completed'
  | 'failed'
  | 'cancelled'
  | 'skipped';

export const endedStatuses: ReadonlySet<RunStatus> = new Set(['completed', 'failed', 'cancelled', 'skipped']);

/** An event as stored. `internalId` is always a new ULID; `id` is the sender's, or the same ULID (protocol 3.1). */
export interface EventRecord {
  internalId: string;
  id: string;
  name: string;
  /** Null when the sender gave none, which functions see. */
  data: Record<string, unknown> | null;
  user: Record<string, unknown>;
  /** Unix milliseconds, as given by the sender or the time of receipt. */
  ts: number;
  v?: string;
  meta?: { sessions: Record<string, string> };
  /** Unix milliseconds. */
  receivedAt: number;
}

/** An error as it crosses a process or storage edge. */
export interface SerializedError {
  name: string;
  message: string;
  stack?: string;
  cause?: unknown;
  /** What the code returned beside the error, which the Go SDK wants back. */
  data?: unknown;
}

/** How a step is named on the wire (protocol 2.4). `hashedId` is opaque and unique within a run. */
export interface StepIdentity {
  hashedId: string;
  /** The SDK's op, e.g. `StepRun`, `Step` (SDK 1 and 2), `Sleep`, `WaitForEvent`, `InvokeFunction`. */
  op: string;
  /** `displayName ?? name ?? id`; in SDK 1 and 2 the name of a sleep or wait is its duration or event. */
  name: string;
  /** SDK 3 and 4: the id written in the code, and its occurrence when repeated (absent for the first). */
  userland?: { id: string; index?: number };
  /** `opts.type` of the op, e.g. `step.sendEvent`. */
  type?: string;
  /** The op's `opts` that identify the step in SDK 1 and 2 (waits): `{ timeout, if }`; else absent. */
  opts?: Record<string, unknown>;
  /** Hashed id of the step whose result the function had last received when it reported this one; null: none. */
  parent: string | null;
}

/** The step whose code printed something. */
export interface PrintingStep {
  /** The id or name written in the code. */
  name: string;
  /** Null for SDK 1 and 2, where the code that runs cannot know it. */
  hashedId: string | null;
}

/** One part of a `&&`-conjunction of an expression, evaluated against a candidate event. */
export interface ClauseVerdict {
  /** Source text of the clause. */
  expression: string;
  /** null: it could not be evaluated; `reason` says why. */
  result: boolean | null;
  /** Both sides of a comparison; absent for other clauses. A missing field has value undefined. */
  left?: { expression: string; value: unknown };
  right?: { expression: string; value: unknown };
  reason?: string;
}
