/** Invoking functions, under `/steplight/` (`contract/api.ts`). */
import { Hono } from 'hono';
import type { SendEventResponse } from '../../contract/api.ts';
import { failure } from '../guard.ts';
import { invokeFunction } from '../invoke-function.ts';
import type { Services } from '../services.ts';
import { invokeBody, readBody } from './request-bodies.ts';

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

  return routes;
}
