/**
 * CONTRACT: which function sends, is started by, waits for, is cancelled by and invokes what, in a whole workspace.
 *
 * `steplight map --format json` prints an {@link EventMap}. Other programs are written against these shapes; they
 * change only together with `version`.
 */
import type { Range } from './workflow-graph.ts';

export interface EventMap {
  version: 1;
  functions: MapFunction[];
  events: MapEvent[];
  /** Code outside of every function that sends events: route handlers, scripts … One per file. */
  senders: MapSender[];
  links: MapLink[];
}

/** Where something stands; `file` is relative to the folder that was analysed. */
export interface Place {
  file: string;
  range: Range;
}

export interface MapFunction extends Place {
  /** `function:` and the wire id; unique in the map, also when two packages use the same wire id. */
  key: string;
  /** See `WorkflowGraph.id`. */
  id: string;
  name: string;
  app?: string;
  /** Crons that start it. */
  crons: string[];
}

export interface MapEvent {
  /** `event:` and the name. */
  key: string;
  /** With `*` at the end: a trigger that takes every event of that beginning. */
  name: string;
  /** `system`: the engine itself sends it (`inngest/function.failed` …). */
  origin: 'workspace' | 'system';
  /** Nothing in the workspace sends it: it comes from outside, or never. */
  isUnsent: boolean;
  /** It is sent, but starts, resumes and cancels nothing in the workspace. */
  isUnheard: boolean;
  /** Where its type is declared, when it is. */
  declared: Place[];
}

export interface MapSender {
  /** `code:` and the file. */
  key: string;
  file: string;
}

/**
 * In the direction of cause and effect: a function or other code `sends` an event; an event `starts` or `cancels` a
 * function, or `resumes` one that waits for it; a function `invokes` another.
 */
export type LinkKind = 'sends' | 'starts' | 'resumes' | 'cancels' | 'invokes';

export interface MapLink {
  kind: LinkKind;
  /** Keys of a function, an event or a sender. */
  from: string;
  to: string;
  /** The code behind it: every call that sends, the trigger, the wait … */
  places: Place[];
}

/** Functions, events and senders in one list. */
export function keysOf(map: EventMap): string[] {
  return [...map.functions, ...map.events, ...map.senders].map(({ key }) => key);
}

/** The keys within `hops` links of the given ones, in either direction, including those themselves. */
export function neighborhood(map: EventMap, keys: Iterable<string>, hops: number): Set<string> {
  const neighbors = new Map<string, string[]>();
  const join = (a: string, b: string): void => {
    const list = neighbors.get(a);
    if (list) list.push(b);
    else neighbors.set(a, [b]);
  };
  for (const { from, to } of map.links) {
    join(from, to);
    join(to, from);
  }
  const reached = new Set(keys);
  let edge = [...reached];
  for (let hop = 0; hop < hops && edge.length > 0; hop += 1) {
    edge = edge.flatMap((key) => neighbors.get(key) ?? []).filter((key) => !reached.has(key));
    for (const key of edge) reached.add(key);
  }
  return reached;
}

/** The part of the map between the given keys. */
export function partOf(map: EventMap, keys: ReadonlySet<string>): EventMap {
  const isKept = ({ key }: { key: string }): boolean => keys.has(key);
  return {
    ...map,
    functions: map.functions.filter(isKept),
    events: map.events.filter(isKept),
    senders: map.senders.filter(isKept),
    links: map.links.filter(({ from, to }) => keys.has(from) && keys.has(to)),
  };
}
