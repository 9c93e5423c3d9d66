/**
 * CONTRACT: requests and notifications between the extension and the language server, beyond standard LSP.
 *
 * Every request is stateless: all it needs is in its params. None rejects because of the user's code; broken
 * code gives the last good graph (`stale: true`) plus notes. Answers carry the document version they were
 * computed for (null: the file is not open), and a receiver drops an answer older than what it shows.
 */
import type { EventMap } from './event-map.ts';
import type { Note, Position, Range, WorkflowGraph } from './workflow-graph.ts';

/**
 * Options of node for the process the server runs in. Indexing makes much that is thrown away at once: with V8's own
 * bound on the young generation (16 MB a half) a process of 200 MB takes 290.
 */
export const nodeOptions: readonly string[] = ['--max-semi-space-size=8'];

/** A request's name with the types of its params and result; `P` and `R` are phantom. */
export interface RequestSpec<P, R> {
  readonly method: string;
  readonly __params?: P;
  readonly __result?: R;
}

export interface NotificationSpec<P> {
  readonly method: string;
  readonly __params?: P;
}

export type ParamsOf<Spec> = Spec extends RequestSpec<infer P, infer _R> ? P : never;
export type ResultOf<Spec> = Spec extends RequestSpec<infer _P, infer R> ? R : never;

/** What a list of functions shows; the graph itself is asked for separately. */
export interface FunctionSummary {
  /** See {@link WorkflowGraph.id}. */
  id: string;
  localId: string;
  name: string;
  app?: string;
  sdk?: { major: 0 | 1 | 2 | 3 | 4 };
  uri: string;
  range: Range;
  triggers: { event?: string; cron?: string; if?: string }[];
}

/** All functions of the workspace, or of one document. Waits for the first index to be complete. */
export const listFunctions: RequestSpec<{ uri?: string }, { functions: FunctionSummary[] }> = {
  method: 'steplight/functions',
};

export interface DocumentGraphs {
  uri: string;
  version: number | null;
  /** True when the text has syntax errors and these are the graphs of the last text without. */
  stale: boolean;
  graphs: WorkflowGraph[];
  notes: Note[];
}

export const documentGraphs: RequestSpec<{ uri: string }, DocumentGraphs> = { method: 'steplight/graphs' };

/** The node whose code is innermost at a position; null outside every function. */
export const nodeAt: RequestSpec<
  { uri: string; position: Position },
  { functionId: string; nodeId: string | null } | null
> = { method: 'steplight/nodeAt' };

/** A payload to start from when sending an event, made from the event's type in the workspace. */
export interface EventPayload {
  event: string;
  /** Object to put under `data`. Empty object when nothing is known. */
  skeleton: Record<string, unknown>;
  /** JSON Schema (draft 2020-12) of `data`; null when nothing is known. */
  schema: Record<string, unknown> | null;
  /** Where the skeleton came from: declared types, the way the code uses `event.data`, or nothing. */
  source: 'types' | 'usage' | 'none';
}

export const eventPayload: RequestSpec<{ event: string }, EventPayload> = {
  method: 'steplight/eventPayload',
};

export interface EventSummary {
  name: string;
  startsFunctions: string[];
  isWaitedFor: boolean;
  isSent: boolean;
}

/** Every event name the workspace sends, waits for or is started by. */
export const listEvents: RequestSpec<Record<string, never>, { events: EventSummary[] }> = {
  method: 'steplight/events',
};

/** The whole workspace's event map, and the documents of the files that it names. */
export const eventMap: RequestSpec<Record<string, never>, { map: EventMap; uris: Record<string, string> }> = {
  method: 'steplight/eventMap',
};

/** Graphs of a document the client holds may have changed. Carries no graph: the client asks again. */
export const graphsChanged: NotificationSpec<{ uri: string; version: number | null }> = {
  method: 'steplight/graphsChanged',
};

/** The set of functions in the workspace changed. */
export const functionsChanged: NotificationSpec<{ count: number }> = { method: 'steplight/functionsChanged' };

/** Every request of this protocol: the server has a handler for each, the client a function. */
export const requests = {
  listFunctions,
  documentGraphs,
  nodeAt,
  eventPayload,
  listEvents,
  eventMap,
} as const;
export type Requests = typeof requests;

export const notifications = { graphsChanged, functionsChanged } as const;

/** `initializationOptions` of the client. */
export interface InitializationOptions {
  /** Show CodeLenses above functions. */
  codeLens: boolean;
  /** Show cron schedules in plain English. */
  cronHints: boolean;
  /** Severity by code, for editors that cannot be asked for the settings `steplight.rules.*`. */
  rules?: Record<string, string>;
}

/** Commands that the server's CodeLenses run in the client; the extension registers them. */
export const lensCommands = {
  /** Arguments: the function as `{ id, uri }`, event name or null. */
  sendEvent: 'steplight.sendEvent',
  /** Arguments: uri, functionId. */
  openGraph: 'steplight.openGraph',
  /** Arguments: uri, line and character of an event's name. */
  showHandlers: 'steplight.showHandlers',
} as const;
