/** Apps and the host of unserved functions under `/steplight/` (`contract/api.ts`). */

import { Hono } from 'hono';
import { messageOf } from '../../contract/error-text.ts';
import { failure } from '../guard.ts';
import type { Services } from '../services.ts';
import { addAppBody, hostBody, inspectHostBody, readBody } from './request-bodies.ts';

export function appRoutes({ apps }: Pick<Services, 'apps'>): Hono {
  const routes = new Hono();

  routes.get('/apps', (context) => context.json({ apps: apps.apps() }));

  routes.post('/apps', async (context) => {
    const request = await readBody(context, addAppBody);
    if ('problem' in request) return context.json(failure('bad-request', request.problem), 400);
    try {
      await apps.addApp(request.body.url);
    } catch (error) {
      return context.json(failure('app-not-found', messageOf(error)), 400);
    }
    return context.json({ apps: apps.apps() });
  });

  routes.put('/host', async (context) => {
    const request = await readBody(context, hostBody);
    if ('problem' in request) return context.json(failure('bad-request', request.problem), 400);
    try {
      return context.json(await apps.configureHost(request.body));
    } catch (error) {
      return context.json(failure('host-failed', messageOf(error)), 500);
    }
  });

  routes.post('/host/inspect', async (context) => {
    const request = await readBody(context, inspectHostBody);
    if ('problem' in request) return context.json(failure('bad-request', request.problem), 400);
    return context.json(await apps.inspectHost(request.body.port));
  });

  return routes;
}
