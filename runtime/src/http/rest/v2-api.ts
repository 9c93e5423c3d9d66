/** The second REST API of Inngest's servers (protocol 6.2), at `/v2` and `/api/v2`, by subject. */
import { Hono } from 'hono';
import type { Services } from '../services.ts';
import { localAccountId } from '../views/wire-id.ts';
import { appRoutesV2 } from './v2-apps.ts';
import { eventRoutesV2 } from './v2-events.ts';
import { answer, answerPage, refuse } from './v2-responses.ts';
import { runRoutesV2 } from './v2-runs.ts';

export function v2Api(services: Services): Hono {
  const api = new Hono();
  api.route('/', accountRoutes());
  api.route('/apps', appRoutesV2(services));
  api.route('/events', eventRoutesV2(services));
  api.route('/runs', runRoutesV2(services));
  for (const path of unsupportedPaths)
    api.all(path, (context) =>
      refuse(context, 501, 'not_implemented', 'Not supported by the local runtime.'),
    );
  api.all('/*', (context) => refuse(context, 404, 'not_found', 'Not Found'));
  return api;
}

/** Constant, since there is one local account with one environment. */
function accountRoutes(): Hono {
  const routes = new Hono();
  routes.get('/health', (context) => answer(context, { status: 'ok' }));
  routes.get('/account', (context) =>
    answer(context, {
      id: localAccountId,
      name: 'Steplight',
      email: 'dev@localhost',
      createdAt,
      updatedAt: createdAt,
    }),
  );
  routes.get('/envs', (context) =>
    answerPage(context, [{ id: localAccountId, name: 'dev', type: 'TEST', createdAt }], {}),
  );
  // A local server needs no keys.
  routes.get('/keys/events', (context) => answerPage(context, [], {}));
  routes.get('/keys/signing', (context) => answerPage(context, [], {}));
  return routes;
}

/** Of an environment that has always existed. */
const createdAt = '2021-05-13T09:30:04Z';

const unsupportedPaths = [
  '/envs',
  '/envs/*',
  '/apps/:app/syncs',
  '/sandboxes/*',
  '/sandboxes',
  '/insights/*',
  '/experiments',
  '/sessions',
  '/sessions/*',
  '/env/webhooks',
  '/partner/*',
];
