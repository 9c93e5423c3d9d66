/** The map page's one state and how messages and the user change it. */
import type { EventMap } from '../../../server/src/event-map.ts';
import type { Layout } from '../layout/layout.ts';
import type { MapChoice, RunCount, ToMap } from '../map-protocol.ts';
import type { Flow } from '../view/neighbor.ts';
import { exists, type MapPicture } from './map-picture.ts';

/** A picture with its layout. */
export interface Drawn {
  picture: MapPicture;
  layout: Layout;
  flow: Flow;
}

export interface MapState {
  /** True once the extension has said what to show. */
  received: boolean;
  map: EventMap | null;
  message: string | null;
  runs: Record<string, RunCount>;
  choice: MapChoice;
  /** What is drawn. */
  shown: Drawn | null;
  selected: string | null;
  legend: boolean;
  /** Null: the size of the map decides. */
  list: boolean | null;
}

export const nothingChosen: MapChoice = { focus: null, hops: 1, group: null, filter: '' };

export function initialMapState(choice: MapChoice | null): MapState {
  return {
    received: false,
    map: null,
    message: null,
    runs: {},
    choice: choice ?? nothingChosen,
    shown: null,
    selected: null,
    legend: false,
    list: null,
  };
}

export type MapAction =
  | ToMap
  | ({ kind: 'layout-ready' } & Drawn)
  | { kind: 'select'; key: string | null }
  | { kind: 'filter'; text: string }
  | { kind: 'hops'; hops: number }
  | { kind: 'open-group'; key: string | null }
  /** One step out: from the details, the neighborhood, the group, the filter. */
  | { kind: 'back' }
  | { kind: 'toggle-legend' }
  | { kind: 'toggle-list' };

export function reduceMap(state: MapState, action: MapAction): MapState {
  const choose = (choice: Partial<MapChoice>): MapState => ({
    ...state,
    choice: { ...state.choice, ...choice },
  });
  switch (action.kind) {
    case 'show-map':
      return keepSelection({ ...state, received: true, map: action.map, message: action.message });
    case 'show-runs':
      return { ...state, runs: action.runs };
    case 'focus':
      return { ...choose({ focus: action.key }), selected: action.key };
    case 'layout-ready': {
      const { picture, layout, flow } = action;
      return { ...state, shown: { picture, layout, flow } };
    }
    case 'select':
      return { ...state, selected: action.key };
    case 'filter':
      return { ...choose({ filter: action.text, focus: null, group: null }), selected: null };
    case 'hops':
      return choose({ hops: action.hops });
    case 'open-group':
      return { ...choose({ group: action.key, focus: null, filter: '' }), selected: null };
    case 'back':
      return back(state);
    case 'toggle-legend':
      return { ...state, legend: !state.legend };
    case 'toggle-list':
      return { ...state, list: !isListShown(state) };
  }
}

function back(state: MapState): MapState {
  const { choice, selected } = state;
  if (selected !== null && selected !== choice.focus) return { ...state, selected: null };
  const next: MapChoice =
    choice.focus !== null
      ? { ...choice, focus: null }
      : choice.group !== null
        ? { ...choice, group: null }
        : { ...choice, filter: '' };
  return { ...state, choice: next, selected: null };
}

/** Deselects what is gone from the code; keeps the focus, which may come back with the next edit. */
function keepSelection(state: MapState): MapState {
  const { map, selected } = state;
  if (map === null) return { ...state, shown: null, selected: null };
  return selected === null || exists(map, selected) ? state : { ...state, selected: null };
}

/** A small map needs no list beside it. */
export function isListShown({ list, map }: MapState): boolean {
  if (list !== null || map === null) return list ?? false;
  return map.functions.length + map.events.length > 40;
}

/** Keys of a selected member and of what is linked with it on the picture; null: nothing is selected there. */
export function brightKeys({ selected, shown, choice }: MapState): Set<string> | null {
  if (selected === null || !shown || (selected === choice.focus && choice.hops === 1)) return null;
  const { nodes, edges } = shown.picture;
  if (!nodes.some(({ key }) => key === selected)) return null;
  const linked = edges.filter(({ from, to }) => from === selected || to === selected);
  return new Set([selected, ...linked.flatMap(({ from, to }) => [from, to])]);
}
