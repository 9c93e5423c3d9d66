/** Serves all HTTP APIs on one port of the loopback interface. */
import type { Server } from 'node:http';
import { createServer } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { surviveErrors } from '../transport/safe-listeners.ts';
import { controlApi } from './control/control-api.ts';
import { addGqlApi } from './gql/gql-api.ts';
import { failure, limitBody, maxBodyBytes, onlyFromHere } from './guard.ts';
import { addV1Api } from './rest/v1-api.ts';
import { v2Api } from './rest/v2-api.ts';
import { addCheckpointApi } from './sdk/checkpoint-api.ts';
import { addConnectApi } from './sdk/connect-api.ts';
import { addDevApi } from './sdk/dev-api.ts';
import { addEventApi } from './sdk/event-api.ts';
import { addMetadataApi } from './sdk/metadata-api.ts';
import { addRealtimeApi } from './sdk/realtime-api.ts';
import { addSdkApi } from './sdk/sdk-api.ts';
import type { Services } from './services.ts';

export function httpApp(services: Services): Hono {
  const app = new Hono();
  app.use(onlyFromHere(services.allowedOrigins, services.allowedHosts), limitBody(maxBodyBytes));
  addEventApi(app, services);
  addSdkApi(app, services);
  addCheckpointApi(app, services);
  addDevApi(app, services);
  addConnectApi(app, services);
  addRealtimeApi(app, services);
  addV1Api(app, services);
  addMetadataApi(app, services);
  addGqlApi(app, services);
  const v2 = v2Api(services);
  app.route('/v2', v2);
  app.route('/api/v2', v2);
  app.route('/steplight', controlApi(services));
  app.notFound((context) =>
    context.json({ error: `${context.req.method} ${context.req.path} not found.`, status: 404 }, 404),
  );
  // The control interface has its own error format.
  app.onError((error, context) =>
    context.req.path.startsWith('/steplight/')
      ? context.json(failure('internal', error.message), 500)
      : context.json({ error: error.message, status: 500 }, 500),
  );
  return app;
}

/** How long a client may take to send its request. */
export interface RequestTimeouts {
  headersMs: number;
  /** Including the body. */
  requestMs: number;
  /** How often slow requests are looked for. */
  checkIntervalMs: number;
}

/** Streams published from a model's output last as long as the model generates. */
const defaultTimeouts: RequestTimeouts = { headersMs: 20_000, requestMs: 900_000, checkIntervalMs: 5_000 };

/**
 * Listens on the loopback interface, on IPv6 too where it exists, since `localhost` may resolve to either.
 *
 * @param port 0: any free port.
 * @throws an error with code EADDRINUSE when the port is taken.
 */
export function listen(
  app: Hono,
  port: number,
  times: RequestTimeouts = defaultTimeouts,
): Promise<{ server: Server; port: number }> {
  return new Promise((resolve, reject) => {
    const serverOptions = {
      headersTimeout: times.headersMs,
      requestTimeout: times.requestMs,
      connectionsCheckingInterval: times.checkIntervalMs,
    };
    const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1', serverOptions }, (address) => {
      surviveErrors(server);
      listenOnIpv6(server, address.port);
      resolve({ server, port: address.port });
    }) as Server;
    server.once('error', reject);
    server.keepAliveTimeout = 30_000;
  });
}

/** Forwards IPv6 connections to the same server. Not every machine has IPv6. */
function listenOnIpv6(server: Server, port: number): void {
  const ipv6Server = createServer((socket) => {
    if (server.listening) server.emit('connection', socket);
    else socket.destroy();
  });
  ipv6Server.on('error', () => {});
  ipv6Server.listen({ port, host: '::1', ipv6Only: true });
  ipv6Server.unref();
  server.once('close', () => ipv6Server.close());
}
