/** Something that listens where an app may be, and answers as a test says. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ScriptedApp {
  url: string;
  port: number;
  /** Methods of the requests that came. */
  asked: string[];
  stop(): Promise<void>;
}

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => unknown;

export async function scriptedApp(answer: Answer, port = 0): Promise<ScriptedApp> {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    asked.push(request.method ?? '');
    answer(request, response, body);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const actual = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${actual}/api/inngest`,
    port: actual,
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface ServedApp {
  id?: string;
  sdk?: string;
  functions?: { id: string; event?: string; config?: Record<string, unknown> }[];
  /** Path and query of the functions' own address; theirs by default. */
  url?: string;
}

/** An app of SDK 4 as it shows itself: inspected, synced in band, and refusing to call anybody. */
export function sdkAnswers(served: () => ServedApp): Answer {
  return (request, response) => {
    const { id = 'app', sdk = 'v4.24.0', functions = [{ id: 'import', event: 'list.uploaded' }] } = served();
    const url = `http://${request.headers.host}/api/inngest`;
    const headers = { 'content-type': 'application/json', 'x-inngest-sdk': `inngest-js:${sdk}` };
    if (request.method === 'GET') {
      const inspection = {
        mode: 'dev',
        schema_version: '2024-05-24',
        function_count: functions.length,
        extra: {},
      };
      return response.writeHead(200, headers).end(JSON.stringify(inspection));
    }
    if (request.method === 'POST') return response.writeHead(200, headers).end(JSON.stringify(url));
    if (request.headers['x-inngest-sync-kind'] !== 'in_band')
      return response.writeHead(200, headers).end('{"message":"Successfully registered"}');
    const registration = {
      app_id: id,
      url,
      framework: 'express',
      sdk: `js:${sdk}`,
      functions: functions.map((fn) => ({
        id: `${id}-${fn.id}`,
        name: fn.id,
        triggers: fn.event ? [{ event: fn.event }] : [],
        steps: {
          step: {
            id: 'step',
            name: 'step',
            runtime: { type: 'http', url: `${url}?fnId=${id}-${fn.id}&stepId=step` },
          },
        },
        ...fn.config,
      })),
    };
    return response
      .writeHead(200, { ...headers, 'x-inngest-sync-kind': 'in_band' })
      .end(JSON.stringify(registration));
  };
}
