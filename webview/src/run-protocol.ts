/**
 * CONTRACT: messages between the extension and the page of a run, and what the page keeps across reloads.
 *
 * A page that was reloaded says `ready` and is sent everything again. Values (inputs, outputs, events) may be large: they
 * are sent only for what the page shows, and only when they changed.
 */
import type { PrintedText, RunProgress, StepProgress } from '../../runtime/src/contract/progress.ts';
import type { EventRecord, RunStatus } from '../../runtime/src/contract/run.ts';
import type { ShownStatus } from '../../runtime/src/contract/shown-status.ts';
import type { RunWhy } from '../../runtime/src/contract/why.ts';
import type { Timeline, TimelineRow } from '../../runtime/src/history/timeline.ts';
import type { FromMomentSlider, ToMomentSlider } from './moment-protocol.ts';
import type { FromWebview, RunsClock, StepMessage } from './protocol.ts';

/** Parts of the page whose values are sent while they are open. */
export type RunSection = 'why' | 'output' | 'events';

export interface RunLink {
  relation:
    | 'invoked-by'
    | 'invokes'
    /** This run repeats that one. */
    | 'rerun-of'
    | 'reruns'
    | 'deferred-by'
    | 'defers';
  /** The step that has to do with it; null: the run as a whole. */
  hashedId: string | null;
  functionName: string;
  /** Null: there is no run yet, or it is not known. */
  runId: string | null;
  status: RunStatus | null;
}

/** What can be done that depends on more than the run. */
export interface RunAbilities {
  /** The function's code is in this window: steps lead to it, and the run can be shown on the graph. */
  hasCode: boolean;
  canExport: boolean;
  canCompare: boolean;
  /** Nothing can be sent to the run: it was imported, or the runtime is not running. */
  isReadOnly: boolean;
}

export interface ShownFacts {
  /** Of the shown moment, without steps, output and logs: they come in messages of their own. */
  progress: RunProgress;
  status: ShownStatus;
  /** Where in its past the run is shown; null: live. */
  moment: { seq: number; at: number } | null;
  clock: RunsClock;
  abilities: RunAbilities;
  /** What executed an imported run, and from which code; null: the run is not imported. */
  importedFrom: { engine: string; sdk: string | null; commit?: string } | null;
}

export type ToRunPage =
  /** `facts` null: nothing to show, see `message`. */
  | { kind: 'show-run'; facts: ShownFacts | null; message: string | null }
  /** Rows that differ from what was sent before, by index. `count`: how many rows there are now. */
  | {
      kind: 'show-timeline';
      timeline: Omit<Timeline, 'rows'>;
      rows: readonly (readonly [index: number, row: TimelineRow])[];
      count: number;
    }
  /** The selected step; null: the run is selected. */
  | { kind: 'show-step'; step: StepProgress | null }
  | { kind: 'show-output'; output: unknown }
  | { kind: 'show-events'; events: readonly EventRecord[] }
  /** Lines from an index on; those before it stay. */
  | { kind: 'show-logs'; from: number; lines: readonly PrintedText[] }
  /** Null: not known, as when the runtime does not run. */
  | { kind: 'show-why'; why: RunWhy | null }
  | { kind: 'show-links'; links: readonly RunLink[] }
  /** Select a step, as a click does, or open a section of the run and bring it into view. */
  | { kind: 'reveal'; hashedId: string | null; section: RunSection | null }
  | ToMomentSlider;

/** Commands about the run as a whole. */
export type RunCommand =
  | 'rerun'
  | 'rerun-from-failure'
  | 'cancel-run'
  | 'retry-now'
  | 'send-again'
  | 'open-event'
  | 'copy-as-send'
  | 'copy-as-curl'
  | 'export'
  | 'compare'
  | 'start-runtime';

export type FromRunPage =
  | { kind: 'ready' }
  /** Null: the run. */
  | { kind: 'select'; hashedId: string | null }
  | { kind: 'open-section'; section: RunSection; isOpen: boolean }
  /** Null: the function. */
  | { kind: 'open-code'; hashedId: string | null }
  | { kind: 'show-on-graph'; hashedId: string | null }
  /** Line and column count from 1. */
  | { kind: 'open-frame'; file: string; line: number; column: number }
  | { kind: 'command'; command: RunCommand }
  | { kind: 'failed'; message: string }
  | Extract<FromWebview, { kind: 'open-run' }>
  | StepMessage
  | FromMomentSlider;

/** What the page stores with `setState`, so that a restored panel shows the same. */
export interface RunPanelState {
  version: 1;
  runId: string | null;
  /** Hashed id; null: the run. */
  selected: string | null;
}

/** The files of the page, as `webviewFiles`. */
export const runPageScript = 'run-page.js';
