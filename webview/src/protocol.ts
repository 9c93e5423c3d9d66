/**
 * CONTRACT: messages between the extension and the graph panel's page, and what the page keeps across reloads.
 *
 * Whole values, never patches: a page that was reloaded says `ready` and is sent everything again. Messages sent
 * before `ready` are kept by the extension until then.
 */
import type { RunProgress } from '../../runtime/src/contract/progress.ts';
import type { ShownStatus } from '../../runtime/src/contract/shown-status.ts';
import type { WorkflowGraph } from '../../server/src/workflow-graph.ts';
import type { FromMomentSlider, ToMomentSlider } from './moment-protocol.ts';
import type { GraphComparison } from './overlay/graph-comparison.ts';
import type { Overlay } from './overlay/overlay.ts';

export type ToWebview =
  | ToMomentSlider
  /** `stale`: the code has syntax errors and this is the last good graph. `graph` null: nothing to show, see `message`. */
  | {
      kind: 'show-graph';
      graph: WorkflowGraph | null;
      stale: boolean;
      message: string | null;
      /** Document of the graph; the page only keeps it in {@link PanelState} for a restored panel. */
      uri?: string | null;
      /** All functions of the document or workspace, for the panel's function picker. */
      functions: PickableFunction[];
      /** The panel stays with this function wherever the cursor goes. */
      pinned?: boolean;
    }
  /** Select a node, as a click on it does; sent behind the graph that has it. */
  | { kind: 'select-node'; nodeId: string }
  /** Null: no run is shown. `runs`: newest first, for the run picker. */
  | {
      kind: 'show-run';
      progress: RunProgress | null;
      overlay: Overlay | null;
      runs: { runId: string; status: ShownStatus; queuedAt: number }[];
      clock?: RunsClock;
    }
  /** Two runs of the shown function are compared: drawn instead of the shown run. Null: none are. */
  | { kind: 'show-comparison'; comparison: GraphComparison | null }
  /** The node whose code the cursor is in; null: none. Must not move the camera unless the node is out of view. */
  | { kind: 'light-node'; nodeId: string | null };

/** The runtime's clock. */
export interface RunsClock {
  /** Milliseconds by which it is ahead of the real one. */
  ahead: number;
  /** The time at which it is paused, Unix milliseconds; null while it runs. */
  pausedAt: number | null;
}

export interface PickableFunction {
  id: string;
  name: string;
  /** Its document: folders of one window may define the same ID. */
  uri?: string;
  /** The picker groups by it. */
  app?: string;
}

export type FromWebview =
  | FromMomentSlider
  | { kind: 'ready' }
  | { kind: 'open-source'; nodeId: string }
  /** Without a uri: the first function with that ID. */
  | { kind: 'pick-function'; functionId: string; uri?: string }
  /** Where there are too many for a list. */
  | { kind: 'search-function' }
  | { kind: 'pin'; pinned: boolean }
  /** Show an event on the event map. */
  | { kind: 'show-event'; event: string }
  | { kind: 'pick-run'; runId: string | null }
  /** Open the page of a run. */
  | { kind: 'open-run'; runId: string }
  /** Asks with which other run. */
  | { kind: 'compare-run'; runId: string }
  | { kind: 'stop-comparing' }
  /** Which of several steps on a node is shown, in the text too; null: all of them. */
  | { kind: 'choose-instance'; runId: string; nodeId: string; hashedId: string | null }
  | { kind: 'send-event'; event: string | null }
  | { kind: 'send-matching-event'; runId: string; hashedId: string }
  | { kind: 'skip'; runId: string; hashedId: string }
  | { kind: 'cancel-run'; runId: string }
  | { kind: 'rerun'; runId: string }
  /** From a step on; `edited`: with another input, or another result before it. */
  | { kind: 'rerun-from'; runId: string; hashedId: string; edited: boolean }
  /** Why it does not continue. */
  | { kind: 'explain-run'; runId: string }
  | { kind: 'save-svg'; svg: string }
  | { kind: 'failed'; message: string };

/** What can be asked of a step, on the graph and on the page of a run. */
export type StepMessage = Extract<
  FromWebview,
  { kind: 'send-matching-event' | 'skip' | 'rerun-from' | 'explain-run' }
>;

export type HandlersOf<M extends { readonly kind: string }> = {
  readonly [K in M['kind']]: (message: Extract<M, { kind: K }>) => void;
};

/** What the page stores with `setState`, so that a restored panel shows the same. */
export interface PanelState {
  version: 1;
  uri: string | null;
  functionId: string | null;
  runId: string | null;
  /** Camera: translation in CSS pixels and scale. */
  camera: { x: number; y: number; k: number } | null;
  pinned?: boolean;
}

/** The files of the page, for the extension: names under the extension's `dist` folder. */
export const webviewFiles = {
  script: 'webview.js',
  style: 'webview.css',
  layoutWorker: 'elk-worker.js',
} as const;
