/** Joins the parts of the event map's page: messages into the state, the state into the picture. */
import type { JSX, RefObject } from 'preact';
import { useEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks';
import type { Channel } from '../channel.ts';
import type { RunElk } from '../layout/layout-graph.ts';
import type { MeasureText } from '../layout/measure.ts';
import type { FromMap, MapPanelState, ToMap } from '../map-protocol.ts';
import { EmptyState } from '../view/banners.tsx';
import type { PictureControls } from '../view/use-picture.ts';
import { MapDetails } from './map-details.tsx';
import { createMapLayouts } from './map-layouts.ts';
import { MapLegend } from './map-legend.tsx';
import { MapList } from './map-list.tsx';
import {
  brightKeys,
  initialMapState,
  isListShown,
  type MapAction,
  type MapState,
  reduceMap,
} from './map-model.ts';
import { exists, type MapNode, matching, pictureOf } from './map-picture.ts';
import { MapToolbar } from './map-toolbar.tsx';
import { MapView } from './map-view.tsx';
import { renderMapSvg } from './render-map-svg.tsx';

/** With more nodes, what stands side by side becomes wider than any panel. */
const mostInColumns = 40;

export interface MapAppProps {
  channel: Channel<ToMap, FromMap, MapPanelState>;
  runElk: RunElk;
  measure: MeasureText;
}

export function MapApp({ channel, runElk, measure }: MapAppProps): JSX.Element {
  const stored = useMemo(() => channel.load()?.view ?? null, [channel]);
  const [state, dispatch] = useReducer<MapState, MapAction, typeof stored>(
    reduceMap,
    stored,
    initialMapState,
  );
  const [controls, setControls] = useState<PictureControls | null>(null);
  const [scale, setScale] = useState(1);
  const layouts = useMemo(() => createMapLayouts(measure, runElk), [measure, runElk]);
  const { map, choice, shown, selected } = state;

  useEffect(() => {
    channel.listen(dispatch);
    channel.post({ kind: 'ready' });
  }, [channel]);

  const body = useRef<HTMLDivElement>(null);
  const isUpright = useUpright(body);
  const picture = useMemo(() => (map ? pictureOf(map, choice) : null), [map, choice]);
  useEffect(() => {
    if (!picture) return;
    const flow = isUpright && picture.nodes.length <= mostInColumns ? 'down' : 'right';
    let isOld = false;
    layouts(picture, flow).then(
      (layout) => {
        if (!isOld) dispatch({ kind: 'layout-ready', picture, layout, flow });
      },
      (error: unknown) =>
        channel.post({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      isOld = true;
    };
  }, [picture, isUpright]);
  useEffect(() => {
    if (state.told) channel.save({ version: 1, view: choice });
  }, [choice, state.told]);

  const focus = (key: string): void => dispatch({ kind: 'focus', key });
  const enter = (node: MapNode): void => {
    if (node.kind === 'group') dispatch({ kind: 'open-group', key: node.group.key });
    else if (node.kind !== 'elsewhere') focus(node.key);
  };
  const matches = useMemo(() => (map ? matching(map, choice.filter) : null), [map, choice.filter]);
  return (
    <main class="sl-page">
      <MapToolbar
        state={state}
        controls={controls}
        scale={scale}
        dispatch={dispatch}
        onSave={() => {
          if (!shown) return;
          const theme = document.body.classList.contains('vscode-light') ? 'light' : 'dark';
          channel.post({ kind: 'save-svg', svg: renderMapSvg(shown.picture, shown.layout, theme) });
        }}
      />
      <div class="sl-body" ref={body}>
        {map && isListShown(state) ? (
          <MapList map={map} matches={matches} selected={selected} onPick={focus} />
        ) : null}
        {map && shown && shown.picture.nodes.length > 0 ? (
          <MapView
            picture={shown.picture}
            layout={shown.layout}
            flow={shown.flow}
            selected={selected}
            bright={brightKeys(state)}
            onSelect={(node) => {
              // There is nothing to tell of a group but what is in it.
              if (node?.kind === 'group') enter(node);
              else if (node?.kind !== 'elsewhere') dispatch({ kind: 'select', key: node?.key ?? null });
            }}
            onEnter={enter}
            onBack={() => dispatch({ kind: 'back' })}
            onScale={setScale}
            onReady={setControls}
          />
        ) : (
          <MapEmpty state={state} />
        )}
        {state.legend && shown ? <MapLegend onClose={() => dispatch({ kind: 'toggle-legend' })} /> : null}
        {map && selected !== null && exists(map, selected) ? (
          <MapDetails
            map={map}
            selected={selected}
            isFocus={selected === choice.focus}
            runs={state.runs[selected] ?? null}
            post={channel.post}
            onFocus={focus}
            onClose={() => dispatch({ kind: 'select', key: null })}
          />
        ) : null}
      </div>
    </main>
  );
}

/** True while an element is higher than it is wide. */
function useUpright(element: RefObject<HTMLElement | null>): boolean {
  const [isUpright, setUpright] = useState(false);
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    const observer = new ResizeObserver(() => setUpright(current.clientHeight > current.clientWidth));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return isUpright;
}

function MapEmpty({ state }: { state: MapState }): JSX.Element {
  const { told, map, choice, message } = state;
  if (map !== null && choice.filter !== '') {
    return <EmptyState told={told} title="No match" message="No function or event has this in its name." />;
  }
  return (
    <EmptyState
      told={told && (map === null || state.shown !== null)}
      title="No events yet"
      message={message ?? 'Functions and the events they send and hear show up here.'}
    />
  );
}
