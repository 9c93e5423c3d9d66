/** The state of the graph's page over time. */
import { type Dispatch, useEffect, useReducer } from 'preact/hooks';
import { type Channel, reportFailure } from '../channel.ts';
import type { Overlay } from '../overlay/overlay.ts';
import type { FromWebview, PanelState, ToWebview } from '../protocol.ts';
import { ticks } from '../view/draw/status-text.ts';
import { useClock } from '../view/use-clock.ts';
import { useMessages } from '../view/use-messages.ts';
import type { GraphLayouts } from './graph-layouts.ts';
import { type GraphAction, type GraphState, initialGraphState, reduceGraph } from './graph-model.ts';

/** Follows the extension's messages, and has each new graph laid out. */
export function useGraphState(
  channel: Channel<ToWebview, FromWebview, PanelState>,
  layouts: GraphLayouts,
): [GraphState, Dispatch<GraphAction>] {
  const [state, dispatch] = useReducer<GraphState, GraphAction>(reduceGraph, initialGraphState);
  useMessages(channel, dispatch);
  useEffect(() => {
    const { graph } = state;
    if (!graph) return;
    layouts.layout(graph).then(
      (layout) => dispatch({ kind: 'layout-ready', graph, layout }),
      (error: unknown) => reportFailure(channel, error),
    );
  }, [state.graph]);
  return [state, dispatch];
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** The runtime's time; moves on as often as something on the screen depends on it. */
export function useNow(state: GraphState, overlay: Overlay | null): number {
  const alive = overlay !== null && Object.values(overlay.nodes).some(ticks);
  const { ahead, pausedAt } = state.clock;
  return useClock(
    state.clock,
    paceOf(alive, state.runs, pausedAt ?? Date.now() + ahead),
    state.overlay ?? state.runs,
  );
}

/** Milliseconds. The list of runs says how long ago each was: to the second within the first hour. */
function paceOf(alive: boolean, runs: GraphState['runs'], now: number): number | null {
  const newest = runs[0];
  if (alive) return second;
  if (!newest) return null;
  return now - newest.queuedAt < hour ? second : minute;
}
