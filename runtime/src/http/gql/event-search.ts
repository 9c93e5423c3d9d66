/** The `eventsV2`, `events` and `stream` queries. */
import type { EventRecord } from '../../contract/run.ts';
import { searchExpression } from '../../expressions/search-expression.ts';
import { wireEvent } from '../../sdk-protocol/memo.ts';
import { decodeCursor, encodeCursor, pageOf } from '../cursor.ts';
import type { Door } from '../door.ts';
import { isInternal, newestEvents, take } from '../search.ts';
import { readTime } from '../wire-id.ts';
import { eventV2View, eventView, streamItem } from './event-view.ts';

export interface EventsV2Query {
  first: number;
  after?: string | null;
  filter: {
    eventNames?: string[] | null;
    from: string;
    until?: string | null;
    includeInternalEvents: boolean;
    query?: string | null;
  };
}

const mostEvents = 400;
/** As many as the official server answers to the query that has no limit. */
const eventsOfOldQuery = 50;

export function findEvents(door: Door, { first, after, filter }: EventsV2Query) {
  const before = after ? decodeCursor(after, 'ID') : null;
  const matching = (from: string | null) => matchingEvents(door, filter, from);
  const { items, more } = take(matching(before), Math.min(Math.max(first, 1), mostEvents));
  const edges = items.map((event) => ({
    node: eventV2View(door, event),
    cursor: encodeCursor({ ID: event.internalId }),
  }));
  return { ...pageOf(edges, { more, after }), totalCount: () => [...matching(null)].length };
}

export function latestEvents(door: Door) {
  const ofSenders = sentEvents(newestEvents(door), false);
  return take(ofSenders, eventsOfOldQuery).items.map((event) => eventView(door, event));
}

export interface StreamQuery {
  before?: string | null;
  after?: string | null;
  limit: number;
  includeInternalEvents?: boolean | null;
}

export function eventStream(door: Door, { before, after, limit, includeInternalEvents }: StreamQuery) {
  const events = sentEvents(newestEvents(door, { before: before ?? null }), includeInternalEvents ?? false);
  const newer = after ? takeWhile(events, ({ internalId }) => internalId > after) : events;
  return take(newer, Math.min(Math.max(limit, 1), 1_000)).items.map((event) => streamItem(door, event));
}

function* matchingEvents(
  door: Door,
  filter: EventsV2Query['filter'],
  before: string | null,
): Generator<EventRecord> {
  const from = readTime(filter.from) ?? 0;
  const until = readTime(filter.until) ?? Number.POSITIVE_INFINITY;
  const names = filter.eventNames && filter.eventNames.length > 0 ? new Set(filter.eventNames) : null;
  const expression = filter.query ? searchExpression(filter.query, door.engine.now) : null;
  for (const event of sentEvents(newestEvents(door, { before }), filter.includeInternalEvents)) {
    if (event.receivedAt < from) return;
    if (event.receivedAt > until || (names && !names.has(event.name))) continue;
    if (expression && !expression({ event: wireEvent(event) })) continue;
    yield event;
  }
}

function* sentEvents(events: Iterable<EventRecord>, includeInternal: boolean): Generator<EventRecord> {
  for (const event of events) if (includeInternal || !isInternal(event)) yield event;
}

function* takeWhile<T>(items: Iterable<T>, holds: (item: T) => boolean): Generator<T> {
  for (const item of items) {
    if (!holds(item)) return;
    yield item;
  }
}
