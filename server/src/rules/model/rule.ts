/**
 * What a rule is. One rule, one file, one code: a code has a page in `server/docs/rules/` and a setting
 * `steplight.rules.<code>`; the tests keep them in agreement. Rules only look: they get everything in their context,
 * keep nothing, and run after the graph is published, one function at a time.
 */
import type { ts } from 'ts-morph';
import type { EventIndex } from '../../events/event-index.ts';
import type { BuiltFunction } from '../../graph/build-graph.ts';
import type { Walk } from '../../graph/walk.ts';
import type { Schema } from '../../schema/read-schema.ts';
import type { FunctionNode } from '../../syntax/scope.ts';
import type { SdkMajor } from '../../syntax/sdk-version.ts';
import type { Sources } from '../../syntax/sources.ts';
import type { GraphNode, StepInfo } from '../../workflow-graph.ts';
import type { Span } from './span.ts';

/** As the setting names them; `information` and `hint` are the editor's words. */
export const severities = ['error', 'warning', 'information', 'hint', 'off'] as const;
export type Severity = (typeof severities)[number];

export interface RuleHead {
  /** kebab-case; never renamed, since settings, comments and the history of code scanning contain it. */
  readonly code: string;
  /** One sentence without the full stop, for lists of rules: "Step not awaited". */
  readonly title: string;
  readonly defaultSeverity: Severity;
  /** The code found has no effect; editors fade it. */
  readonly isUnnecessary?: boolean;
}

export interface Rule extends RuleHead {
  /**
   * `workspace`: also looks at what other files do with an event, so it is asked again when they change.
   * Default: the function's own code and what it was built from.
   */
  readonly looksAt?: 'workspace';
  check(context: RuleContext): Iterable<Finding>;
  /** What it says of a whole file, functions or not; asked when the workspace is known. */
  checkFile?(context: FileContext): Iterable<Finding>;
}

/** One place that a rule reports. */
export interface Finding {
  /** What is wrong and what to do, in one or two sentences. */
  readonly message: string;
  readonly at: Span;
  /** Set when it deserves less than the rule's default severity, because it seems intended. */
  readonly severity?: 'warning' | 'information' | 'hint';
  /** Too often no mistake: reported only when the person has set the rule's severity. */
  readonly isDoubtful?: true;
  readonly related?: readonly { readonly message: string; readonly at: Span }[];
  readonly fixes?: readonly Fix[];
}

export interface Fix {
  /** Imperative: "Add await". */
  readonly title: string;
  /** Do not overlap; they may be in several files. */
  readonly edits: readonly Edit[];
  /** The one a person would take nearly always. At most one a finding. */
  readonly isPreferred?: boolean;
  /** Right without looking, so that all findings of a file may be fixed at once. */
  readonly isSafe?: boolean;
}

export interface Edit {
  /** Empty: an insertion. */
  readonly at: Span;
  readonly text: string;
}

/** One call of a step tool, drawn or not. */
export interface StepSite {
  readonly call: ts.CallExpression;
  readonly tool: string;
  readonly info: StepInfo;
  /** Nodes it became: none when it cannot be reached, several when a helper is called from several places. */
  readonly nodes: readonly GraphNode[];
  /** The functions that run inside the step. */
  readonly callbacks: readonly FunctionNode[];
}

export interface RuleContext {
  readonly built: BuiltFunction;
  readonly sources: Sources;
  readonly major: SdkMajor | null;
  readonly steps: readonly StepSite[];
  readonly walk: Walk;
  /**
   * Functions whose code runs again and again between the steps: the handler and the helpers that make steps for it.
   * The code of steps is in none of them.
   */
  readonly bodies: readonly FunctionNode[];
  readonly workspace: WorkspaceFacts;
  /** Null for a node of an older text. */
  span(node: ts.Node): Span | null;
}

export interface FileContext {
  readonly path: string;
  readonly sources: Sources;
  readonly workspace: WorkspaceFacts;
}

/** Facts about the rest of the workspace; rules that use them have `looksAt: 'workspace'`. */
export interface WorkspaceFacts {
  /** Who sends, is started by, waits for or declares which event; complete. */
  readonly events: EventIndex;
  /** JSON schema of the event's `data` from declared types, read on demand; null when none is declared. */
  eventSchema(event: string): Schema | null;
}
