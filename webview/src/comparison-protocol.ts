/** CONTRACT: messages between the extension and the page that compares two runs, and what the page keeps across reloads. */

import type { StepStatus } from '../../runtime/src/contract/progress.ts';
import type { RunStatus } from '../../runtime/src/contract/run.ts';
import type { ShownStatus } from '../../runtime/src/contract/shown-status.ts';
import type { TextSource } from '../../runtime/src/history/comparison-text.ts';
import type { Difference, Side } from '../../runtime/src/history/run-comparison.ts';

export interface ComparedHead {
  runId: string;
  status: ShownStatus;
  eventName: string;
  /** Unix milliseconds. */
  queuedAt: number;
  /** Milliseconds; null: it has not ended. */
  took: number | null;
  imported: boolean;
}

export interface ComparedCell {
  status: StepStatus | RunStatus;
  /** Milliseconds; null: not known. */
  took: number | null;
  /** Of the result, at a glance; null: none. */
  preview: string | null;
}

export interface ComparedRow {
  /** `event` and `run`: what started the runs, and how they ended. */
  kind: 'event' | 'step' | 'run';
  name: string;
  occurrence: number;
  /** Null: the run has no such step. */
  a: ComparedCell | null;
  b: ComparedCell | null;
  differences: readonly Difference[];
}

export interface ShownComparison {
  functionName: string;
  a: ComparedHead;
  b: ComparedHead;
  rows: readonly ComparedRow[];
  /** Index of the row where the runs part; null: they do not. */
  first: number | null;
  /** What the sentence about it is made from. */
  comparison: TextSource;
}

export type ToComparison =
  /** `comparison` null: nothing to show, see `message`. */
  { kind: 'show-comparison'; comparison: ShownComparison | null; message: string | null };

export type FromComparison =
  | { kind: 'ready' }
  /** Values of a row in VS Code's diff editor. */
  | { kind: 'open-values'; row: number }
  /** The code of a row's step. */
  | { kind: 'open-code'; row: number }
  | { kind: 'show-on-graph' }
  | { kind: 'open-run'; side: Side }
  | { kind: 'swap' }
  | { kind: 'failed'; message: string };

/** What the page stores with `setState`. */
export interface ComparisonPanelState {
  version: 1;
  a: string | null;
  b: string | null;
}
