/**
 * CONTRACT: messages between the extension and the page of the event map, and what the page keeps across reloads.
 *
 * Whole values, never patches, as in the graph panel's protocol.
 */
import type { EventMap, Place } from '../../server/src/event-map.ts';

export type ToMap =
  /** `map` null: nothing to show, see `message`. */
  | { kind: 'show-map'; map: EventMap | null; message: string | null }
  /** Runs by key of a function, for those that have some. */
  | { kind: 'show-runs'; runs: Record<string, RunCount> }
  /** Show the neighbors of a member; null: everything. */
  | { kind: 'focus'; key: string | null };

export interface RunCount {
  total: number;
  /** Not ended yet. */
  active: number;
  failed: number;
}

export type FromMap =
  | { kind: 'ready' }
  | { kind: 'open-graph'; key: string }
  | { kind: 'open-place'; place: Place }
  | { kind: 'send-event'; event: string }
  | { kind: 'save-svg'; svg: string }
  | { kind: 'failed'; message: string };

/** What the page stores with `setState`. */
export interface MapPanelState {
  version: 1;
  view: MapChoice;
}

/** The part of the map to show. */
export interface MapChoice {
  /** Key whose neighbors are shown; null: none. */
  focus: string | null;
  hops: number;
  /** Key of the group that is open; null: none. */
  group: string | null;
  filter: string;
}
