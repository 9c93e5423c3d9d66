/** The `eventsV2`, `events` and `stream` queries. */
import type { EventRecord } from '../../contract/run.ts';
import { eventExpression } from '../../expressions/search-expression.ts';
import { wireEvent } from '../../sdk-protocol/memo.ts';
import type { Services } from '../services.ts';
import { decodeCursor, encodeCursor, pageOf } from '../views/cursor.ts';
import { countOf, isInternal, newestEvents, take } from '../views/newest-first.ts';
import { readTime } from '../views/wire-id.ts';
import { eventV2View, eventView, streamItem } from './links.ts';

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

const maxEvents = 400;
/** The official server's limit for the query that takes none. */
const legacyEventLimit = 50;

export async function findEvents(services: Services, { first, after, filter }: EventsV2Query) {
  const before = after ? decodeCursor(after, 'ID') : null;
  const matching = (from: string | null) => matchingEvents(services, filter, from);
  const { items, more } = await take(matching(before), Math.min(Math.max(first, 1), maxEvents));
  const edges = items.map((event) => ({
    node: eventV2View(services, event),
    cursor: encodeCursor({ ID: event.internalId }),
  }));
  return { ...pageOf(edges, { more, after }), totalCount: () => countOf(matching(null)) };
}

export async function latestEvents(services: Services) {
  const ofSenders = sentEvents(newestEvents(services), false);
  const { items } = await take(ofSenders, legacyEventLimit);
  return items.map((event) => eventView(services, event));
}

export interface StreamQuery {
  before?: string | null;
  after?: string | null;
  limit: number;
  includeInternalEvents?: boolean | null;
}

export async function eventsStream(
  services: Services,
  { before, after, limit, includeInternalEvents }: StreamQuery,
) {
  const events = sentEvents(
    newestEvents(services, { before: before ?? null }),
    includeInternalEvents ?? false,
  );
  const newer = after ? takeWhile(events, ({ internalId }) => internalId > after) : events;
  const { items } = await take(newer, Math.min(Math.max(limit, 1), 1_000));
  return items.map((event) => streamItem(services, event));
}

async function* matchingEvents(
  services: Services,
  filter: EventsV2Query['filter'],
  before: string | null,
): AsyncGenerator<EventRecord> {
  const from = readTime(filter.from) ?? 0;
  const until = readTime(filter.until) ?? Number.POSITIVE_INFINITY;
  const names = filter.eventNames && filter.eventNames.length > 0 ? new Set(filter.eventNames) : null;
  const expression = filter.query ? eventExpression(filter.query, services.engine.now) : null;
  for await (const event of sentEvents(newestEvents(services, { before }), filter.includeInternalEvents)) {
    if (event.receivedAt < from) return;
    if (event.receivedAt > until || (names && !names.has(event.name))) continue;
    if (expression && !expression.matches({ event: wireEvent(event) })) continue;
    yield event;
  }
}

async function* sentEvents(
  events: AsyncIterable<EventRecord>,
  includeInternal: boolean,
): AsyncGenerator<EventRecord> {
  for await (const event of events) if (includeInternal || !isInternal(event)) yield event;
}

async function* takeWhile<T>(items: AsyncIterable<T>, holds: (item: T) => boolean): AsyncGenerator<T> {
  for await (const item of items) {
    if (!holds(item)) return;
    yield item;
  }
}
