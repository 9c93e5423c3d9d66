/** `POST /e/:key` and `POST /invoke/:function` (protocol 3.1). */

import type { Context, Hono } from 'hono';
import { isRecord, recordOf } from '../../contract/records.ts';
import type { EventRecord } from '../../contract/run.ts';
import { parseJson } from '../../sdk-protocol/json.ts';
import { maxEventsPerRequest, tooManyEvents } from '../../sdk-protocol/limits.ts';
import { invokeFunction } from '../invoke-function.ts';
import type { Services } from '../services.ts';
import { readEvent, seededIds } from './read-events.ts';

const badBody = 'Request body must contain an event object or an array of event objects';

export function addEventApi(app: Hono, services: Services): void {
  const { engine } = services;
  app.post('/e/:key', async (context) => {
    const text = await context.req.text();
    const values = text.trim() === '' ? [] : valuesOf(text);
    if (!values) return rejected(context, [], badBody);
    const seeded = seededIds(context.req.header('x-inngest-event-id-seed'));
    const now = engine.now;
    const newId = seeded ?? (() => engine.newId());
    const events: EventRecord[] = [];
    let error = values.length > maxEventsPerRequest ? tooManyEvents : null;
    for (const [index, value] of values.slice(0, maxEventsPerRequest).entries()) {
      const result = readEvent(value, index, { now, newId });
      if ('error' in result) {
        error = result.error;
        break;
      }
      events.push(result.event);
    }
    // A seed gives resent events the same ids, so that they are not received twice.
    const fresh = seeded ? events.filter((event) => engine.state.event(event.internalId) === null) : events;
    engine.intake.receive(fresh, 'api');
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
