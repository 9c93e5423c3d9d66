/** Joins the parts: messages into the state, the state into the picture. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks';
import type { Channel } from '../channel.ts';
import { Inspector } from '../inspector/inspector.tsx';
import type { MeasureText } from '../layout/measure.ts';
import type { FromWebview, PanelState, ToWebview } from '../protocol.ts';
import { Banners, EmptyState } from '../view/banners.tsx';
import type { Camera } from '../view/camera.ts';
import { renderSvg } from '../view/draw/render-svg.tsx';
import { ticks } from '../view/draw/status-text.ts';
import type { PictureControls } from '../view/use-picture.ts';
import type { GraphLayouts } from './graph-layouts.ts';
import { GraphLegend } from './graph-legend.tsx';
import {
  type GraphAction,
  type GraphState,
  initialGraphState,
  reduceGraph,
  shownOverlay,
} from './graph-model.ts';
import { GraphToolbar } from './graph-toolbar.tsx';
import { GraphView } from './graph-view.tsx';
import { LiveRegion } from './live-region.tsx';

export interface GraphAppProps {
  channel: Channel<ToWebview, FromWebview, PanelState>;
  layouts: GraphLayouts;
  measure: MeasureText;
}

export function GraphApp({ channel, layouts, measure }: GraphAppProps): JSX.Element {
  const [state, dispatch] = useReducer<GraphState, GraphAction>(reduceGraph, initialGraphState);
  const [controls, setControls] = useState<PictureControls | null>(null);
  const stored = useMemo(() => channel.load(), [channel]);
  const [scale, setScale] = useState(stored?.camera?.k ?? 1);
  const camera = useRef<Camera | null>(stored?.camera ?? null);
  const overlay = shownOverlay(state);
  const now = useNow(state, overlay);

  useEffect(() => {
    channel.listen(dispatch);
    channel.post({ kind: 'ready' });
  }, [channel]);

  useEffect(() => {
    const { graph } = state;
    if (!graph) return;
    layouts.layout(graph).then(
      (layout) => dispatch({ kind: 'layout-ready', graph, layout }),
      (error: unknown) =>
        channel.post({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
    );
  }, [state.graph]);

  const save = (): void => {
    channel.save({
      version: 1,
      uri: state.uri,
      functionId: state.graph?.id ?? null,
      runId: state.progress?.runId ?? null,
      camera: camera.current,
      pinned: state.pinned,
    });
  };
  const saveSoon = useSettled(save, 300);
  useEffect(() => {
    if (state.told) saveSoon();
  }, [state.uri, state.graph?.id, state.progress?.runId, state.pinned]);

  const { shown } = state;
  const selected = shown?.graph.nodes.find((node) => node.id === state.selected) ?? null;
  const storedCamera = stored?.functionId === shown?.graph.id ? (stored?.camera ?? null) : null;

  return (
    <main class="sl-page">
      <GraphToolbar
        state={state}
        controls={controls}
        scale={scale}
        now={now}
        post={channel.post}
        onToggleLegend={() => dispatch({ kind: 'toggle-legend' })}
        onToggleFollow={() => dispatch({ kind: 'toggle-follow' })}
        onSave={() => {
          if (!shown) return;
          const theme = document.body.classList.contains('vscode-light') ? 'light' : 'dark';
          const options = overlay ? { theme, overlay, now } : { theme, now };
          channel.post({
            kind: 'save-svg',
            svg: renderSvg(shown.graph, shown.layout, { ...options, theme }),
          });
        }}
      />
      <Banners stale={state.stale && shown !== null} overlay={overlay} />
      <div class="sl-body">
        {shown ? (
          <GraphView
            graph={shown.graph}
            layout={shown.layout}
            overlay={overlay}
            selected={state.selected}
            lit={state.lit}
            follow={state.follow}
            measure={measure}
            now={now}
            storedCamera={storedCamera}
            onSelect={(nodeId) => dispatch({ kind: 'select', nodeId })}
            onOpen={(nodeId) => channel.post({ kind: 'open-source', nodeId })}
            onCamera={(moved) => {
              camera.current = moved;
              setScale(moved.k);
              saveSoon();
            }}
            onReady={setControls}
          />
        ) : (
          <EmptyState told={state.told && state.graph === null} message={state.message} />
        )}
        {state.legend && shown ? <GraphLegend onClose={() => dispatch({ kind: 'toggle-legend' })} /> : null}
        {selected && shown ? (
          <Inspector
            graph={shown.graph}
            node={selected}
            functions={state.functions}
            state={overlay?.nodes[selected.id] ?? null}
            run={overlay ? state.progress : null}
            now={now}
            post={channel.post}
            onClose={() => dispatch({ kind: 'select', nodeId: null })}
          />
        ) : null}
      </div>
      {shown ? <LiveRegion graph={shown.graph} overlay={overlay} /> : null}
    </main>
  );
}

/** The time for the runs; moves on once a second while something on the screen depends on it. */
function useNow(state: GraphState, overlay: ReturnType<typeof shownOverlay>): number {
  const { ahead, pausedAt } = state.clock;
  const time = (): number => pausedAt ?? Date.now() + ahead;
  const [now, setNow] = useState(time);
  const alive = overlay !== null && Object.values(overlay.nodes).some(ticks);
  useEffect(() => {
    setNow(time());
    if (!alive) return;
    const timer = setInterval(() => setNow(time()), 1000);
    return () => clearInterval(timer);
  }, [alive, state.overlay, state.runs, ahead, pausedAt]);
  return now;
}

/** Calls the newest `action` once things have been quiet for a while. */
function useSettled(action: () => void, milliseconds: number): () => void {
  const latest = useRef(action);
  latest.current = action;
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  return () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => latest.current(), milliseconds);
  };
}
