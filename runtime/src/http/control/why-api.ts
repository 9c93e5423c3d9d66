/** Why something did not happen (`contract/why.ts`). */
import { Hono } from 'hono';
import { whyEvent } from '../../engine/explain/why-event.ts';
import { whyRun } from '../../engine/explain/why-run.ts';
import { type Door, progressOf } from '../door.ts';
import { failure } from '../guard.ts';

export function whyRoutes(door: Door): Hono {
  const { engine, journal, apps, connect } = door;
  const routes = new Hono();
  const sources = () => ({ journal, state: engine.state, functions: apps.all(), now: engine.now });

  routes.get('/runs/:id/why', (context) => {
    const run = progressOf(door, context.req.param('id'));
    if (!run)
      return context.json(failure('run-not-found', `There is no run ${context.req.param('id')}.`), 404);
    const why = whyRun(run, engine.blockedBy(run.runId), sources());
    const inLine = () => connect.blockedBy(run.requests.map(({ requestId }) => requestId));
    return context.json({ ...why, held: why.held ?? inLine() });
  });

  routes.get('/events/:id/why', (context) => {
    engine.flush();
    const event = journal.event(context.req.param('id'));
    return event
      ? context.json(whyEvent(event, sources()))
      : context.json(failure('event-not-found', `There is no event ${context.req.param('id')}.`), 404);
  });

  return routes;
}
