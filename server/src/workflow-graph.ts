/**
 * CONTRACT: the static control-flow graph of one function, as plain JSON.
 *
 * `steplight graph --format json` prints a {@link GraphDocument}. Other programs are written against these
 * shapes; they change only together with `version`.
 */

/** 0-based line and UTF-16 character, as in the Language Server Protocol. */
export interface Position {
  line: number;
  character: number;
}

/** Half-open range: `end` is the first position after the text. */
export interface Range {
  start: Position;
  end: Position;
}

export interface GraphDocument {
  version: 1;
  functions: WorkflowGraph[];
  /** Notes that belong to no function (a file that could not be read, a call that could not be placed). */
  notes: Note[];
}

export interface WorkflowGraph {
  /** Id on the wire (`${appId}-${localId}`) when the app id is known, else the local id. */
  id: string;
  /** The `id` option; for SDK 1 and 2 the slug of the name; the source text when it is not literal. */
  localId: string;
  name: string;
  /** App id on the wire; absent when the client could not be resolved to a literal id. */
  app?: string;
  /** Absent when neither package.json nor the authoring form tells. */
  sdk?: { major: 0 | 1 | 2 | 3 | 4 };
  /** Path relative to the folder that was analysed, with forward slashes. */
  file: string;
  /** The createFunction call, decorator or definition object. */
  range: Range;
  triggers: Trigger[];
  nodes: GraphNode[];
  edges: GraphEdge[];
  notes: Note[];
  /** The failure handler, a graph of its own. */
  onFailure?: WorkflowGraph;
}

export interface Trigger {
  event?: string;
  cron?: string;
  /** CEL expression over `event`. */
  if?: string;
  /** The event or the cron is the source text of an expression whose value is not known; there is a Note about it. */
  unknown?: true;
  range: Range;
}

export type NodeKind =
  | 'start'
  | 'end'
  | 'step'
  | 'decision'
  | 'fork'
  | 'join'
  | 'loop'
  | 'try'
  | 'catch'
  | 'finally'
  | 'call'
  | 'opaque';

export interface GraphNode {
  /** Made from structure (path of statement kinds, step id), so it survives edits elsewhere and reformatting. */
  id: string;
  kind: NodeKind;
  label: string;
  /** Present only when the node's code is not in the function's own file. */
  file?: string;
  range: Range;
  /** Id of the compound node that contains this one (loop, try, call). */
  parent?: string;
  step?: StepInfo;
  /** Only on `end` nodes. */
  end?: 'return' | 'throw' | 'implicit';
  /** On decisions that ask about results of steps, so that a run's own results can answer. */
  condition?: Condition;
}

/** What a decision asks, in full (labels are shortened). */
export interface Condition {
  /** Source text of the tested expression. */
  source: string;
  /** Names in it that hold a step's result: the step's node and the path into its result. Other names are unknown. */
  results: Record<string, { node: string; path: string[] }>;
}

/** How the code names the step; SDK 1 and 2 use the display name, event or duration as the name. */
export type StepId =
  | { kind: 'literal'; value: string }
  /** A template or concatenation; `regex` is anchored and matches the ids that the runtime will see. */
  | { kind: 'pattern'; source: string; regex: string }
  | { kind: 'unknown'; source: string };

export interface StepInfo {
  /** `run` `sleep` `sleepUntil` `waitForEvent` `waitForSignal` `sendEvent` `sendSignal` `invoke` `fetch` `ai.infer` `ai.wrap` `realtime.publish` … */
  tool: string;
  id: StepId;
  /** Event waited for or sent, when literal. */
  event?: string;
  timeout?: string;
  /** Path that must be equal in the trigger event and the awaited one, e.g. `data.upload_id`. */
  match?: string;
  if?: string;
  duration?: string;
  /** Wire id (or source text) of the invoked function. */
  function?: string;
  /** True when the one call site can run several times at once (`items.map(…)` in `Promise.all`). */
  multiple?: boolean;
}

export type EdgeKind = 'next' | 'true' | 'false' | 'case' | 'back' | 'error' | 'timeout';

/** "May come next." */
export interface GraphEdge {
  id: string;
  from: string;
  to: string;
  kind: EdgeKind;
  label?: string;
}

/** Something the analysis could not resolve, or a hazard it found. Never thrown away. */
export interface Note {
  severity: 'error' | 'warning' | 'info';
  code: string;
  message: string;
  file: string;
  range: Range;
}
