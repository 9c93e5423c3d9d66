/**
 * An app whose every run waits once, without an SDK, so that it costs next to nothing: for crowds of runs.
 *
 * Told once when it has been asked so often in all; `at` is when that was.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ExpectCalls {
  calls: number;
}

export interface ExpectedCalls {
  /** Unix milliseconds, with fractions. */
  endedAt: number;
}

const origin = process.argv[2]!;
const headers = {
  'x-inngest-sdk': 'inngest-js:v4.24.0',
  'x-inngest-req-version': '2',
  'content-type': 'application/json',
};
const waits = JSON.stringify([
  {
    op: 'WaitForEvent',
    id: '0f9c1e5bb7d4cd0f7bd9a6a1b2a3c4d5e6f70819',
    name: 'crowd/called',
    displayName: 'called',
    userland: { id: 'called' },
    opts: { event: 'crowd/called', timeout: '7d', if: 'event.data.id == async.data.id' },
  },
]);
let left = 0;

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (request.method !== 'POST') return response.writeHead(200, headers).end('{}');
  const { steps } = JSON.parse(Buffer.concat(chunks).toString()) as { steps: object };
  if (Object.keys(steps).length === 0) response.writeHead(206, headers).end(waits);
  else response.writeHead(200, headers).end('"called"');
  if (--left === 0)
    process.send!({ endedAt: performance.timeOrigin + performance.now() } satisfies ExpectedCalls);
});

server.listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/inngest`;
  const step = {
    id: 'step',
    name: 'step',
    runtime: { type: 'http', url: `${url}?fnId=crowd-waits&stepId=step` },
  };
  const registered = await fetch(`${origin}/fn/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      url,
      deployType: 'ping',
      framework: 'raw',
      appName: 'crowd',
      sdk: 'js:v4.24.0',
      v: '0.1',
      functions: [{ id: 'crowd-waits', name: 'waits', triggers: [{ event: 'crowd/came' }], steps: { step } }],
    }),
  });
  if (!registered.ok) throw new Error(`The app was not registered: ${await registered.text()}`);
  process.send!({ url });
});

process.on('message', ({ calls }: ExpectCalls) => {
  left = calls;
  process.send!({});
});
process.on('disconnect', () => process.exit());
