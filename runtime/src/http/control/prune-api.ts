/** `POST /steplight/prune`: takes away runs that ended long ago (`contract/api.ts`). */
import { Hono } from 'hono';
import type { PruneRequest, PruneResponse } from '../../contract/api.ts';
import { failure } from '../guard.ts';
import { readJson } from '../sdk/sdk-api.ts';
import type { Services } from '../services.ts';

export function pruneRoutes({ housekeeper, engine }: Services): Hono {
  const routes = new Hono();
  routes.post('/', async (context) => {
    const { age = null, size = null, dryRun = false } = ((await readJson(context)) ?? {}) as PruneRequest;
    if (!isLimit(age) || !isLimit(size)) {
      const message = 'POST /steplight/prune takes `age` in milliseconds and `size` in bytes; null: any.';
      return context.json(failure('bad-request', message), 400);
    }
    if (!housekeeper) return context.json({ runs: 0, events: 0 } satisfies PruneResponse);
    engine.flush();
    if (dryRun)
      return context.json({ ...housekeeper.foresee({ age, size }), events: 0 } satisfies PruneResponse);
    const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
    return context.json((await housekeeper.prune({ age, size }, pause)) satisfies PruneResponse);
  });
  return routes;
}

function isLimit(value: unknown): value is number | null {
  return value === null || (typeof value === 'number' && Number.isFinite(value) && value >= 0);
}
