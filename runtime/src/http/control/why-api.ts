/** Explains why something did not happen (`contract/why.ts`). */
import { Hono } from 'hono';
import { whyEvent } from '../../engine/explain/why-event.ts';
import { whyRun } from '../../engine/explain/why-run.ts';
import { failure } from '../guard.ts';
import type { Services } from '../services.ts';
import { progressOf } from '../views/run-progress.ts';

export function whyRoutes(services: Services): Hono {
  const { engine, journal, apps, connect } = services;
  const routes = new Hono();
  const sources = () => ({ journal, state: engine.state, functions: apps.all(), now: engine.now });

  routes.get('/runs/:id/why', (context) => {
    const run = progressOf(services, context.req.param('id'));
    if (!run) return context.json(failure('run-not-found', `Run ${context.req.param('id')} not found.`), 404);
    const why = whyRun(run, engine.blockedBy(run.runId), sources());
    const blockedByWorkers = () => connect.blockedBy(run.requests.map(({ requestId }) => requestId));
    return context.json({ ...why, held: why.held ?? blockedByWorkers() });
  });

  routes.get('/events/:id/why', (context) => {
    engine.flush();
    const event = journal.event(context.req.param('id'));
    const { problem } = apps.host();
    return event
      ? context.json({ ...whyEvent(event, sources()), ...(problem === null ? {} : { notLoaded: problem }) })
      : context.json(failure('event-not-found', `Event ${context.req.param('id')} not found.`), 404);
  });

  return routes;
}
