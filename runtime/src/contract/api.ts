/**
 * CONTRACT: Steplight's control interface, under `/steplight/` on the runtime's port.
 *
 * Every call carries `authorization: Bearer <token>`; the token is in the data folder's {@link SessionFile}.
 * Requests whose Host is not loopback, or whose Origin is set and not allowed, are refused with 403.
 * Bodies and responses are JSON. Failures are {@link ApiFailure} with an appropriate HTTP status.
 */
import type { JournalEntry } from './journal.ts';
import type { RunProgress } from './progress.ts';
import type { RealtimeMessage } from './realtime.ts';
import type { EventRecord, PrintingStep } from './run.ts';
import type { RunFilter } from './run-filter.ts';

/** Incremented when a client of an earlier version would misread this interface. */
export const apiVersion = 1;

/** `session.json` in the data folder, mode 0600, while a runtime owns the folder. */
export interface SessionFile {
  pid: number;
  port: number;
  token: string;
  version: string;
  apiVersion: number;
  /** Unix milliseconds. */
  startedAt: number;
}

export interface ApiFailure {
  error: { code: ApiErrorCode; message: string };
}

export type ApiErrorCode =
  | 'unauthorized'
  | 'forbidden-origin'
  | 'bad-request'
  | 'event-rejected'
  | 'run-not-found'
  | 'event-not-found'
  | 'step-not-found'
  | 'nothing-to-skip'
  | 'run-ended'
  | 'cannot-rerun'
  | 'app-not-found'
  | 'host-failed'
  | 'too-many-readers'
  | 'internal';

/** GET /steplight/status */
export interface RuntimeStatus {
  version: string;
  apiVersion: number;
  pid: number;
  port: number;
  dataFolder: string | null;
  /** Unix milliseconds of the runtime's clock. */
  now: number;
  lastSeq: number;
  /** Runs that have not ended. */
  activeRuns: number;
  apps: AppState[];
  host: HostState;
  clock: ClockState;
  /** Set when the requested port was in use and another one was chosen. */
  portTakenBy: PortOwner | null;
  /** What a person should know: that the journal was damaged and what is lost, or that the disk is full. Not in older runtimes. */
  notices?: string[];
}

/** The runtime's clock, which a user may pause and advance. */
export interface ClockState {
  paused: boolean;
  /** Milliseconds by which it is ahead of the real one; 0 unless it was advanced. */
  ahead: number;
  /** When something is due next, Unix milliseconds of the runtime's clock; null when nothing is. */
  nextDue: number | null;
}

/**
 * POST /steplight/clock. `advance` (by milliseconds) and `next` (to what is due next) respond when the effects of
 * everything that came due have settled, or when the caller disconnects.
 */
export type ClockRequest = { action: 'pause' | 'resume' | 'next' } | { action: 'advance'; by: number };
export interface ClockResponse {
  now: number;
  clock: ClockState;
  /** Timers that came due. */
  fired: number;
  /** False: it stopped early, because a step takes too long. */
  arrived: boolean;
}

export interface PortOwner {
  port: number;
  kind: 'inngest-dev-server' | 'steplight' | 'unknown';
  /** Version of the dev server, when it says so. */
  version?: string;
}

/** An app the runtime knows; a running app takes precedence over a hosted one with the same id. */
export interface AppState {
  appId: string;
  url: string;
  /** `connected`: its workers hold WebSockets open; `url` is where. */
  source: 'running' | 'hosted' | 'connected';
  /** Workers that take requests; only of connected apps. */
  workers?: number;
  sdk: string | null;
  framework: string | null;
  status: 'ok' | 'unreachable' | 'error';
  /** What is wrong and what to do about it; null when ok. */
  problem: string | null;
  /** Why Inngest's servers would reject the app; absent when they would not. It is served anyway. */
  warnings?: string[];
  functions: { id: string; name: string; triggers: { event?: string; cron?: string; if?: string }[] }[];
  /** True when the app is known to talk to this runtime (registered with it, or is hosted), so checkpoints arrive. */
  targetsThisRuntime: boolean;
  /** The user named it, so it runs its functions whatever server it calls. */
  named?: true;
  /** Unix milliseconds. */
  syncedAt: number;
}

export interface HostState {
  status: 'off' | 'starting' | 'ready' | 'reloading' | 'failed' | 'stopped';
  /** Workspace-relative files that define functions. */
  files: string[];
  pid: number | null;
  /** Where debuggers can attach, on the loopback interface: one place for each host; absent or empty: nowhere. */
  inspect?: { pid: number; port: number }[];
  /**
   * What the functions' code does when it is loaded and is the app's to do: it starts a server or a process, or connects to
   * another machine. Absent or empty: nothing.
   */
  notices?: HostNotice[];
  /** Load or compile error: message with file and line. */
  problem: { message: string; file: string | null; line: number | null } | null;
}

export interface HostNotice {
  about: 'server' | 'process' | 'connection';
  message: string;
  file: string | null;
  line: number | null;
}

/** POST /steplight/events. Answers after the event is durable. */
export interface SendEventRequest {
  name: string;
  data?: Record<string, unknown> | null;
  id?: string;
  ts?: number;
  user?: Record<string, unknown>;
  v?: string;
}
export interface SendEventResponse {
  event: EventRecord;
  /** Runs that the event started. */
  runs: { runId: string; functionId: string }[];
  /** Waits that it ended. */
  resumed: { runId: string; hashedId: string }[];
  /** Waits for this event name that it did not match (see `wait-not-matched` in the journal). */
  notMatched: { runId: string; hashedId: string }[];
}

/**
 * POST /steplight/functions/:id/invoke starts a function regardless of its triggers. `:id` is its id on the wire, or without the
 * app's where only one app has it. Answers {@link SendEventResponse}: without a run when flow control buffers or
 * refuses the event; 404 with `app-not-found` when no app serves it.
 */
export interface InvokeRequest {
  data?: Record<string, unknown> | null;
  user?: Record<string, unknown>;
}

/** POST /steplight/cancellations: cancels all active runs that match. This cannot be undone. */
export interface CancelRunsRequest extends RunFilter {
  /** Needed when nothing narrows the choice. */
  all?: true;
}
export interface CancelRunsResponse {
  runIds: string[];
}

/**
 * POST /steplight/reruns: reruns all runs that match, oldest first, at most 1,000 at once; 400 when there are more.
 * `from`: as for one run.
 */
export interface RerunRunsRequest extends RunFilter {
  from?: 'start' | 'failure';
}
export interface RerunRunsResponse {
  reruns: { runId: string; rerunOf: string }[];
  /** Those that cannot be rerun, and why. */
  refused: { runId: string; message: string }[];
}

/**
 * GET /steplight/runs, newest first. The fields of {@link RunFilter} are parameters: `function`, `status`, `event` and
 * `run` (an ID) may be repeated, `text` and `where` not; 400 says what is wrong with them. `before=RUN_ID` and `limit=N`
 * ask for a page.
 */
export interface ListRunsResponse {
  runs: RunProgress[];
  /**
   * Set when there is more to look at: the next page is `before` it. A search that takes long responds with a short page, or
   * an empty one.
   */
  next?: string;
}
/** GET /steplight/runs/:id */
export interface GetRunResponse {
  run: RunProgress;
  events: EventRecord[];
}
/** GET /steplight/runs/:id/journal */
export interface RunJournalResponse {
  entries: JournalEntry[];
}
/**
 * POST /steplight/runs/:id/rerun: runs it again, with the same events. Responds with the new run, or with 409
 * (`cannot-rerun` or `step-not-found`).
 */
export interface RerunBody {
  /** Default: from its start. `step`: hashed id, or a name that only one of its steps has. */
  from?: 'start' | 'failure' | { step: string };
  /** SDK 3 and 4: what that step gets instead of the arguments in the code. */
  input?: unknown[];
  /** Other results for steps before it, by hashed id or name. */
  outputs?: Record<string, unknown>;
}

/**
 * POST /steplight/runs/:id/cancel; POST /steplight/runs/:id/rerun answers the new run;
 * POST /steplight/runs/:id/retry ends the delay before the function body's next attempt.
 */
export interface RunResponse {
  run: RunProgress;
}
/** POST /steplight/runs/:id/steps/:hashedId/skip: ends a wait as timed out, a sleep as over, or a retry's delay. */
export interface SkipStepResponse {
  run: RunProgress;
}

/**
 * PUT /steplight/host. Tells which files define functions; the host is started when a run needs it, or at once
 * with `start`. An empty list stops it.
 */
export interface HostRequest {
  /** Absolute path of the workspace folder. */
  root: string;
  /** Paths relative to `root`. */
  files: string[];
  start?: boolean;
}
/**
 * POST /steplight/host/inspect. From now on, hosts start so that a debugger can attach, at this port or (0) at any free
 * one; null: they no longer do. Replaces running hosts if this is a change, and responds when the new ones serve.
 */
export interface InspectHostRequest {
  port: number | null;
}
export interface HostResponse {
  host: HostState;
  apps: AppState[];
}

/** POST /steplight/apps. Adds and syncs a running app. */
export interface AddAppRequest {
  url: string;
}
export interface AppsResponse {
  apps: AppState[];
}

/**
 * GET /steplight/stream?after=SEQ as server-sent events; resumes after `Last-Event-ID`. Entries have `id: <seq>` and
 * event name `entry`; `status` carries a {@link RuntimeStatus} whenever apps or host change; `log` a {@link HostLog}.
 * Journal entries come in `seq` order, the stored ones first, with no second vocabulary.
 */
export type StreamMessage =
  | { event: 'entry'; data: JournalEntry }
  | { event: 'status'; data: RuntimeStatus }
  | { event: 'log'; data: HostLog };

/**
 * GET /steplight/realtime?channel=NAME as server-sent events: what is published from now on, on one channel or on all.
 * Nothing is stored, so nothing is repeated after a lost connection.
 */
export interface RealtimeStreamMessage {
  event: 'realtime';
  data: RealtimeMessage;
}

export interface HostLog {
  at: number;
  level: 'debug' | 'info' | 'warn' | 'error';
  text: string;
  /** The run and step whose code printed it, when known. */
  runId: string | null;
  step: PrintingStep | null;
}

/** POST /steplight/prune: removes runs that have ended, with the events that nothing else needs. */
export interface PruneRequest {
  /** Milliseconds after its end for which a run is kept; null: forever. */
  age: number | null;
  /** Maximum size of the journal in bytes; null: no limit. */
  size: number | null;
  /** Only counts the runs that would be removed. */
  dryRun?: boolean;
}
export interface PruneResponse {
  runs: number;
  events: number;
}

/** POST /steplight/stop: stops accepting work, lets requests in flight end for up to five seconds, and exits. */
export interface StopResponse {
  stopping: true;
}
