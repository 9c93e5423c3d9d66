/**
 * CONTRACT: the runtime's append-only record.
 *
 * Everything that is shown is a fold of these entries (`progress.ts`), and after a restart the engine's own state
 * is one too. `seq` grows by at least one per entry over the whole journal; `at` is Unix milliseconds of the
 * runtime's clock.
 */
import type { MetadataUpdate } from './metadata.ts';
import type { ClauseVerdict, EventRecord, PrintingStep, SerializedError, StepIdentity } from './run.ts';

export type JournalEntry = { seq: number; at: number } & JournalFact;

export type JournalFact =
  | EventFact
  | EventScheduledFact
  | StartRefusedFact
  | HoldFact
  | ClockFact
  | RunFact
  | StepFact;

export interface EventFact {
  kind: 'event-received';
  event: EventRecord;
  /** `api`: POST /e/:key; `control`: the control interface; `internal`: made by the runtime. */
  source: 'api' | 'control' | 'internal';
}

/** The runs that the event starts are queued, and precede this entry. If it is missing at startup, the runtime catches up. */
export interface EventScheduledFact {
  kind: 'event-scheduled';
  /** internalId. */
  eventId: string;
}

/** The event would have started the function, but the function's settings forbid it now. */
export interface StartRefusedFact {
  kind: 'start-refused';
  /** internalId. */
  eventId: string;
  functionId: string;
  reason: StartRefusal;
}

export type StartRefusal =
  /** `again`: when the next one is allowed, Unix milliseconds. `key`: value of the key expression; null: none. */
  | { by: 'rate-limit'; limit: number; period: number; key: string | null; again: number }
  /** The sender's id of the event has started the function within the last 24 hours. */
  | { by: 'event-id'; id: string }
  /** A debounce already has an event with a later `ts`. */
  | { by: 'debounce'; heldEventId: string };

/** Events that are to start one run together, or of which the last is to: `batchEvents` and `debounce`. */
export type HoldFact =
  | {
      kind: 'event-held';
      holdId: string;
      functionId: string;
      by: 'batch' | 'debounce';
      /** Value of the key expression; null: none. */
      key: string | null;
      /** internalId. */
      eventId: string;
      /** When the run starts at the latest, Unix milliseconds. */
      releaseAt: number;
      idempotencyKey?: string;
      /** Remembered for the rate limit that let the event through, as for a run. */
      rate?: { key: string; arrival: number };
    }
  /** The run that the events start precedes this entry. */
  | { kind: 'hold-released'; holdId: string; functionId: string };

/** A user paused, advanced or resumed the clock. */
export interface ClockFact {
  kind: 'clock-set';
  /** Milliseconds by which it is ahead of the real one while it runs. */
  offset: number;
  /** The time at which it is paused, Unix milliseconds; null while it runs. */
  pausedAt: number | null;
}

/** What limits a run, from the function's settings when it was queued (protocol 4.5). */
export interface RunFlow {
  /** Its requests count against these; `key` names what they share. */
  places?: readonly { key: string; limit: number }[];
  /** The run itself counts against these, from its start to its end. */
  runPlaces?: readonly { key: string; limit: number }[];
  /** How often runs may start; milliseconds. */
  throttle?: { key: string; limit: number; period: number; burst: number };
  /** Seconds by which it counts as older than it is. */
  priority?: number;
  /** Only one run of this key is active. */
  singleton?: string;
  /** Cancelled when it has not started, or not ended, so many milliseconds after it was queued, or started. */
  startWithin?: number;
  finishWithin?: number;
}

/** What a rerun repeats, and from where. */
export interface RerunOrigin {
  /** The run whose event it has, and whose results it took over. */
  runId: string;
  /**
   * `step`: everything that ended before the step was taken over. `failure`: everything but what failed at last.
   * `start`: nothing.
   */
  from: { at: 'start' } | { at: 'failure' } | { at: 'step'; hashedId: string; name: string };
  /** What the step gets instead of the arguments in the code. */
  input?: unknown[];
  /** Execution version of the run (protocol 2.1), when results of SDK 1 and 2 were taken over: 0. */
  version?: number;
}

/** How a step that was taken over had ended. */
export type StepResult =
  | { status: 'completed'; output: unknown }
  | { status: 'failed'; error: SerializedError }
  | { status: 'timed-out' };

export type RunFact =
  | {
      kind: 'run-queued';
      runId: string;
      functionId: string;
      functionName: string;
      appId: string;
      /** SDK that served the function, e.g. `js:v4.24.0`. */
      sdk: string | null;
      /** internalIds of the events that started it. */
      eventIds: string[];
      eventName: string;
      maxAttempts: number;
      /** Set when this is a rerun: the run that was first, also of a rerun of a rerun. */
      originalRunId?: string;
      rerun?: RerunOrigin;
      /** The sender's id of the event: for 24 hours it starts the function once. */
      idempotencyKey?: string;
      /** The `step.invoke` that started it and gets its result. */
      invokedBy?: { runId: string; hashedId: string };
      /** Events that cancel it (the function's `cancelOn`); `until` in Unix milliseconds. */
      cancelOn?: { event: string; if: string | null; until: number }[];
      flow?: RunFlow;
      /** Remembered for the rate limit that let it through: the key's theoretical arrival time, Unix milliseconds. */
      rate?: { key: string; arrival: number };
      /**
       * Set when an app started it by itself: a durable endpoint, which is called again when the run has waited.
       * `url`: without query. `token`: lets the endpoint's caller ask for the output.
       */
      endpoint?: { url: string; method: string; token: string };
      /** The tick that started it. */
      cron?: string;
    }
  /** `rate`: as above, for the throttle. */
  | { kind: 'run-started'; runId: string; rate?: { key: string; arrival: number } }
  /** A request went to the app. `target` is the planned step to run, null for a discovery. */
  | {
      kind: 'request-started';
      runId: string;
      requestId: string;
      target: string | null;
      attempt: number;
      /** The queued request that this is a try of. */
      itemId: string;
    }
  /** The answer came and was handled, or the request failed (then another fact says what follows). */
  | {
      kind: 'request-ended';
      runId: string;
      requestId: string;
      status: number | null;
      /** Execution version the SDK chose; set on the first answer. */
      version?: number;
      /** Set when the answer had several ops: from now on steps are planned, not run inside a discovery. */
      parallel?: true;
      /** Set when the answer said nothing new and yet asked for another request. */
      repeated?: true;
      /** Set when the runtime ended, not the request: it is sent again. */
      interrupted?: true;
    }
  /**
   * A request is to be sent at `dueAt` (Unix milliseconds). The same `itemId` again: it is tried again.
   * `outgoing`: hashed id of the step whose end asked for it; null for the first.
   */
  | {
      kind: 'request-queued';
      runId: string;
      itemId: string;
      target: string | null;
      outgoing: string | null;
      attempt: number;
      dueAt: number;
    }
  /** The function's body threw, or the app could not be reached. `retryAt` null: no attempt is left. */
  | {
      kind: 'run-attempt-failed';
      runId: string;
      error: SerializedError;
      attempt: number;
      retryAt: number | null;
      /** `app`: the function threw; `transport`: unreachable, time-out or not an SDK answer. */
      from: 'app' | 'transport';
    }
  /**
   * Code of the run printed this (lines without the last line end); hosted functions only. `cut`: the step or the run has
   * printed too much, the rest is not kept. May come after the run's end.
   */
  | {
      kind: 'output-printed';
      runId: string;
      by: PrintingStep | null;
      level: 'debug' | 'info' | 'warn' | 'error';
      text: string;
      cut?: true;
    }
  | { kind: 'run-completed'; runId: string; output: unknown }
  | { kind: 'run-failed'; runId: string; error: SerializedError }
  | { kind: 'run-cancelled'; runId: string; reason: string }
  | { kind: 'run-skipped'; runId: string; reason: string }
  /** `defer`: a function is to be started with `input` when the run has ended. `name`: its id in the code. */
  | {
      kind: 'defer-added';
      runId: string;
      hashedId: string;
      name: string;
      functionId: string;
      input: Record<string, unknown>;
      meta?: Record<string, unknown>;
    }
  /** It is not; the run goes on. */
  | {
      kind: 'defer-rejected';
      runId: string;
      hashedId: string;
      name: string;
      functionId: string;
      reason: DeferRefusal;
    }
  | { kind: 'defer-aborted'; runId: string; hashedId: string }
  /** What the app attached to the run, or to a step of it (`hashedId`). */
  | { kind: 'metadata-updated'; runId: string; hashedId: string | null; updates: MetadataUpdate[] };

/** `input`: it is not an object. `size`: the inputs are larger than 4 MiB together. `count`: more than 20 in a run. */
export type DeferRefusal = 'input' | 'size' | 'count';

export type StepFact =
  /** The function wants this step run in a request of its own. */
  | { kind: 'step-planned'; runId: string; step: StepIdentity; input?: unknown[]; race?: true }
  /** The run repeats another, which had this result. `edited`: a user replaced it. */
  | {
      kind: 'step-taken-over';
      runId: string;
      step: StepIdentity;
      result: StepResult;
      edited?: true;
      /** SDK 1 and 2: hashed id of the step whose end asked for the request that told of it; null: the first told of it. */
      after?: string | null;
    }
  | {
      kind: 'step-completed';
      runId: string;
      step: StepIdentity;
      /** What the code gets back from the step (unwrapped). */
      output: unknown;
      attempt: number;
      /** Unix milliseconds, from the SDK's timing when it sent one; null when not known. */
      startedAt: number | null;
      /** The request that ran it. */
      requestId?: string;
      /** What the code handed to the step: `step.run(id, fn, ...input)`. */
      input?: unknown[];
    }
  | {
      kind: 'step-attempt-failed';
      runId: string;
      step: StepIdentity;
      error: SerializedError;
      attempt: number;
      retryAt: number;
      startedAt: number | null;
      input?: unknown[];
    }
  /** No attempt left, or not retriable: the error is memoized and thrown into the function. */
  | {
      kind: 'step-failed';
      runId: string;
      step: StepIdentity;
      error: SerializedError;
      attempt: number;
      startedAt: number | null;
      input?: unknown[];
    }
  | { kind: 'sleep-started'; runId: string; step: StepIdentity; until: number; race?: true }
  | { kind: 'sleep-ended'; runId: string; hashedId: string; skipped: boolean }
  | {
      kind: 'wait-started';
      runId: string;
      step: StepIdentity;
      /** Event (or signal) name. */
      event: string;
      /** CEL over `event` and `async`; null: any event of that name. */
      if: string | null;
      expiresAt: number;
      /** Set when it waits for a signal. */
      signal?: true;
      /** `opts.parallelMode: "race"`: the function goes on with the first of its siblings (protocol 2.7). */
      race?: true;
    }
  | { kind: 'wait-matched'; runId: string; hashedId: string; event: EventRecord }
  /** An event of the awaited name arrived and did not match. */
  | { kind: 'wait-not-matched'; runId: string; hashedId: string; eventId: string; clauses: ClauseVerdict[] }
  | { kind: 'wait-timed-out'; runId: string; hashedId: string; skipped: boolean }
  | {
      kind: 'invoke-started';
      runId: string;
      step: StepIdentity;
      functionId: string;
      eventId: string;
      expiresAt: number;
      race?: true;
    }
  /**
   * The runtime makes an HTTP request for the function (`step.fetch`, `step.ai.infer`). Its headers and body are never
   * kept: after a restart the function is asked for them again. `url`: without query and credentials.
   */
  | {
      kind: 'fetch-started';
      runId: string;
      step: StepIdentity;
      by: 'fetch' | 'ai';
      method: string;
      url: string;
      race?: true;
    }
  /** Another run (`by`) waits for the same signal and takes it; this wait only ends by its time-out. */
  | { kind: 'signal-wait-replaced'; runId: string; hashedId: string; by: string }
  /** The retry of a step or of the function was due later and was brought forward by a user. */
  | { kind: 'retry-skipped'; runId: string; hashedId: string | null };
