/** What untrusted clients can do to a runtime: web pages, rebound names, huge, deeply nested and slow requests. */
import { once } from 'node:events';
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { limitBody, maxBodyBytes, whyRefused } from '../../../runtime/src/http/guard.ts';
import { listen } from '../../../runtime/src/http/http-server.ts';
import { maxJsonDepth } from '../../../runtime/src/sdk-protocol/json.ts';
import { checkVisit, visit } from '../../support/runtime/check-visit.ts';
import { type RawRequest, serveRawApp } from '../../support/runtime/raw-app.ts';
import { type RuntimeHarness, runRuntime, temporaryFolder } from '../../support/runtime/runtime-harness.ts';
import { result } from '../../support/runtime/scripted-engine.ts';
import { waitUntil } from '../../support/wait-until.ts';

const folder = temporaryFolder();
let harness: RuntimeHarness;
let port: number;
beforeAll(async () => {
  harness = await runRuntime({
    dataFolder: folder.path,
    allowedOrigins: ['https://dashboard.example'],
    allowedHosts: ['host.docker.internal'],
  });
  port = harness.runtime.port;
});
afterAll(async () => {
  await harness.stop();
  folder.remove();
});

const event = JSON.stringify({ name: 'shop/paid' });
const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const stored = async () => (await harness.client.status()).lastSeq;

describe('web pages', () => {
  const page = 'https://evil.example';
  const doors = [
    'POST /e/key',
    'POST /invoke/shop-pay',
    'POST /fn/register',
    'POST /v1/signals',
    'DELETE /v1/runs/1',
    'GET /v1/events',
    'GET /dev',
    'GET /health',
    'POST /v0/gql',
    'GET /v0/gql',
    'POST /v1/cancellations',
    'POST /v2/events',
    'POST /api/v2/runs/1/cancel',
    'DELETE /fn/remove',
    'POST /steplight/events',
    'GET /steplight/stream',
    'GET /nowhere',
  ];

  test.each(doors)('may not %s', async (request) => {
    const before = await stored();
    const body = request.startsWith('POST') ? { body: event } : {};
    // The one kind of request that browsers send without asking first.
    const simple = { 'content-type': 'text/plain' };
    await checkVisit(
      { port, request, headers: { ...simple, origin: page }, ...body },
      '403 forbidden-origin',
    );
    await checkVisit(
      { port, request, headers: { ...simple, origin: 'null' }, ...body },
      '403 forbidden-origin',
    );
    await checkVisit(
      { port, request, headers: { host: `evil.example:${port}` }, ...body },
      '403 forbidden-origin',
    );
    expect(await stored()).toBe(before);
  });

  test('are rejected in the preflight', async () => {
    const headers = { origin: page, 'access-control-request-method': 'POST' };
    const { status, headers: answered } = await visit({ port, request: 'OPTIONS /e/key', headers });
    expect([status, answered['access-control-allow-origin']]).toEqual([403, undefined]);
  });

  test('that were allowed may send events, even from a secure site to this machine', async () => {
    const origin = 'https://dashboard.example';
    const asked = await visit({
      port,
      request: 'OPTIONS /e/key',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
        'access-control-request-private-network': 'true',
      },
    });
    expect([asked.status, asked.headers]).toMatchObject([
      204,
      {
        'access-control-allow-origin': origin,
        'access-control-allow-headers': 'authorization,content-type',
        'access-control-allow-private-network': 'true',
        vary: 'Origin, Access-Control-Request-Headers',
      },
    ]);
    const sent = await visit({ port, request: 'POST /e/key', headers: { origin }, body: event });
    expect([sent.status, sent.headers['access-control-allow-origin']]).toEqual([200, origin]);
  });

  test('are not admitted by the name that containers may use', async () => {
    const headers = { host: `Host.docker.internal:${port}` };
    await checkVisit({ port, request: 'POST /e/key', headers, body: event }, '200');
    await checkVisit({ port, request: 'GET /steplight/status', headers }, '401 unauthorized');
    await checkVisit(
      { port, request: 'POST /e/key', headers: { ...headers, origin: page }, body: event },
      '403 forbidden-origin',
    );
    for (const other of ['x.host.docker.internal', 'host.docker.internal.evil.example'])
      await checkVisit(
        { port, request: 'POST /e/key', headers: { host: other }, body: event },
        '403 forbidden-origin',
      );
  });

  test('of this machine may send events, and still need the token for the control interface', async () => {
    const headers = { origin: 'http://localhost:3000' };
    await checkVisit({ port, request: 'POST /e/key', headers, body: event }, '200');
    await checkVisit({ port, request: 'GET /steplight/status', headers }, '401 unauthorized');
  });

  test.each([
    [
      'an image or script of another site',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'image' },
      true,
    ],
    ['a frame in another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'iframe' }, true],
    ['a link that somebody follows', { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' }, false],
    ['a page of its own', { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'empty' }, false],
    ['a program', {}, false],
    ['a name that ends like this machine', { host: 'localhost.evil.example' }, true],
    ['a name that begins like an address', { host: '127.0.0.1.evil.example:8288' }, true],
    ['an origin that contains one of this machine', { origin: 'https://localhost@evil.example' }, true],
    ['an origin with credentials', { origin: 'http://evil.example@localhost:1' }, false],
    ['the machine under IPv6', { host: '[::1]:8288', origin: 'http://[::1]:3000' }, false],
  ])('%s', (_, headers, isRefused) => {
    expect(whyRefused({ host: '127.0.0.1:8288', ...headers }, new Set(), new Set()) !== null).toBe(isRefused);
  });
});

describe('this machine', () => {
  test('is reachable at both loopback addresses', async () => {
    await checkVisit({ port, host: '::1', request: 'GET /health' }, '200');
    await checkVisit({ port, host: '127.0.0.1', request: 'GET /health' }, '200');
  });

  test.each(['', 'Bearer', 'Bearer x', 'Basic x'])('needs the token: %j', (authorization) =>
    checkVisit({ port, request: 'GET /steplight/status', headers: { authorization } }, '401 unauthorized'),
  );

  test('stores the token and the runs so that only the user can read them, even in a folder that others can list', async () => {
    const open = temporaryFolder();
    chmodSync(open.path, 0o755);
    const other = await runRuntime({ dataFolder: open.path });
    await other.client.sendEvent({ name: 'shop/paid' });
    const files = readdirSync(open.path).filter((name) => statSync(join(open.path, name)).isFile());
    expect(files).toEqual(
      expect.arrayContaining(['journal.sqlite', 'journal.sqlite-wal', 'lock', 'session.json']),
    );
    for (const name of files) {
      expect([name, (statSync(join(open.path, name)).mode & 0o777).toString(8)]).toEqual([name, '600']);
    }
    await other.stop();
    open.remove();
  });
});

describe('limits', () => {
  test('100,000 brackets are not an event, a response or a request', async () => {
    await checkVisit(
      { port, request: 'POST /e/key', body: `{"name":"a","data":{"x":${deep(100_000)}}}` },
      '400',
    );
    await checkVisit({ port, request: 'POST /fn/register', body: deep(100_000) }, '400');
    await checkVisit(
      { port, request: 'POST /v1/signals', body: `{"signal":${'{"a":'.repeat(100_000)}` },
      '400',
    );
    const headers = { authorization: `Bearer ${harness.runtime.token}` };
    await checkVisit(
      { port, request: 'POST /steplight/events', headers, body: deep(100_000) },
      '400 event-rejected',
    );
  });

  test('nesting is accepted up to the limit, and brackets in strings do not count', async () => {
    const data = { deep: JSON.parse(deep(maxJsonDepth - 2)) as unknown, text: '["\\'.repeat(2_000) };
    const { event: taken } = await harness.client.sendEvent({ name: 'shop/deep', data });
    expect(taken.data).toEqual(data);
  });

  test('a body that is declared too large, and one that turns out to be too large', async () => {
    const headers = { 'content-length': String(maxBodyBytes + 1) };
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `POST /e/key HTTP/1.1\r\nHost: localhost\r\n${Object.entries(headers)[0]!.join(': ')}\r\n\r\n`,
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
    const chunked = { 'transfer-encoding': 'chunked' };
    await checkVisit({ port, request: 'POST /e/key', headers: chunked, body: event }, '200');
  });

  const publishing = [
    ['/v1/realtime/publish', 'text/stream'],
    ['/v1/realtime/publish/tee', 'text/plain'],
  ];
  const limited = async (maxBytes: number) => {
    const app = new Hono();
    app.use(limitBody(maxBytes));
    app.onError((error, context) => context.text(error.message, 500));
    app.post('/*', async (context) => {
      const { value } = await context.req.raw.body!.getReader().read();
      return context.text(Buffer.from(value!).toString());
    });
    return listen(app, 0);
  };
  /** What comes back for the beginning of a body whose length is not said. */
  const begin = async (own: number, [path, type]: string[], chunk = 'much too long') => {
    const socket = connect(own, '127.0.0.1');
    const head = [`POST ${path} HTTP/1.1`, 'Host: localhost', `Content-Type: ${type}`];
    const size = chunk.length.toString(16);
    socket.write(`${head.join('\r\n')}\r\nTransfer-Encoding: chunked\r\n\r\n${size}\r\n${chunk}\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    return answer.toString();
  };

  test.each([['/e/key', 'text/stream'], ['/v1/realtime/publish', 'application/json'], ...publishing])(
    'a body of unknown length is counted: %s with %s',
    async (path, type) => {
      const { server, port: own } = await limited(8);
      const answer = await begin(own, [path, type]);
      expect(answer).toMatch(/^HTTP\/1\.1 413 /);
      expect(answer).toContain('The request body exceeds 8 bytes.');
      server.close();
    },
  );

  test.each(publishing)('a stream to publish is read as it arrives: %s with %s', async (path, type) => {
    const { server, port: own } = await limited(32);
    expect(await begin(own, [path, type])).toMatch(/^HTTP\/1\.1 200 /);
    server.close();
  });

  test.each(publishing)(
    'a stream that declares too much is rejected at once: %s with %s',
    async (path, type) => {
      const socket = connect(port, '127.0.0.1');
      const head = [`POST ${path}?channel=a&topic=b HTTP/1.1`, 'Host: localhost', `Content-Type: ${type}`];
      socket.write(`${head.join('\r\n')}\r\nContent-Length: ${maxBodyBytes + 1}\r\n\r\nx`);
      const [answer] = (await once(socket, 'data')) as [Buffer];
      socket.destroy();
      expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 [\s\S]*exceeds 32 MiB\./);
    },
  );

  test('at most a hundred readers of the control streams, until some leave', async () => {
    const readers: AbortController[] = [];
    const open = async (path: string) => {
      const reader = new AbortController();
      const headers = { authorization: `Bearer ${harness.runtime.token}` };
      const response = await fetch(`http://127.0.0.1:${port}/steplight/${path}`, {
        headers,
        signal: reader.signal,
      });
      if (response.ok) readers.push(reader);
      return response;
    };
    for (let count = 0; count < 50; count++) await Promise.all([open('stream'), open('realtime')]);
    for (const path of ['stream', 'realtime']) {
      const refused = await open(path);
      expect([refused.status, await refused.json()]).toEqual([
        503,
        { error: { code: 'too-many-readers', message: expect.stringContaining('already 100 readers') } },
      ]);
    }
    for (const reader of readers.splice(0)) reader.abort();
    await waitUntil('room', async () => (await open('stream')).ok);
    for (const reader of readers) reader.abort();
  });

  test('a slow sender is cut off', async () => {
    const { server, port: slowPort } = await listen(new Hono(), 0, {
      headersMs: 50,
      requestMs: 100,
      checkIntervalMs: 20,
    });
    for (const text of [
      'GET / HTTP/1.1\r\nHost: ',
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{',
    ]) {
      const socket = connect(slowPort, '127.0.0.1');
      socket.resume().write(text);
      await once(socket, 'close');
    }
    server.close();
  });
});

describe('storage', () => {
  test('contains no header of a sender or of an app', async () => {
    const secret = 'signkey-prod-0123456789';
    const answer = (_: RawRequest) => ({
      ...result('done'),
      headers: { 'set-cookie': secret, 'x-secret': secret },
    });
    const app = await serveRawApp(harness.runtime.origin, [{ id: 'pay', event: 'shop/secret' }], answer);
    const headers = { authorization: `Bearer ${secret}`, cookie: secret, 'x-inngest-signature': secret };
    await checkVisit({ port, request: 'POST /e/key', headers, body: '{"name":"shop/secret"}' }, '200');
    await harness.runThatIs('completed', 'pay');
    await app.stop();
    const kept = readdirSync(folder.path).filter((name) => name.startsWith('journal'));
    expect(kept.length).toBeGreaterThan(0);
    for (const name of kept) {
      const bytes = readFileSync(join(folder.path, name));
      expect([name, bytes.includes(secret), bytes.includes(harness.runtime.token)]).toEqual([
        name,
        false,
        false,
      ]);
    }
  });

  test('treats names such as __proto__ like any others', async () => {
    const data = '{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}';
    await checkVisit({ port, request: 'POST /e/key', body: `{"name":"shop/proto","data":${data}}` }, '200');
    const { text } = await visit({ port, request: 'GET /v1/events?name=shop/proto' });
    expect(text).toContain(data.slice(1, -1));
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });
});
