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
  /** Look at the neighbourhood of a member; null: at everything. */
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

/** What of the map a person wants to see. */
export interface MapChoice {
  /** Key whose neighbourhood is shown; null: no one's. */
  focus: string | null;
  hops: number;
  /** Key of the group that is opened; null: none. */
  group: string | null;
  filter: string;
}
