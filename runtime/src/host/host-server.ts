/** The host's HTTP server: one path per app, on loopback, for the runtime only. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageOf } from '../contract/error-text.ts';
import { givenBackHeader } from '../transport/given-back.ts';
import { requestTarget, surviveErrors } from '../transport/safe-listeners.ts';
import { exemptServer } from './load-effects.ts';
import type { SdkHandler } from './sdk-handler.ts';
import { insideRun } from './step-context.ts';

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

export class HostServer {
  readonly #handlers = new Map<string, SdkHandler>();
  readonly #server: Server;
  readonly #inFlight = new Set<ServerResponse>();
  #onIdle: (() => void) | null = null;

  constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
    exemptServer(this.#server);
    // The runtime keeps its connections; they must not end just as it sends something.
    this.#server.keepAliveTimeout = 0;
    this.#server.requestTimeout = 0;
  }

  /** @returns the origin. */
  listen(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', () => {
        surviveErrors(this.#server);
        resolve(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`);
      });
    });
  }

  mount(path: string, handler: SdkHandler): void {
    this.#handlers.set(path, handler);
  }

  /** Resolves when the last request in flight has been answered. */
  close(): Promise<void> {
    this.#server.close();
    if (this.#inFlight.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onIdle = resolve;
    });
  }

  /** Answers the requests in flight so that their senders repeat them elsewhere. */
  giveBack(): void {
    for (const response of this.#inFlight) {
      if (!response.headersSent) response.writeHead(503, { [givenBackHeader]: 'true' }).end();
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host = '127.0.0.1', origin } = request.headers;
    // Web pages can post to loopback; none may do so here.
    if (!loopback.test(host) || origin !== undefined) {
      response.writeHead(403).end('Only the Steplight runtime on this machine may call this');
      return;
    }
    const url = requestTarget(request);
    const handler = url ? this.#handlers.get(url.pathname) : undefined;
    if (!url || !handler) {
      response.writeHead(404).end('No app is served here');
      return;
    }
    if (request.method !== 'POST' && request.method !== 'PUT') {
      response.writeHead(405, { allow: 'POST, PUT' }).end('Only POST and PUT are served here');
      return;
    }
    this.#inFlight.add(response);
    try {
      const body = await textOf(request);
      const runId = runIdOf(request, body);
      const address = new URL(`http://${host}${url.pathname}${url.search}`);
      const answer = await insideRun(runId, () => handler(toRequest(address, request, body)));
      if (response.headersSent) return;
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(Buffer.from(await answer.arrayBuffer()));
      // It has closed already when the runtime hung up.
      if (!response.closed) await once(response, 'close');
    } catch (error) {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(`The host could not respond: ${messageOf(error)}`);
    } finally {
      this.#inFlight.delete(response);
      if (this.#inFlight.size === 0) this.#onIdle?.();
    }
  }
}

function toRequest(url: URL, request: IncomingMessage, body: string): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined && name !== 'connection') headers.set(name, String(value));
  }
  return new Request(url, { method: request.method ?? 'POST', headers, body });
}

/** The run whose code the request executes, from the header or from `ctx.run_id` (protocol 1.1 and 2.1). */
function runIdOf(request: IncomingMessage, body: string): string | null {
  const header = request.headers['x-run-id'];
  if (typeof header === 'string' && header !== '') return header;
  return /"run_id"\s*:\s*"([^"]+)"/.exec(body)?.[1] ?? null;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
