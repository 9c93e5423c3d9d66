/** Durable endpoints of SDK 4: runs that begin in the app, and go on by calls when they have waited. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Inngest, step } from 'inngest-sdk4';
import { stream } from 'inngest-sdk4/experimental/durable-endpoints';
import { createEndpointServer, endpointAdapter } from 'inngest-sdk4/node';
import { afterEach, expect, test } from 'vitest';
import { type RuntimeHarness, runRuntime } from '../../support/runtime/runtime-harness.ts';
import { waitUntil } from '../../support/wait-until.ts';

const silent = () => {};
const quiet = { debug: silent, info: silent, warn: silent, error: silent };

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

/** An app with one endpoint. `call` does not follow redirects. */
async function serving(
  handler: (request: Request) => Promise<unknown>,
): Promise<RuntimeHarness & { call(path: string, init?: RequestInit): Promise<Response> }> {
  const harness = await runRuntime();
  cleanups.push(() => harness.stop());
  const client = new Inngest({
    id: 'shop',
    isDev: true,
    baseUrl: harness.runtime.origin,
    endpointAdapter,
    logger: quiet,
  });
  const server: Server = createEndpointServer(
    client.endpoint(handler as (request: Request) => Promise<Response>),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  return {
    ...harness,
    call: (path, init) => fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual', ...init }),
  };
}

const location = (response: Response) => response.headers.get('location') ?? '';

test('a run that never waits ends with its response, and its steps are kept', async () => {
  const { call, runThatIs } = await serving(async () => {
    const price = await step.run('price', () => 20);
    return { price };
  });
  const response = await call('/orders/7');
  expect([response.status, await response.json()]).toEqual([200, { price: 20 }]);
  const run = await runThatIs('completed');
  expect(run).toMatchObject({
    functionId: 'GET /orders/7',
    eventName: 'inngest/http.request',
    output: { status: 200, body: '{"price":20}' },
    steps: [{ step: { name: 'price' }, status: 'completed', output: 20 }],
  });
});

test('a run that waits continues with a call to the same URL, and its caller gets the output elsewhere', async () => {
  const called: string[] = [];
  const { call, client, runThatIs } = await serving(async (request) => {
    const { pathname, search } = new URL(request.url);
    called.push(`${request.method} ${pathname}${search}`);
    const one = await step.run('one', () => 'one');
    await step.sleep('nap', '1s');
    const two = await step.run('two', () => 'two');
    return `${one} ${two}`;
  });
  const first = await call('/orders?n=1', {
    method: 'POST',
    body: '{"id":7}',
    headers: { 'content-type': 'application/json' },
  });
  expect(first.status).toBe(302);
  const output = await fetch(location(first));
  expect([output.status, await output.json()]).toEqual([200, 'one two']);
  const url = new URL(location(first));
  const headers = { authorization: `Bearer ${url.searchParams.get('token')}` };
  url.search = '';
  expect(await (await fetch(url, { headers })).json()).toBe('one two');
  expect(new Set(called)).toEqual(new Set(['POST /orders?n=1']));
  const run = await runThatIs('completed');
  const { events } = await client.getRun(run.runId);
  expect(events[0]!.data).toMatchObject({ method: 'POST', query_params: 'n=1', body: '{"id":7}' });
  expect(run.steps.map(({ step: { name }, status }) => `${name} ${status}`)).toEqual([
    'one completed',
    'nap completed',
    'two completed',
  ]);
});

test('an output cannot be read without its token', async () => {
  const { call, runtime } = await serving(async () => {
    await step.run('one', () => 1);
    await step.sleep('nap', '1h');
  });
  const url = new URL(location(await call('/')));
  url.searchParams.set('token', 'guessed');
  expect((await fetch(url)).status).toBe(401);
  expect((await fetch(url, { headers: { authorization: 'Bearer guessed' } })).status).toBe(401);
  expect(
    (await fetch(`${runtime.origin}/v1/http/runs/01ARZ3NDEKTSV4RRFFQ69G5FAV/output?token=`)).status,
  ).toBe(401);
});

test('a failed step is retried by further calls, using its own attempts', async () => {
  let tries = 0;
  const { call, runThatIs } = await serving(() =>
    step.run('charge', () => {
      if (++tries < 3) throw new Error('no answer');
      return 'charged';
    }),
  );
  const response = await call('/charge');
  expect(await (await fetch(location(response))).json()).toBe('charged');
  const run = await runThatIs('completed');
  expect(run.steps[0]!.failures.map(({ attempt, error }) => `${attempt} ${error.message}`)).toEqual([
    '0 no answer',
    '1 no answer',
  ]);
});

test('an endpoint that throws is called again until no attempts are left', async () => {
  let calls = 0;
  const { call, runThatIs } = await serving(async () => {
    calls++;
    await step.run('one', () => 1);
    throw new Error('outside');
  });
  const output = await fetch(location(await call('/')));
  expect([output.status, await output.json()]).toMatchObject([500, { error: { message: 'outside' } }]);
  const run = await runThatIs('failed');
  expect(calls).toBe(run.failures.length);
  expect(run.failures.length).toBeGreaterThan(1);
});

test('parallel steps run in separate requests', async () => {
  const ran: string[] = [];
  const { call, runThatIs } = await serving(async () => {
    const [a, b] = await Promise.all(['a', 'b'].map((id) => step.run(id, () => ran.push(id) && id)));
    return `${a}${b}`;
  });
  const output = await fetch(location(await call('/')));
  expect(await output.json()).toBe('ab');
  expect(ran.sort()).toEqual(['a', 'b']);
  await runThatIs('completed');
});

test('what it streams is published while it runs, also after it has waited', async () => {
  const { call } = await serving(async () => {
    await step.run('one', () => stream.push('at once'));
    await step.sleep('nap', '1s');
    await step.run('two', () => stream.push('later'));
    return 'done';
  });
  const first = await (await call('/', { headers: { accept: 'text/event-stream' } })).text();
  expect(first).toContain('"data":"at once"');
  const redirect = /"url":"([^"]+)"/.exec(first)?.[1];
  const heard = await fetch(redirect ?? '');
  const reader = heard.body!.getReader();
  let text = '';
  while (!text.includes('inngest.response')) text += new TextDecoder().decode((await reader.read()).value);
  await reader.cancel();
  expect(text).toContain('"data":"later"');
  expect(text).toContain('"status":"succeeded"');
});

test('a repeated report changes nothing: the app did not receive the response', async () => {
  const { runtime, runs } = await runRuntime();
  cleanups.push(() => runtime.stop());
  const post = (path: string, body: unknown) =>
    fetch(`${runtime.origin}${path}`, { method: 'POST', body: JSON.stringify(body) });
  const runId = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
  const one = { op: 'StepRun', id: 'one', name: 'one', data: 1 };
  const begun = {
    run_id: runId,
    event: { name: 'inngest/http.request', data: { domain: 'http://127.0.0.1:1', method: 'GET', path: '/' } },
    steps: [one],
  };
  const tokens: string[] = [];
  for (let tries = 0; tries < 2; tries++)
    tokens.push(
      ((await (await post('/v1/checkpoint', begun)).json()) as { data: { token: string } }).data.token,
    );
  expect(tokens[0]).toBe(tokens[1]);
  const complete = { op: 'RunComplete', id: 'complete', data: { status: 200, headers: {}, body: 'ok' } };
  expect((await post(`/v1/checkpoint/${runId}/steps`, { steps: [one] })).status).toBe(200);
  expect((await post(`/v1/checkpoint/${runId}/steps`, { steps: [complete] })).status).toBe(200);
  expect((await post(`/v1/checkpoint/${runId}/steps`, { steps: [complete] })).status).toBe(404);
  const all = await waitUntil('the run', async () => {
    const found = await runs();
    return found[0]?.status === 'completed' ? found : undefined;
  });
  expect(all).toMatchObject([{ steps: [{ step: { name: 'one' }, output: 1 }] }]);
});

test.each([
  [{ run_id: '7' }, 'run_id must be a ULID.'],
  [{ run_id: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }, 'event.data.domain must be an origin.'],
])('an invalid report is rejected: %j', async (body, error) => {
  const { runtime } = await runRuntime();
  cleanups.push(() => runtime.stop());
  const response = await fetch(`${runtime.origin}/v1/checkpoint`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  expect([response.status, await response.json()]).toEqual([400, { error, status: 400 }]);
});
