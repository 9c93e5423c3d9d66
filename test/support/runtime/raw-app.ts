/** An app that speaks the wire protocol without an SDK: for crowds of runs, and for answers no SDK gives. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an SDK would have been sent (protocol 2.1). */
export interface RawRequest {
  functionId: string;
  /** Hashed id of the planned step; null for a discovery. */
  target: string | null;
  event: { name: string; data: Record<string, unknown> };
  steps: Record<string, unknown>;
  ctx: Record<string, unknown> & {
    run_id: string;
    attempt: number;
    stack: { stack: string[]; current: number };
  };
  version: number;
}

export interface RawAnswer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

export interface RawApp {
  url: string;
  port: number;
  stop(): Promise<void>;
}

/** Registers at the runtime by itself. */
export async function serveRawApp(
  origin: string,
  functions: { id: string; event: string; retries?: number; options?: Record<string, unknown> }[],
  answer: (request: RawRequest) => RawAnswer | Promise<RawAnswer>,
): Promise<RawApp> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { searchParams } = new URL(request.url ?? '', 'http://app');
    const sdk = { 'x-inngest-sdk': 'inngest-js:v4.24.0', 'content-type': 'application/json' };
    if (request.method !== 'POST')
      return response.writeHead(200, sdk).end('{"message":"Successfully registered"}');
    const target = searchParams.get('stepId');
    const { status, body, headers } = await answer({
      ...JSON.parse(Buffer.concat(chunks).toString()),
      functionId: searchParams.get('fnId') ?? '',
      target: target === 'step' ? null : target,
    });
    response.writeHead(status, { ...sdk, 'x-inngest-req-version': '2', ...headers });
    return response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/api/inngest`;
  const registered = await fetch(`${origin}/fn/register`, {
    method: 'POST',
    body: JSON.stringify({
      url,
      deployType: 'ping',
      framework: 'raw',
      appName: 'raw',
      sdk: 'js:v4.24.0',
      v: '0.1',
      functions: functions.map(({ id, event, retries, options }) => ({
        id,
        name: id,
        triggers: [{ event }],
        ...options,
        steps: {
          step: {
            id: 'step',
            name: 'step',
            runtime: { type: 'http', url: `${url}?fnId=${id}&stepId=step` },
            ...(retries === undefined ? {} : { retries: { attempts: retries } }),
          },
        },
      })),
    }),
  });
  if (!registered.ok) throw new Error(`The raw app was not registered: ${await registered.text()}`);
  return {
    url,
    port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
