/** What is known of one function before its graph is made. */
import type { ts } from 'ts-morph';
import type { Bindings } from '../syntax/bindings.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import type { SdkMajor } from '../syntax/sdk-version.ts';
import type { Note, Trigger, WorkflowGraph } from '../workflow-graph.ts';

export interface FunctionDefinition {
  /**
   * Where a person would look for the function: the call of `createFunction`, or of the wrapper around it, the
   * definition object that a list holds, the decorator.
   */
  place: ts.Node;
  /** The file of {@link place}. */
  file: ParsedFile;
  /** The call that makes the function; in a wrapper's own file when there is a wrapper. */
  call: ts.CallExpression;
  /** See WorkflowGraph for the meaning of these. */
  id: string;
  localId: string;
  name: string;
  app: string | null;
  /** Whether `localId` is the id, or only the source text of what gives it. */
  identity: 'known' | 'unknown';
  major: SdkMajor | null;
  triggers: Trigger[];
  /** The options as they are written; null when they cannot be found. */
  options: ts.ObjectLiteralExpression | null;
  /** Null when the call has no handler at all. */
  handler: Handler | null;
  onFailure: Handler | null;
  /** Whether the context's `publish` makes steps; false when a middleware of the workspace provides another one. */
  publishes: boolean;
  /** What the parameters of wrappers and loops are, for this function; see `Sources.given`. */
  bindings: Bindings;
  /** Names of the wrappers whose callers decide what this is; it counts as a function only while nobody calls them. */
  wrappers: readonly string[];
  /** Names of the wrappers that made it. */
  madeBy: readonly string[];
  /** Names of the functions that receive its client. */
  takers: readonly string[];
  notes: Note[];
}

export type Handler = ts.Expression | ts.MethodDeclaration;

/** What lists show of a function: its graph without the picture. */
export type FunctionHeader = Omit<WorkflowGraph, 'nodes' | 'edges' | 'notes' | 'onFailure'>;

export function headerOf(definition: FunctionDefinition): FunctionHeader {
  const { id, localId, name, app, major, file, place, triggers } = definition;
  return {
    id,
    localId,
    name,
    ...(app === null ? {} : { app }),
    ...(major === null ? {} : { sdk: { major } }),
    file: file.path,
    range: file.rangeOf(place),
    triggers,
  };
}
