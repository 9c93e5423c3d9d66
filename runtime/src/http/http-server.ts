/** All faces on one port of the loopback interface. */
import type { Server } from 'node:http';
import { createServer } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { controlApi } from './control/control-api.ts';
import type { Door } from './door.ts';
import { addGqlApi } from './gql/gql-api.ts';
import { failure, largestBody, limitBody, onlyFromHere } from './guard.ts';
import { addV1Api } from './rest/v1-api.ts';
import { v2Api } from './rest/v2-api.ts';
import { addCheckpointApi } from './sdk/checkpoint-api.ts';
import { addConnectApi } from './sdk/connect-api.ts';
import { addDevApi } from './sdk/dev-api.ts';
import { addEventApi } from './sdk/event-api.ts';
import { addMetadataApi } from './sdk/metadata-api.ts';
import { addRealtimeApi } from './sdk/realtime-api.ts';
import { addSdkApi } from './sdk/sdk-api.ts';

export function httpApp(door: Door): Hono {
  const app = new Hono();
  app.use(onlyFromHere(door.allowedOrigins), limitBody(largestBody));
  addEventApi(app, door);
  addSdkApi(app, door);
  addCheckpointApi(app, door);
  addDevApi(app, door);
  addConnectApi(app, door);
  addRealtimeApi(app, door);
  addV1Api(app, door);
  addMetadataApi(app, door);
  addGqlApi(app, door);
  const v2 = v2Api(door);
  app.route('/v2', v2);
  app.route('/api/v2', v2);
  app.route('/steplight', controlApi(door));
  app.notFound((context) =>
    context.json(
      { error: `${context.req.method} ${context.req.path} is not offered here.`, status: 404 },
      404,
    ),
  );
  // The control interface has a shape of its own.
  app.onError((error, context) =>
    context.req.path.startsWith('/steplight/')
      ? context.json(failure('internal', error.message), 500)
      : context.json({ error: error.message, status: 500 }, 500),
  );
  return app;
}

/** Milliseconds a sender may take. */
export interface SendingTimes {
  headers: number;
  /** With the body. */
  request: number;
  /** How often it is looked whether somebody takes longer. */
  check: number;
}

/** What is published while a model speaks takes as long as it speaks. */
const usualTimes: SendingTimes = { headers: 20_000, request: 900_000, check: 5_000 };

/**
 * Listens on the loopback interface, also under its IPv6 address where there is one: `localhost` may mean either.
 *
 * @throws with code EADDRINUSE when the port is taken. 0: a free one.
 */
export function listen(
  app: Hono,
  port: number,
  times: SendingTimes = usualTimes,
): Promise<{ server: Server; port: number }> {
  return new Promise((resolve, reject) => {
    const serverOptions = {
      headersTimeout: times.headers,
      requestTimeout: times.request,
      connectionsCheckingInterval: times.check,
    };
    const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1', serverOptions }, (address) => {
      listenOnIpv6(server, address.port);
      resolve({ server, port: address.port });
    }) as Server;
    server.once('error', reject);
    server.keepAliveTimeout = 30_000;
  });
}

/** The same server at a second door; not every machine has one. */
function listenOnIpv6(server: Server, port: number): void {
  const door = createServer((socket) => {
    if (server.listening) server.emit('connection', socket);
    else socket.destroy();
  });
  door.on('error', () => {});
  door.listen({ port, host: '::1', ipv6Only: true });
  door.unref();
  server.once('close', () => door.close());
}
