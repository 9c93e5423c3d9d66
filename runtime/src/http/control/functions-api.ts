/** Invoking functions and cancelling runs in bulk, under `/steplight/` (`contract/api.ts`). */
import { Hono } from 'hono';
import type { SendEventResponse } from '../../contract/api.ts';
import { failure } from '../guard.ts';
import { invokeFunction } from '../invoke-function.ts';
import type { Services } from '../services.ts';
import { progressOf } from '../views/run-progress.ts';
import { cancelRunsBody, invokeBody, readBody } from './request-bodies.ts';

export function functionRoutes(services: Services): Hono {
  const routes = new Hono();

  routes.post('/functions/:id/invoke', async (context) => {
    const request = await readBody(context, invokeBody);
    if ('problem' in request) return context.json(failure('bad-request', request.problem), 400);
    const answer = await invokeFunction(services, context.req.param('id'), request.body);
    if ('refusal' in answer) {
      const { code, message } = answer.refusal;
      return context.json(failure(code, message), code === 'app-not-found' ? 404 : 400);
    }
    const { event, functionId, runId } = answer;
    const response: SendEventResponse = {
      event,
      runs: runId === null ? [] : [{ runId, functionId }],
      resumed: [],
      notMatched: [],
    };
    return context.json(response);
  });

  routes.post('/cancellations', async (context) => {
    const request = await readBody(context, cancelRunsBody);
    if ('problem' in request) return context.json(failure('bad-request', request.problem), 400);
    const { functionId, status } = request.body;
    const { engine, journal } = services;
    engine.flush();
    const runIds = journal.unendedRuns().filter((runId) => {
      const run = progressOf(services, runId);
      return (
        (functionId === undefined || run?.functionId === functionId) &&
        (status === undefined || run?.status === status) &&
        engine.cancel(runId, 'user request')
      );
    });
    await engine.durable();
    return context.json({ runIds });
  });

  return routes;
}
