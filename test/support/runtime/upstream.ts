/** Some other company's server: answers from a script, and remembers what it was asked. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface UpstreamRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface UpstreamAnswer {
  status?: number;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
}

export interface Upstream {
  origin: string;
  /** Oldest first. */
  requests: UpstreamRequest[];
  /** Requests whose caller has gone before they were answered. */
  abandoned: number;
  stop(): Promise<void>;
}

export async function serveUpstream(
  answer: (request: UpstreamRequest) => UpstreamAnswer | Promise<UpstreamAnswer>,
): Promise<Upstream> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url: path = '', headers } = request;
    const asked = { method, path, headers, body: Buffer.concat(chunks).toString() };
    upstream.requests.push(asked);
    response.on('close', () => {
      if (!response.writableFinished) upstream.abandoned++;
    });
    const given = await answer(asked);
    if (response.destroyed) return;
    response.writeHead(given.status ?? 200, given.headers);
    response.end(given.body ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const upstream: Upstream = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    abandoned: 0,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return upstream;
}
