/** All faces on one port of the loopback interface. */
import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { controlApi } from './control-api.ts';
import type { Door } from './door.ts';
import { addEventApi } from './event-api.ts';
import { failure, loopbackOnly } from './guard.ts';
import { addRestApi } from './rest-api.ts';
import { addSdkApi } from './sdk-api.ts';

export function httpApp(door: Door): Hono {
  const app = new Hono();
  app.use(loopbackOnly);
  addEventApi(app, door);
  addSdkApi(app, door);
  addRestApi(app, door);
  app.route('/steplight', controlApi(door));
  app.notFound((context) =>
    context.json(
      { error: `${context.req.method} ${context.req.path} is not offered here.`, status: 404 },
      404,
    ),
  );
  app.onError((error, context) => context.json(failure('internal', error.message), 500));
  return app;
}

/** @throws with code EADDRINUSE when the port is taken. 0: a free one. */
export function listen(app: Hono, port: number): Promise<{ server: Server; port: number }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, (address) =>
      resolve({ server, port: address.port }),
    ) as Server;
    server.once('error', reject);
    // A step may be silent for hours while it is reported over this port.
    server.requestTimeout = 0;
    server.keepAliveTimeout = 30_000;
  });
}
