/** The state of the event map's page over time. */
import { type Dispatch, useEffect, useMemo, useReducer } from 'preact/hooks';
import { type Channel, reportFailure } from '../channel.ts';
import type { RunElk } from '../layout/layout-graph.ts';
import type { MeasureText } from '../layout/measure.ts';
import type { FromMap, MapPanelState, ToMap } from '../map-protocol.ts';
import { useMessages } from '../view/use-messages.ts';
import { createMapLayouts } from './map-layouts.ts';
import { initialMapState, type MapAction, type MapState, reduceMap } from './map-model.ts';
import { pictureOf } from './map-picture.ts';

/** With more nodes, columns side by side become wider than any panel. */
const maxNodesDown = 40;

export interface MapAppProps {
  channel: Channel<ToMap, FromMap, MapPanelState>;
  runElk: RunElk;
  measure: MeasureText;
}

/** Follows the extension's messages, lays out what the user chose to see, and remembers the choice. */
export function useMapState(
  { channel, runElk, measure }: MapAppProps,
  isUpright: boolean,
): [MapState, Dispatch<MapAction>] {
  const stored = useMemo(() => channel.load()?.view ?? null, [channel]);
  const [state, dispatch] = useReducer<MapState, MapAction, typeof stored>(
    reduceMap,
    stored,
    initialMapState,
  );
  const layouts = useMemo(() => createMapLayouts(measure, runElk), [measure, runElk]);
  const { map, choice, received: told } = state;
  useMessages(channel, dispatch);
  const picture = useMemo(() => (map ? pictureOf(map, choice) : null), [map, choice]);
  useEffect(() => {
    if (!picture) return;
    const flow = isUpright && picture.nodes.length <= maxNodesDown ? 'down' : 'right';
    let isOutdated = false;
    layouts(picture, flow).then(
      (layout) => {
        if (!isOutdated) dispatch({ kind: 'layout-ready', picture, layout, flow });
      },
      (error: unknown) => reportFailure(channel, error),
    );
    return () => {
      isOutdated = true;
    };
  }, [picture, isUpright]);
  useEffect(() => {
    if (told) channel.save({ version: 1, view: choice });
  }, [choice, told]);
  return [state, dispatch];
}
