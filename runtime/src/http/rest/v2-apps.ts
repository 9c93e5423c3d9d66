/** Apps and their functions under `/v2/apps` (protocol 6.2). */
import { type Context, Hono } from 'hono';
import { invokeFunction } from '../invoke-function.ts';
import { readJson } from '../sdk/sdk-api.ts';
import type { Services } from '../services.ts';
import { functionOfApp } from './cancellations.ts';
import { readInvokeV2 } from './v2-requests.ts';
import { answer, answerPage, defaultLimit, refuse } from './v2-responses.ts';
import { answerRuns } from './v2-runs.ts';
import { appV2, functionV2 } from './v2-views.ts';

export function appRoutesV2(services: Services): Hono {
  const { apps } = services;
  const routes = new Hono();
  const functionOf = (context: Context) =>
    functionOfApp(services, context.req.param('app') ?? '', context.req.param('function') ?? '');

  routes.get('/', (context) => answerPage(context, apps.apps().map(appV2), { limit: defaultLimit }));

  routes.get('/:app', (context) => {
    const app = apps.apps().find(({ appId }) => appId === context.req.param('app'));
    return app ? answer(context, appV2(app)) : refuse(context, 404, 'not_found', 'App not found');
  });

  routes.get('/:app/functions', (context) => {
    const functions = apps.all().filter(({ appId }) => appId === context.req.param('app'));
    return answerPage(context, functions.map(functionV2), { limit: defaultLimit });
  });

  routes.get('/:app/functions/:function', (context) => {
    const fn = functionOf(context);
    return fn ? answer(context, functionV2(fn)) : functionNotFound(context);
  });

  routes.get('/:app/functions/:function/runs', async (context) => {
    const fn = functionOf(context);
    if (!fn) return functionNotFound(context);
    return answerRuns(context, services, (query) => ({ ...query, isFunction: (id) => id === fn.id }));
  });

  routes.post('/:app/functions/:function/invoke', async (context) => {
    const request = readInvokeV2(await readJson(context));
    if (typeof request === 'string') return refuse(context, 400, 'api_error', request);
    if (request.data === null) return refuse(context, 400, 'missing_field', 'Input data is required');
    const fn = functionOf(context);
    return fn ? invoke(context, services, fn.id, request) : functionNotFound(context);
  });

  return routes;
}

async function invoke(
  context: Context,
  services: Services,
  functionId: string,
  { data, key }: { data: Record<string, unknown> | null; key: string | null },
) {
  const invoked = await invokeFunction(services, functionId, { data }, key);
  if ('refusal' in invoked) return refuse(context, 400, 'validation_error', invoked.refusal.message);
  const { runId, event, isRepeated } = invoked;
  if (runId !== null) return answer(context, { runId }, isRepeated ? 409 : 200);
  const isRefused = services.journal.entriesOf(event.internalId).some(({ kind }) => kind === 'start-refused');
  return isRefused
    ? refuse(context, 422, 'rate_limited', 'Function execution rate limit exceeded. Please try again later.')
    : refuse(context, 422, 'function_debounced', 'Function invocation was debounced.');
}

function functionNotFound(context: Context) {
  return refuse(context, 404, 'not_found', 'Function not found');
}
