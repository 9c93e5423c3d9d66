/** Events under `/v2/events` (protocol 6.2). */
import { Hono } from 'hono';
import { readEvent } from '../sdk/read-events.ts';
import { readJson } from '../sdk/sdk-api.ts';
import type { Services } from '../services.ts';
import { runsOfEvent } from '../views/newest-first.ts';
import { answer, answerPage, defaultLimit, refuse } from './v2-responses.ts';
import { runV2 } from './v2-views.ts';

export function eventRoutesV2(services: Services): Hono {
  const { engine } = services;
  const routes = new Hono();

  routes.post('/', async (context) => {
    const body = await readJson(context);
    const result = readEvent(body, 0, { now: engine.now, newId: () => engine.newId() });
    if ('error' in result) return refuse(context, 400, 'validation_error', result.error);
    engine.intake.receive([result.event], 'api');
    await engine.durable();
    return answer(context, { eventId: result.event.internalId });
  });

  routes.get('/:id/runs', (context) => {
    const includeOutput = context.req.query('includeOutput') === 'true';
    const runs = runsOfEvent(services, context.req.param('id'));
    return answerPage(
      context,
      runs.map((run) => runV2(services, run, includeOutput)),
      { limit: defaultLimit },
    );
  });

  return routes;
}
