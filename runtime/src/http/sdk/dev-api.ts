/** The dev server's description of itself, and the removal of apps (protocol 1.6, 6.1). */
import type { Hono } from 'hono';
import type { Services } from '../services.ts';
import { wireFunction } from '../views/wire-function.ts';

export function addDevApi(app: Hono, { apps, status }: Services): void {
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
