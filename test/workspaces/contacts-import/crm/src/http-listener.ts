import { createServer, type IncomingMessage } from 'node:http';

/**
 * Serves a handler that speaks `Request` and `Response` over node's HTTP server.
 *
 * @returns the address, once it accepts requests.
 */
export function listen(handler: (request: Request) => Promise<Response>, port: number): Promise<string> {
  const server = createServer(async (incoming, outgoing) => {
    const response = await handler(await toRequest(incoming));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(`http://127.0.0.1:${port}`));
  });
}

async function toRequest(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, String(value));
  }
  const { method = 'GET', url = '/' } = incoming;
  return new Request(`http://${incoming.headers.host}${url}`, {
    method,
    headers,
    ...(method === 'GET' || method === 'HEAD' ? {} : { body: Buffer.concat(chunks) }),
  });
}
