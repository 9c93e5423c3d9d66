/** `POST /steplight/prune`: removes runs that ended long ago (`contract/api.ts`). */
import { Hono } from 'hono';
import type { PruneResponse } from '../../contract/api.ts';
import { failure } from '../guard.ts';
import type { Services } from '../services.ts';
import { pruneBody, readBody } from './request-bodies.ts';

export function pruneRoutes({ housekeeper, engine }: Pick<Services, 'housekeeper' | 'engine'>): Hono {
  const routes = new Hono();

  routes.post('/', async (context) => {
    const request = await readBody(context, pruneBody);
    if ('problem' in request) return context.json(failure('bad-request', request.problem), 400);
    const { age, size, dryRun = false } = request.body;
    if (!housekeeper) return context.json({ runs: 0, events: 0 } satisfies PruneResponse);
    engine.flush();
    if (dryRun)
      return context.json({ ...housekeeper.estimate({ age, size }), events: 0 } satisfies PruneResponse);
    const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
    return context.json((await housekeeper.prune({ age, size }, pause)) satisfies PruneResponse);
  });

  return routes;
}
