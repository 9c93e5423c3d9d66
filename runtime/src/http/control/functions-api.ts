/** What a person does with functions and with many runs at once, under `/steplight/` (`contract/api.ts`). */
import { Hono } from 'hono';
import type { CancelRunsRequest, SendEventResponse } from '../../contract/api.ts';
import { failure } from '../guard.ts';
import { invokeFunction } from '../invoke-function.ts';
import { readJson } from '../sdk/sdk-api.ts';
import type { Services } from '../services.ts';
import { progressOf } from '../views/run-progress.ts';

export function functionRoutes(services: Services): Hono {
  const routes = new Hono();

  routes.post('/functions/:id/invoke', async (context) => {
    const body = (await readJson(context)) ?? {};
    if (typeof body !== 'object' || Array.isArray(body))
      return context.json(failure('bad-request', 'The body must be an object, e.g. { "data": {} }.'), 400);
    const answer = await invokeFunction(services, context.req.param('id'), body);
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
    const request = readCancellation(await readJson(context));
    if (typeof request === 'string') return context.json(failure('bad-request', request), 400);
    const { functionId, status } = request;
    const { engine, journal } = services;
    engine.flush();
    const runIds = journal.unendedRuns().filter((runId) => {
      const run = progressOf(services, runId);
      return (
        (functionId === undefined || run?.functionId === functionId) &&
        (status === undefined || run?.status === status) &&
        engine.cancel(runId, 'cancelled by a person')
      );
    });
    await engine.durable();
    return context.json({ runIds });
  });

  return routes;
}

/** What is wrong, when it is text. Everything is cancelled only by somebody who says so. */
function readCancellation(body: unknown): CancelRunsRequest | string {
  const { functionId, status, all } = (body ?? {}) as Partial<Record<keyof CancelRunsRequest, unknown>>;
  if (functionId !== undefined && typeof functionId !== 'string') return '"functionId" must be text.';
  if (status !== undefined && !isActive(status))
    return '"status" must be queued, running, waiting or sleeping.';
  if (functionId === undefined && status === undefined && all !== true)
    return 'Name a functionId or a status, or say "all": true.';
  return { ...(functionId === undefined ? {} : { functionId }), ...(status === undefined ? {} : { status }) };
}

function isActive(status: unknown): status is NonNullable<CancelRunsRequest['status']> {
  return ['queued', 'running', 'waiting', 'sleeping'].includes(status as string);
}
