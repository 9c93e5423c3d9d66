/** The event map's page: messages into the state, the state into the picture. */
import type { JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { EmptyState } from '../view/empty-state.tsx';
import { pageTheme } from '../view/page-theme.ts';
import type { PictureControls } from '../view/use-picture.ts';
import { MapDetails } from './map-details.tsx';
import { MapLegend } from './map-legend.tsx';
import { MapList } from './map-list.tsx';
import { brightKeys, isListShown, type MapState } from './map-model.ts';
import { exists, type MapNode, matching } from './map-picture.ts';
import { MapToolbar } from './map-toolbar.tsx';
import { MapView } from './map-view.tsx';
import { renderMapSvg } from './render-map-svg.tsx';
import { type MapAppProps, useMapState } from './use-map-state.ts';
import { useUpright } from './use-upright.ts';

export function MapApp({ channel, runElk, measure }: MapAppProps): JSX.Element {
  const body = useRef<HTMLDivElement>(null);
  const [state, dispatch] = useMapState({ channel, runElk, measure }, useUpright(body));
  const [controls, setControls] = useState<PictureControls | null>(null);
  const [scale, setScale] = useState(1);
  const { map, choice, shown, selected } = state;
  const focus = (key: string): void => dispatch({ kind: 'focus', key });
  const enter = (node: MapNode): void => {
    if (node.kind === 'group') dispatch({ kind: 'open-group', key: node.group.key });
    else if (node.kind !== 'elsewhere') focus(node.key);
  };
  const select = (node: MapNode | null): void => {
    // All there is to say about a group is what is in it.
    if (node?.kind === 'group') enter(node);
    else if (node?.kind !== 'elsewhere') dispatch({ kind: 'select', key: node?.key ?? null });
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
          channel.post({ kind: 'save-svg', svg: renderMapSvg(shown.picture, shown.layout, pageTheme()) });
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
            onSelect={select}
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

function MapEmpty({ state }: { state: MapState }): JSX.Element {
  const { received: told, map, choice, message } = state;
  if (map !== null && choice.filter !== '') {
    return (
      <EmptyState known={told} title="No matches" message="No function or event name contains this text." />
    );
  }
  return (
    <EmptyState
      known={told && (map === null || state.shown !== null)}
      title="No events yet"
      message={message ?? 'Functions, the events they send and the events that start them appear here.'}
    />
  );
}
