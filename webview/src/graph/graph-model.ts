/** The page's one state and how messages and the user change it. */
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import type { ShownStatus } from '../../../runtime/src/contract/shown-status.ts';
import type { WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import type { Layout } from '../layout/layout.ts';
import { layoutKey } from '../layout/layout-graph.ts';
import { type ShownHistory, takeMoment } from '../moment-protocol.ts';
import type { GraphComparison } from '../overlay/graph-comparison.ts';
import type { Overlay } from '../overlay/overlay.ts';
import type { PickableFunction, RunsClock, ToWebview } from '../protocol.ts';

export interface GraphState {
  /** True once the extension has said what to show. */
  received: boolean;
  /** The newest graph; drawn only when its layout is there. */
  graph: WorkflowGraph | null;
  uri: string | null;
  stale: boolean;
  message: string | null;
  functions: PickableFunction[];
  /** The panel stays with this function wherever the cursor goes. */
  pinned: boolean;
  /** What is drawn. */
  shown: { graph: WorkflowGraph; layout: Layout } | null;
  progress: RunProgress | null;
  overlay: Overlay | null;
  /** Of the newest graph; null: no runs are compared. */
  comparison: GraphComparison | null;
  runs: { runId: string; status: ShownStatus; queuedAt: number }[];
  clock: RunsClock;
  /** Null: the slider is closed. */
  history: ShownHistory | null;
  selected: string | null;
  /** Node of the cursor. */
  lit: string | null;
  legend: boolean;
  /** Bring the cursor's node into view. */
  follow: boolean;
}

export const initialGraphState: GraphState = {
  received: false,
  graph: null,
  uri: null,
  stale: false,
  message: null,
  functions: [],
  pinned: false,
  shown: null,
  progress: null,
  overlay: null,
  comparison: null,
  runs: [],
  clock: { ahead: 0, pausedAt: null },
  history: null,
  selected: null,
  lit: null,
  legend: false,
  follow: true,
};

export type GraphAction =
  | ToWebview
  | { kind: 'layout-ready'; graph: WorkflowGraph; layout: Layout }
  | { kind: 'select'; nodeId: string | null }
  | { kind: 'toggle-legend' }
  | { kind: 'toggle-follow' };

export function reduceGraph(state: GraphState, action: GraphAction): GraphState {
  switch (action.kind) {
    case 'show-graph':
      return showGraph(state, action);
    case 'layout-ready':
      // A layout of an older graph is of no use any more.
      if (!state.graph || layoutKey(state.graph) !== layoutKey(action.graph)) return state;
      return keepSelection({ ...state, shown: { graph: state.graph, layout: action.layout } });
    case 'show-run':
      return {
        ...state,
        progress: action.progress,
        overlay: action.overlay,
        runs: action.runs,
        clock: action.clock ?? initialGraphState.clock,
      };
    case 'show-comparison':
      return { ...state, comparison: action.comparison };
    case 'show-moment':
      return { ...state, history: takeMoment(state.history, action) };
    case 'light-node':
      return { ...state, lit: action.nodeId };
    case 'select-node':
    case 'select':
      return { ...state, selected: action.nodeId };
    case 'toggle-legend':
      return { ...state, legend: !state.legend };
    case 'toggle-follow':
      return { ...state, follow: !state.follow };
  }
}

function showGraph(state: GraphState, action: Extract<ToWebview, { kind: 'show-graph' }>): GraphState {
  const next: GraphState = {
    ...state,
    received: true,
    graph: action.graph,
    uri: action.uri ?? null,
    stale: action.stale,
    message: action.message,
    functions: action.functions,
    pinned: action.pinned ?? false,
  };
  if (action.graph === null) return { ...next, shown: null, selected: null, lit: null };
  const { shown } = state;
  if (shown && shown.graph.id !== action.graph.id) next.selected = null;
  if (shown && layoutKey(shown.graph) === layoutKey(action.graph)) {
    return { ...next, shown: { graph: action.graph, layout: shown.layout } };
  }
  return next;
}

function keepSelection(state: GraphState): GraphState {
  const exists = state.shown?.graph.nodes.some((node) => node.id === state.selected);
  return exists ? state : { ...state, selected: null };
}

/** The overlay, when it was made for the graph that is drawn. */
export function shownOverlay(state: GraphState): Overlay | null {
  return state.overlay && state.overlay.functionId === state.shown?.graph.id ? state.overlay : null;
}

/** The compared runs, when they are of the graph that is drawn. */
export function shownComparison(state: GraphState): GraphComparison | null {
  return state.comparison?.functionId === state.shown?.graph.id ? state.comparison : null;
}

/** The open history, when it is that of the run that is drawn. */
export function shownHistory(state: GraphState): ShownHistory | null {
  return state.history && state.history.runId === shownOverlay(state)?.runId ? state.history : null;
}
