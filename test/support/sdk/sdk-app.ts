/** A real app: functions of any SDK major served over HTTP on a free port of this process. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

type FetchHandler = (request: Request) => Promise<Response>;

export interface SdkApp {
  url: string;
  port: number;
  /** Calls that the runtime made to execute something, oldest first. */
  recorded: { path: string; headers: Record<string, string>; body: string }[];
  stop(): Promise<void>;
}

/** @param handler of the SDK's `edge` adapter, which every major has. @param port 0: a free one. */
export async function serveApp(handler: FetchHandler, port = 0): Promise<SdkApp> {
  const recorded: SdkApp['recorded'] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const url = `http://${request.headers.host}${request.url}`;
    const headers = Object.entries(request.headers).map(
      ([name, value]) => [name, String(value)] as [string, string],
    );
    if (request.method === 'POST') {
      const { host: _, connection: __, 'content-length': ___, ...sent } = Object.fromEntries(headers);
      recorded.push({ path: request.url ?? '', headers: sent, body: body.toString() });
    }
    const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
    const answer = await handler(
      new Request(url, { method: request.method ?? 'GET', headers, ...(hasBody ? { body } : {}) }),
    );
    // Tests start apps anew at the same port and ask them at once: nobody keeps a connection to the old one.
    const kept = request.method === 'POST' ? {} : { connection: 'close' };
    response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), ...kept });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await listening(server, port);
  const actual = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${actual}/api/inngest`,
    port: actual,
    recorded,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}
