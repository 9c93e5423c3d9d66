/** What two runs of one function have in common, and where they differ. Plain values. */
import type { RunProgress, StepProgress, StepStatus } from '../contract/progress.ts';
import type { EventRecord, RunStatus } from '../contract/run.ts';

export type Side = 'a' | 'b';

export interface ComparedRun {
  progress: RunProgress;
  /** Those that started it; empty when they are not known. */
  events: readonly EventRecord[];
}

/**
 * Why two values differ although the code may have done the same: the events that started the runs differ in the same way;
 * both are IDs that are made anew each time; both are times.
 */
export type Expected = 'event' | 'id' | 'time';

export type WaitOutcome = 'received' | 'timed-out' | 'skipped';

export type Difference =
  /** Only one of the runs has the step. `pending`: the other goes on and may still come to it. */
  | { kind: 'branch'; only: Side; pending: boolean }
  /** `pending`: the run in which the step has not ended goes on. */
  | { kind: 'status'; a: StepStatus | RunStatus; b: StepStatus | RunStatus; pending: boolean }
  | { kind: 'wait'; a: WaitOutcome; b: WaitOutcome }
  /** `Name: message`; null: no error. */
  | { kind: 'error'; a: string | null; b: string | null; expected: Expected | null }
  /** The first place that differs, one that is not expected to before one that is; `path` empty: the whole value. */
  | {
      kind: 'value';
      of: 'event' | 'input' | 'output';
      path: string;
      a: unknown;
      b: unknown;
      expected: Expected | null;
    }
  /** 1-based places; `other`: the step that ended first in one of the runs and last in the other; null: its place differs. */
  | { kind: 'order'; a: number; b: number; other: string | null }
  | { kind: 'attempts'; a: number; b: number }
  /** Milliseconds. */
  | { kind: 'duration'; a: number; b: number };

export interface ComparedStep {
  name: string;
  /** 1-based: how many rows with this name there are up to this one. */
  occurrence: number;
  a: StepProgress | null;
  b: StepProgress | null;
  differences: readonly Difference[];
}

export interface Divergence {
  /** Index into the steps; `start`: the events that started the runs; `end`: how the runs ended. */
  at: number | 'start' | 'end';
  difference: Difference;
  /** For a branch: the step before it that both runs have, and the next of each; null: none. */
  branch: { after: string | null; a: string | null; b: string | null } | null;
}

export interface RunComparison {
  a: RunProgress;
  b: RunProgress;
  /** In the order in which the functions reported them; see `alignSteps`. */
  steps: readonly ComparedStep[];
  /** Of the runs as a whole: the events that started them, and how they ended. */
  whole: readonly Difference[];
  /** Null: the runs do not differ. */
  first: Divergence | null;
}
