/** The dev server's description of itself, and the removal of apps (protocol 1.6, 6.1). */
import type { Context, Hono } from 'hono';
import type { RunLimit } from '../../engine/state/run-limits.ts';
import type { Services } from '../services.ts';
import { wireFunction } from '../views/wire-function.ts';
import { uuidOf } from '../views/wire-id.ts';

const limitRoutes: readonly { path: string; limit: RunLimit; name: string }[] = [
  { path: '/fn/step-limit', limit: 'steps', name: 'step limit' },
  { path: '/fn/state-size-limit', limit: 'stateBytes', name: 'state size limit' },
];

export function addDevApi(app: Hono, services: Services): void {
  const { apps, status } = services;
  addLimitRoutes(app, services);
  // SDKs accept any JSON object as a dev server; other tools read the functions.
  app.get('/dev', (context) =>
    context.json({
      version: status().version,
      steplight: true,
      authed: false,
      isSingleNodeService: false,
      isMissingSigningKey: false,
      isMissingEventKeys: false,
      // The dashboard hides some of its parts without these.
      features: { FEATURE_CEL_SEARCH: true, 'enable-step-metadata': true, 'run-details-v4': true },
      functions: apps.all().map(wireFunction),
      handlers: apps
        .apps()
        .map(({ appId, url, sdk, status: state }) => ({ app: appId, url, sdk, status: state })),
    }),
  );

  app.delete('/fn/remove', (context) => {
    const url = context.req.query('url');
    if (!url) return context.json({ error: 'The query must specify a url.', status: 400 }, 400);
    apps.removeApp(url);
    return context.body(null, 200);
  });
}

/** Other limits for a function's runs, as a form or in the query: `functionId` (the UUID, or the ID on the wire) and `limit`. */
function addLimitRoutes(app: Hono, { apps, engine }: Services): void {
  const { limits } = engine.state;
  const idOf = (wanted: string) => apps.all().find(({ id }) => uuidOf(id) === wanted)?.id ?? wanted;
  for (const { path, limit, name } of limitRoutes) {
    app.post(path, async (context) => {
      const { functionId, limit: text } = await formOf(context);
      if (!/^-?\d+$/.test(text)) return context.json({ error: `Invalid limit: ${text}`, status: 400 }, 400);
      limits.set(idOf(functionId), limit, Number(text));
      return context.body(null, 200);
    });
    app.delete(path, async (context) => {
      const { functionId } = await formOf(context);
      if (limits.reset(idOf(functionId), limit)) return context.body(null, 200);
      return context.json({ error: `No ${name} set for function: ${functionId}`, status: 404 }, 404);
    });
  }
}

async function formOf(context: Context): Promise<{ functionId: string; limit: string }> {
  const isForm = /form/.test(context.req.header('content-type') ?? '');
  const form = isForm ? await context.req.parseBody() : {};
  const text = (name: string) => String(form[name] ?? context.req.query(name) ?? '');
  return { functionId: text('functionId'), limit: text('limit') };
}
