/** `POST /e/:key` and `POST /invoke/:function` (protocol 3.1). */

import type { Context, Hono } from 'hono';
import { isRecord, recordOf } from '../../contract/records.ts';
import type { EventRecord } from '../../contract/run.ts';
import { TurnGate } from '../../queue/turn-gate.ts';
import { parseJson } from '../../sdk-protocol/json.ts';
import { maxEventsPerRequest, tooManyEvents } from '../../sdk-protocol/limits.ts';
import { invokeFunction } from '../invoke-function.ts';
import type { Services } from '../services.ts';
import { readEvent, seededIds } from './read-events.ts';

/** Some 10 ms of work. */
const eventsPerTurn = 100;

const badBody = 'Request body must contain an event object or an array of event objects';

export function addEventApi(app: Hono, services: Services): void {
  const { engine } = services;
  const turns = new TurnGate(eventsPerTurn);
  app.post('/e/:key', async (context) => {
    const text = await context.req.text();
    const values = text.trim() === '' ? [] : valuesOf(text);
    if (!values) return rejected(context, [], badBody);
    const seeded = seededIds(context.req.header('x-inngest-event-id-seed'));
    const newId = seeded ?? (() => engine.newId());
    const events: EventRecord[] = [];
    let error: string | null = null;
    for (let from = 0; from < Math.min(values.length, maxEventsPerRequest) && error === null; ) {
      const part = values.slice(from, Math.min(from + eventsPerTurn, maxEventsPerRequest));
      await turns.enter(part.length);
      const read = readEvents(part, from, { now: engine.now, newId });
      // A seed gives resent events the same ids, so that they are not received twice.
      const isFresh = (event: EventRecord) => engine.state.event(event.internalId) === null;
      engine.intake.receive(seeded ? read.events.filter(isFresh) : read.events, 'api');
      events.push(...read.events);
      ({ error } = read);
      from += part.length;
    }
    if (values.length > maxEventsPerRequest) error ??= tooManyEvents;
    await engine.durable();
    const ids = events.map((event) => event.internalId);
    return error === null ? context.json({ ids, status: 200 }) : rejected(context, ids, error);
  });

  app.post('/invoke/:function', async (context) => {
    const [body] = valuesOf((await context.req.text()) || '{}') ?? [];
    const answer = await invokeFunction(services, context.req.param('function'), recordOf(body));
    if ('refusal' in answer) {
      const status = answer.refusal.code === 'event-rejected' ? 400 : 404;
      return context.json({ error: answer.refusal.message, status }, status);
    }
    return context.json({ id: answer.runId ?? answer.event.internalId, status: 200 });
  });
}

/** Those before the first one that is refused. */
function readEvents(
  values: readonly unknown[],
  from: number,
  context: Parameters<typeof readEvent>[2],
): { events: EventRecord[]; error: string | null } {
  const events: EventRecord[] = [];
  for (const [index, value] of values.entries()) {
    const result = readEvent(value, from + index, context);
    if ('error' in result) return { events, error: result.error };
    events.push(result.event);
  }
  return { events, error: null };
}

function rejected(context: Context, ids: string[], error: string) {
  return context.json({ ids, status: 400, error }, 400);
}

/** Null when the text is not a JSON object or array. */
function valuesOf(text: string): unknown[] | null {
  try {
    const value = parseJson(text);
    if (Array.isArray(value)) return value;
    return isRecord(value) ? [value] : null;
  } catch {
    return null;
  }
}
