/** The results of HTTP requests that the runtime makes for functions. */
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import type { FetchRequest } from '../../../runtime/src/sdk-protocol/fetch-op.ts';
import { createFetcher, type FetchOutcome } from '../../../runtime/src/transport/fetcher.ts';
import {
  serveUpstream,
  type Upstream,
  type UpstreamAnswer,
  type UpstreamRequest,
} from '../../support/runtime/upstream.ts';

const upstreams: Upstream[] = [];
afterEach(async () => {
  for (const upstream of upstreams.splice(0)) await upstream.stop();
});

async function upstreamThat(
  answer: (request: UpstreamRequest) => UpstreamAnswer | Promise<UpstreamAnswer>,
): Promise<Upstream> {
  const upstream = await serveUpstream(answer);
  upstreams.push(upstream);
  return upstream;
}

function fetched(
  url: string,
  {
    timeout = 5_000,
    signal = new AbortController().signal,
    ...more
  }: Partial<FetchRequest> & { timeout?: number; signal?: AbortSignal } = {},
): Promise<FetchOutcome> {
  const request: FetchRequest = { by: 'fetch', method: 'GET', url, headers: {}, body: null, ...more };
  return createFetcher({ timeout }).fetch(request, signal);
}

/** The outcome in one line. */
const told = (outcome: FetchOutcome) =>
  outcome.kind === 'answered'
    ? `${outcome.status} ${outcome.body}`
    : `${outcome.retriable ? 'may be tried again' : 'is final'}: ${outcome.message}`;

test('sends method, headers and body as they were given', async () => {
  const { origin, requests } = await upstreamThat(() => ({ status: 201, body: 'made' }));
  const outcome = await fetched(`${origin}/lists?n=1`, {
    method: 'PUT',
    headers: { authorization: 'Bearer secret', 'content-type': 'text/plain' },
    body: 'ä list',
  });
  expect(told(outcome)).toBe('201 made');
  expect(requests).toMatchObject([
    {
      method: 'PUT',
      path: '/lists?n=1',
      body: 'ä list',
      headers: { authorization: 'Bearer secret', 'content-type': 'text/plain' },
    },
  ]);
});

test('joins headers of one name and decodes the body', async () => {
  const { origin } = await upstreamThat(() => ({
    headers: { 'set-cookie': ['a=1', 'b=2'], 'content-encoding': 'gzip' },
    body: gzipSync('unpacked'),
  }));
  const outcome = await fetched(origin);
  expect(outcome).toMatchObject({ body: 'unpacked', headers: { 'set-cookie': 'a=1,b=2' } });
  expect(outcome).not.toHaveProperty('headers.content-encoding');
});

test('treats an error status as a response, too', async () => {
  const { origin } = await upstreamThat(() => ({ status: 503, body: 'busy' }));
  expect(told(await fetched(origin))).toBe('503 busy');
});

test('follows redirects: 303 with a GET, 307 with the same request', async () => {
  const { origin, requests } = await upstreamThat(({ path }) => {
    if (path === '/a') return { status: 307, headers: { location: '/b' } };
    return path === '/b' ? { status: 303, headers: { location: './c' } } : { body: 'there' };
  });
  expect(told(await fetched(`${origin}/a`, { method: 'POST', body: 'x' }))).toBe('200 there');
  expect(requests.map(({ method, path, body }) => `${method} ${path} ${body}`)).toEqual([
    'POST /a x',
    'POST /b x',
    'GET /c ',
  ]);
});

test('sends no credentials to another origin', async () => {
  const other = await upstreamThat(() => ({ body: 'other' }));
  const { origin } = await upstreamThat(() => ({ status: 302, headers: { location: other.origin } }));
  const headers = {
    authorization: 'Bearer secret',
    'x-api-key': 'secret',
    cookie: 'secret',
    accept: 'text/plain',
  };
  expect(told(await fetched(origin, { headers }))).toBe('200 other');
  expect(other.requests[0]!.headers).toMatchObject({ accept: 'text/plain' });
  expect(JSON.stringify(other.requests[0]!.headers)).not.toContain('secret');
});

test('gives up on endless redirects, and on redirects to a file', async () => {
  const { origin } = await upstreamThat(({ path }) => ({
    status: 302,
    headers: { location: path === '/file' ? 'file:///etc/passwd' : '/again' },
  }));
  expect(told(await fetched(`${origin}/`))).toBe('is final: more than 60 redirects');
  expect(told(await fetched(`${origin}/file`))).toBe('is final: it redirects to "file:///etc/passwd"');
});

test('gives up on a response that is larger than a step may return, however it is compressed', async () => {
  const huge = 'x'.repeat(4 * 1024 * 1024 + 1);
  const { origin } = await upstreamThat(({ path }) =>
    path === '/packed' ? { headers: { 'content-encoding': 'gzip' }, body: gzipSync(huge) } : { body: huge },
  );
  expect(told(await fetched(origin))).toBe('is final: the response is larger than 4 MiB');
  expect(told(await fetched(`${origin}/packed`))).toBe('is final: the response is larger than 4 MiB');
});

test('says why it got no response', async () => {
  const silent = await upstreamThat(() => new Promise<never>(() => {}));
  expect(told(await fetched(silent.origin, { timeout: 50 }))).toBe(
    'may be tried again: no response within 50ms',
  );
  const { origin } = await upstreamThat(() => ({}));
  await upstreams.at(-1)!.stop();
  expect(told(await fetched(origin))).toBe(
    `may be tried again: connect ECONNREFUSED ${new URL(origin).host}`,
  );
});

test('stops when the run is cancelled', async () => {
  const cancelled = new AbortController();
  const upstream = await upstreamThat(() => {
    cancelled.abort();
    return new Promise<never>(() => {});
  });
  expect(await fetched(upstream.origin, { signal: cancelled.signal })).toMatchObject({ kind: 'failed' });
});
