/** The graph's page: messages into the state, the state into the picture. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Channel } from '../channel.ts';
import { Inspector } from '../inspector/inspector.tsx';
import type { MeasureText } from '../layout/measure.ts';
import type { FromWebview, PanelState, ToWebview } from '../protocol.ts';
import { renderSvg } from '../view/draw/render-svg.tsx';
import { EmptyState } from '../view/empty-state.tsx';
import { pageTheme } from '../view/page-theme.ts';
import { InPast } from '../view/past.tsx';
import type { PictureControls } from '../view/use-picture.ts';
import { Banners } from './banners.tsx';
import type { GraphLayouts } from './graph-layouts.ts';
import { GraphLegend } from './graph-legend.tsx';
import { type GraphState, shownComparison, shownHistory, shownOverlay } from './graph-model.ts';
import { GraphToolbar } from './graph-toolbar.tsx';
import { GraphView } from './graph-view.tsx';
import { HistoryBar } from './history-bar.tsx';
import { LiveRegion } from './live-region.tsx';
import { useGraphState, useNow } from './use-graph-state.ts';
import { usePanelMemory } from './use-panel-memory.ts';

export interface GraphAppProps {
  channel: Channel<ToWebview, FromWebview, PanelState>;
  layouts: GraphLayouts;
  measure: MeasureText;
}

const howToShow =
  'Place the cursor in an Inngest function, select one above, or click “Graph” above a createFunction call.';

export function GraphApp(props: GraphAppProps): JSX.Element {
  const { channel, layouts, measure } = props;
  const [state, dispatch] = useGraphState(channel, layouts);
  const { stored, rememberCamera } = usePanelMemory(channel, state);
  const [controls, setControls] = useState<PictureControls | null>(null);
  const [scale, setScale] = useState(stored?.camera?.k ?? 1);
  const [overlay, comparison] = [shownOverlay(state), shownComparison(state)];
  const now = useNow(state, overlay);
  const { shown } = state;
  const selected = shown?.graph.nodes.find((node) => node.id === state.selected) ?? null;
  const history = shownHistory(state);
  const pastAt = history?.moment?.at ?? null;
  return (
    <InPast.Provider value={pastAt !== null}>
      <main class={pastAt === null ? 'sl-page' : 'sl-page sl-in-past'}>
        <GraphToolbar
          state={state}
          controls={controls}
          scale={scale}
          now={now}
          post={channel.post}
          onToggleLegend={() => dispatch({ kind: 'toggle-legend' })}
          onToggleFollow={() => dispatch({ kind: 'toggle-follow' })}
          onSave={() => save(props, state, now)}
        />
        <HistoryBar history={history} post={channel.post} />
        <Banners
          stale={state.stale && shown !== null}
          overlay={overlay}
          comparison={comparison}
          pastAt={pastAt}
          post={channel.post}
        />
        <div class="sl-body">
          {shown ? (
            <GraphView
              {...shown}
              overlay={comparison ? null : overlay}
              comparison={comparison}
              selected={state.selected}
              lit={state.lit}
              follow={state.follow}
              measure={measure}
              now={now}
              storedCamera={stored?.functionId === shown.graph.id ? stored.camera : null}
              onSelect={(nodeId) => dispatch({ kind: 'select', nodeId })}
              onOpen={(nodeId) => channel.post({ kind: 'open-source', nodeId })}
              onCamera={(moved) => {
                setScale(moved.k);
                rememberCamera(moved);
              }}
              onReady={setControls}
            />
          ) : (
            <EmptyState
              known={state.received && state.graph === null}
              title="No graph to show"
              message={state.message ?? howToShow}
            />
          )}
          {state.legend && shown ? <GraphLegend onClose={() => dispatch({ kind: 'toggle-legend' })} /> : null}
          {selected && shown ? (
            <Inspector
              graph={shown.graph}
              node={selected}
              functions={state.functions}
              state={overlay?.nodes[selected.id] ?? null}
              reason={overlay?.decisions[selected.id] ?? null}
              run={overlay ? state.progress : null}
              now={now}
              post={channel.post}
              onClose={() => dispatch({ kind: 'select', nodeId: null })}
            />
          ) : null}
        </div>
        {shown ? <LiveRegion graph={shown.graph} overlay={overlay} /> : null}
      </main>
    </InPast.Provider>
  );
}

function save({ channel }: GraphAppProps, state: GraphState, now: number): void {
  const { shown } = state;
  if (!shown) return;
  const overlay = shownOverlay(state);
  const comparison = shownComparison(state);
  const drawn = comparison ? { comparison } : overlay ? { overlay } : {};
  const options = { theme: pageTheme(), now, ...drawn };
  channel.post({ kind: 'save-svg', svg: renderSvg(shown.graph, shown.layout, options) });
}
