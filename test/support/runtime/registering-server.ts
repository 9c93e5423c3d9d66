/** The two doors of a runtime through which apps come to know it and register (protocol 1.4 and 1.6). */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppRegistry, type AppRegistryOptions } from '../../../runtime/src/apps/app-registry.ts';
import { systemClock } from '../../../runtime/src/clock.ts';

export interface RegisteringServer {
  registry: AppRegistry;
  port: number;
  origin: string;
  messages: string[];
  stop(): Promise<void>;
}

export async function registeringServer(
  options: Partial<AppRegistryOptions> = {},
): Promise<RegisteringServer> {
  const messages: string[] = [];
  let origin = '';
  const registry = new AppRegistry({
    clock: systemClock,
    log: (_, text) => messages.push(text),
    discovery: false,
    apps: [],
    serverOrigin: () => origin,
    ...options,
  });
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const answer =
      request.url === '/dev' ? { version: 'test' } : registry.acceptRegistration(JSON.parse(body || 'null'));
    response.writeHead('error' in answer ? 400 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
  return {
    registry,
    port,
    origin,
    messages,
    async stop() {
      await registry.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
