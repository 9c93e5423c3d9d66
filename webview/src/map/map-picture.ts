/** The nodes and edges of one picture, from the whole map and the part of it to show. Pure. */
import {
  type EventMap,
  type LinkKind,
  type MapEvent,
  type MapFunction,
  neighborhood,
  partOf,
} from '../../../server/src/event-map.ts';
import type { MapChoice } from '../map-protocol.ts';
import { groupsOf, type MapGroup } from './map-groups.ts';

export type MapNode =
  | { kind: 'function'; key: string; function: MapFunction }
  | { kind: 'event'; key: string; event: MapEvent }
  | { kind: 'code'; key: string; file: string }
  /** Many functions as one; `events`: how many they have to do with. */
  | { kind: 'group'; key: string; group: MapGroup; events: number }
  /** All code outside of functions as one. */
  | { kind: 'elsewhere'; key: string; files: number; events: number };

export interface MapEdge {
  id: string;
  /** `flows`: between groups, several events. */
  kind: LinkKind | 'flows';
  from: string;
  to: string;
  label: string | null;
}

export type MapScope =
  | { kind: 'all' }
  | { kind: 'groups' }
  | { kind: 'group'; group: MapGroup }
  | { kind: 'neighbors'; key: string; hops: number }
  | { kind: 'matches'; count: number };

export interface MapPicture {
  scope: MapScope;
  nodes: MapNode[];
  edges: MapEdge[];
}

/** More than this on one picture can no longer be read. */
const readable = 90;
const elsewhereKey = 'elsewhere';
/** Suffix of the key of a group's second node. */
const handling = ' handles';

export function pictureOf(map: EventMap, choice: MapChoice): MapPicture {
  const { focus, hops, filter } = choice;
  const groups = groupsOf(map);
  const matches = matching(map, filter);
  if (focus !== null && exists(map, focus)) {
    const part = partOf(map, neighborhood(map, [focus], hops));
    return { scope: { kind: 'neighbors', key: focus, hops }, ...drawn(part, map) };
  }
  if (matches !== null) {
    const around = neighborhood(map, matches, 1);
    const isTooMuch = around.size > readable * 2;
    const part = partOf(map, isTooMuch ? new Set([...matches].slice(0, readable * 2)) : around);
    return { scope: { kind: 'matches', count: matches.size }, ...drawn(part, map) };
  }
  const group = groups.find(({ key }) => key === choice.group);
  if (group) return { scope: { kind: 'group', group }, ...opened(map, group, groups) };
  if (size(map) > readable && groups.length > 1)
    return { scope: { kind: 'groups' }, ...overview(map, groups) };
  return wholePicture(map);
}

/** Everything, however much it is: for files. */
export function wholePicture(map: EventMap): MapPicture {
  return { scope: { kind: 'all' }, ...drawn(map, map) };
}

function size({ functions, events, senders }: EventMap): number {
  return functions.length + events.length + senders.length;
}

export function exists(map: EventMap, key: string): boolean {
  return [map.functions, map.events, map.senders].some((all) => all.some((one) => one.key === key));
}

/** Keys of the members that match a text, by name, id or file; null: there is no text. */
export function matching(map: EventMap, filter: string): Set<string> | null {
  const wanted = filter.trim().toLowerCase();
  if (wanted === '') return null;
  const fits = (...texts: (string | undefined)[]): boolean =>
    texts.some((text) => text?.toLowerCase().includes(wanted));
  return new Set([
    ...map.functions.filter(({ id, name, file, app }) => fits(id, name, file, app)).map(({ key }) => key),
    ...map.events.filter(({ name }) => fits(name)).map(({ key }) => key),
    ...map.senders.filter(({ file }) => fits(file)).map(({ key }) => key),
  ]);
}

type Drawn = Pick<MapPicture, 'nodes' | 'edges'>;

/** Every member of a part for itself. Events that are declared and never named again would only fill the picture. */
function drawn(part: EventMap, whole: EventMap): Drawn {
  const named = new Set(whole.links.flatMap(({ from, to }) => [from, to]));
  const events = part.events.filter(({ key }) => named.has(key) || size(part) <= 2);
  return {
    nodes: [
      ...part.senders.map(({ key, file }): MapNode => ({ kind: 'code', key, file })),
      ...events.map((event): MapNode => ({ kind: 'event', key: event.key, event })),
      ...part.functions.map((one): MapNode => ({ kind: 'function', key: one.key, function: one })),
    ],
    edges: part.links.map(({ kind, from, to }) => ({
      id: `${kind} ${from} ${to}`,
      kind,
      from,
      to,
      label: wordOf(kind),
    })),
  };
}

/** Sending and starting are the rule; the rest is said. */
function wordOf(kind: LinkKind): string | null {
  return kind === 'sends' || kind === 'starts' ? null : kind;
}

/** Groups, and how many events go from one to the other. */
function overview(map: EventMap, groups: readonly MapGroup[]): Drawn {
  const stand = standIns(groups);
  const senders = new Map<string, Set<string>>();
  const handlers = new Map<string, Set<string>>();
  const flows = new Map<string, { from: string; to: string; events: Set<string>; invokes: number }>();
  const flow = (from: string, to: string): { events: Set<string>; invokes: number } => {
    const id = `${from} ${to}`;
    const known = flows.get(id) ?? { from, to, events: new Set<string>(), invokes: 0 };
    flows.set(id, known);
    return known;
  };
  const add = (to: Map<string, Set<string>>, event: string, key: string): void => {
    const set = to.get(event) ?? new Set<string>();
    to.set(event, set.add(key));
  };
  for (const { kind, from, to } of map.links) {
    if (kind === 'sends') add(senders, to, stand(from));
    else if (kind !== 'invokes') add(handlers, from, stand(to));
    else if (stand(from) !== stand(to)) flow(stand(from), stand(to)).invokes += 1;
  }
  for (const [event, from] of senders) {
    for (const sender of from) {
      for (const handler of handlers.get(event) ?? []) {
        if (sender !== handler) flow(sender, handler).events.add(event);
      }
    }
  }
  const about = (key: string): number =>
    [...new Set([...senders.keys(), ...handlers.keys()])].filter(
      (event) => senders.get(event)?.has(key) || handlers.get(event)?.has(key),
    ).length;
  const elsewhere: MapNode[] =
    map.senders.length === 0
      ? []
      : [{ kind: 'elsewhere', key: elsewhereKey, files: map.senders.length, events: about(elsewhereKey) }];
  return {
    nodes: [
      ...elsewhere,
      ...groups.map((group): MapNode => ({ kind: 'group', key: group.key, group, events: about(group.key) })),
    ],
    edges: [...flows.values()].map(({ from, to, events, invokes }) => ({
      id: `flows ${from} ${to}`,
      kind: 'flows',
      from,
      to,
      label: events.size + invokes < 2 ? null : flowText(events.size, invokes),
    })),
  };
}

function flowText(events: number, invokes: number): string {
  return [counted(events, 'event'), counted(invokes, 'call')].filter((part) => part !== '').join(', ');
}

function counted(count: number, word: string): string {
  return count === 0 ? '' : `${count} ${word}${count === 1 ? '' : 's'}`;
}

/**
 * The functions of one group with their events; everything else as one node for each group. A group that sends is
 * on the left and one that handles is on the right, as two nodes if need be, so that the flow has one direction.
 */
function opened(map: EventMap, group: MapGroup, groups: readonly MapGroup[]): Drawn {
  const own = new Set(group.functions);
  const standIn = standIns(groups);
  const touching = map.links.filter(({ from, to }) => own.has(from) || own.has(to));
  const events = new Set(touching.flatMap(({ kind, from, to }) => (kind === 'invokes' ? [] : [from, to])));
  const stand = (key: string, side: string): string =>
    own.has(key) || key.startsWith('event:') ? key : `${standIn(key)}${side}`;
  const edges = new Map<string, MapEdge>();
  for (const { kind, from, to } of map.links) {
    const isAbout =
      own.has(from) || own.has(to) || (kind !== 'invokes' && events.has(kind === 'sends' ? to : from));
    if (!isAbout) continue;
    const [start, end] = [stand(from, ''), stand(to, handling)];
    const id = `${kind} ${start} ${end}`;
    edges.set(id, { id, kind, from: start, to: end, label: wordOf(kind) });
  }
  const shown = new Set([...edges.values()].flatMap(({ from, to }) => [from, to]));
  const elsewhere: MapNode[] = shown.has(elsewhereKey)
    ? [{ kind: 'elsewhere', key: elsewhereKey, files: map.senders.length, events: 0 }]
    : [];
  return {
    nodes: [
      ...elsewhere,
      ...groups.flatMap((one) =>
        [one.key, `${one.key}${handling}`]
          .filter((key) => shown.has(key))
          .map((key): MapNode => ({ kind: 'group', key, group: one, events: 0 })),
      ),
      ...map.events
        .filter(({ key }) => shown.has(key))
        .map((event): MapNode => ({ kind: 'event', key: event.key, event })),
      ...map.functions
        .filter(({ key }) => own.has(key))
        .map((one): MapNode => ({ kind: 'function', key: one.key, function: one })),
    ],
    edges: [...edges.values()],
  };
}

/** The node of an overview that represents a function or other code. */
function standIns(groups: readonly MapGroup[]): (key: string) => string {
  const byFunction = new Map(groups.flatMap(({ key, functions }) => functions.map((one) => [one, key])));
  return (key) => byFunction.get(key) ?? elsewhereKey;
}
