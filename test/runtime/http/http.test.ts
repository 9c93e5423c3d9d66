/** The runtime's HTTP APIs: who may use them, what senders and API clients get, and the stream. */

import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { type ListRunsFilter, RuntimeClient } from '../../../runtime/src/client/runtime-client.ts';
import type { JournalEntry } from '../../../runtime/src/contract/journal.ts';
import { version } from '../../../runtime/src/version.ts';
import { type RawAnswer, type RawApp, type RawRequest, serveRawApp } from '../../support/runtime/raw-app.ts';
import { type RuntimeHarness, runRuntime } from '../../support/runtime/runtime-harness.ts';
import { ops, result, waits } from '../../support/runtime/scripted-engine.ts';

let harness: RuntimeHarness;
let app: RawApp;
let answer: (request: RawRequest) => RawAnswer;
beforeEach(async () => {
  harness = await runRuntime();
  answer = () => result('done');
  app = await serveRawApp(harness.runtime.origin, [{ id: 'raw-import', event: 'list.uploaded' }], (sent) =>
    answer(sent),
  );
});
afterEach(async () => {
  await harness.stop();
  await app.stop();
});

interface Reply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a foreign client would see.
  body: any;
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const { port } = harness.runtime;
    const sent = request({ port, host: '127.0.0.1', method, path, headers }, (response) => {
      let answered = '';
      response.on('data', (chunk) => {
        answered += chunk;
      });
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          body: answered.startsWith('{') ? JSON.parse(answered) : answered,
        });
      });
    });
    sent.on('error', reject);
    sent.end(text);
  });
}

const post = (events: unknown, headers?: Record<string, string>) => call('POST', '/e/key', events, headers);

describe('sending events', () => {
  test('responds with an ID for each, in order', async () => {
    const { status, body } = await post([{ name: 'a', data: { n: 1 } }, { name: 'b' }]);
    expect(status).toBe(200);
    expect(body).toEqual({ ids: [expect.stringMatching(/^[0-9A-Z]{26}$/), expect.any(String)], status: 200 });
    const stored = await call('GET', `/v1/events/${body.ids[0]}`);
    expect(stored.body.data).toMatchObject({
      internal_id: body.ids[0],
      id: body.ids[0],
      name: 'a',
      data: { n: 1 },
    });
  });

  test.each([
    ['no JSON', '{', 'Request body must contain an event object or an array of event objects'],
    ['no name', { data: {} }, 'event name is empty'],
    ['a reserved name', { name: 'Inngest/function.failed' }, 'event name is reserved for internal use'],
    ['data that is no object', { name: 'a', data: 'x' }, 'event data must be an object'],
    ['a time that is none', { name: 'a', ts: 5 }, 'event ts must be unix milliseconds between 1980 and 2100'],
    [
      'too much',
      { name: 'a', data: { x: 'x'.repeat(4_000_000) } },
      'Event is over the max size: Max 3145728 bytes / Size 4000028 bytes',
    ],
  ])('refuses %s', async (_, event, error) => {
    expect(await post(event)).toEqual({ status: 400, body: { ids: [], status: 400, error } });
  });

  test.each([
    ['no data', { name: 'list.uploaded' }],
    ['null as data', { name: 'list.uploaded', data: null }],
  ])('passes null to functions for %s', async (_, event) => {
    const seen: unknown[] = [];
    answer = (request) => {
      seen.push(request.event.data, (request as { events?: { data: unknown }[] }).events?.[0]?.data);
      return result('done');
    };
    const { body } = await post(event);
    await harness.runThatIs('completed');
    expect(seen).toEqual([null, null]);
    expect((await call('GET', `/v1/events/${body.ids[0]}`)).body.data.data).toBeNull();
  });

  test('keeps the events before the one that it rejects', async () => {
    const { status, body } = await post([{ name: 'a' }, { name: '' }, { name: 'c' }]);
    expect([status, body.ids.length, body.error]).toEqual([400, 1, 'event name is empty']);
    expect((await call('GET', '/v1/events')).body.data.map((event: { name: string }) => event.name)).toEqual([
      'a',
    ]);
  });

  test('accepts an empty body as no events', async () => {
    expect(await post('')).toEqual({ status: 200, body: { ids: [], status: 200 } });
  });

  test('accepts a repeated request with the same seed only once', async () => {
    const seed = { 'x-inngest-event-id-seed': `${Date.UTC(2026, 0, 1)},AAAAAAAAAAAAAA==` };
    const first = await post([{ name: 'list.uploaded' }, { name: 'b' }], seed);
    await harness.runThatIs('completed');
    const again = await post([{ name: 'list.uploaded' }, { name: 'b' }], seed);
    expect(again).toEqual(first);
    expect(first.body.ids.map((id: string) => id.slice(-2))).toEqual(['01', '02']);
    expect(await harness.runs()).toHaveLength(1);
  });

  test('many at once are taken in parts, in their order, and refused from the first bad one on', async () => {
    const parts: string[][] = [];
    harness.runtime.engine.onEntries((entries) => {
      const ids = entries.flatMap((entry) =>
        entry.kind === 'event-received' ? [entry.event.internalId] : [],
      );
      if (ids.length > 0) parts.push(ids);
    });
    const good = Array.from({ length: 1_000 }, (_, index) => ({ name: 'list.seen', data: { index } }));
    const body = JSON.stringify([...good, { name: '' }, ...good]);
    const response = await fetch(`${harness.runtime.origin}/e/key`, { method: 'POST', body });
    const answer = (await response.json()) as { ids: string[]; error: string };
    expect(answer.error).toBe('event name is empty');
    expect(parts.flat()).toEqual(answer.ids);
    expect(answer.ids.toSorted()).toEqual(answer.ids);
    expect(answer.ids).toHaveLength(1_000);
    // Between the parts, others have their turn. Two parts may be stored together.
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(200);
  });
});

describe('web pages', () => {
  const evil = { origin: 'https://evil.example' };

  test.each([
    ['an event', 'POST', '/e/key'],
    ['a registration', 'POST', '/fn/register'],
    ['the list of functions', 'GET', '/dev'],
    ['the control interface', 'GET', '/steplight/status'],
  ])('are rejected %s', async (_, method, path) => {
    const { status, body } = await call(method, path, method === 'POST' ? { name: 'a' } : undefined, evil);
    expect([status, body.error.code]).toEqual([403, 'forbidden-origin']);
  });

  test('are rejected under a name that was rebound to this machine', async () => {
    expect((await call('GET', '/dev', undefined, { host: 'evil.example:8288' })).status).toBe(403);
  });

  test('of this machine may send events', async () => {
    expect((await post({ name: 'a' }, { origin: 'http://localhost:3000' })).status).toBe(200);
  });

  test('need the token for the control interface, wherever they are from', async () => {
    const { status, body } = await call('GET', '/steplight/status', undefined, {
      origin: 'http://localhost:3000',
    });
    expect([status, body.error.code]).toEqual([401, 'unauthorized']);
  });
});

describe('the control interface', () => {
  test('requires the token', async () => {
    const stranger = new RuntimeClient({ port: harness.runtime.port, token: 'guess' });
    await expect(stranger.status()).rejects.toMatchObject({ code: 'unauthorized', status: 401 });
  });

  test('reports the version of the package', async () => {
    expect((await harness.client.status()).version).toBe(version);
    expect(version).toBe(manifest.version);
  });

  test('says what is wrong with an event, a run, a step', async () => {
    const { client } = harness;
    await expect(client.sendEvent({ name: '' })).rejects.toMatchObject({
      code: 'event-rejected',
      message: 'Event name is empty.',
    });
    await expect(client.getRun('nothing')).rejects.toMatchObject({ code: 'run-not-found' });
    answer = () => ops(waits('w', 'list.reviewed', '1h'));
    await client.sendEvent({ name: 'list.uploaded' });
    const { runId } = await harness.runThatIs('waiting');
    await expect(client.skipStep(runId, 'nothing')).rejects.toMatchObject({ code: 'step-not-found' });
    await expect(client.retryNow(runId)).rejects.toMatchObject({ code: 'nothing-to-skip' });
  });

  test('lists runs by status, function and page', async () => {
    const { client } = harness;
    for (let n = 0; n < 3; n++) await client.sendEvent({ name: 'list.uploaded', data: { n } });
    await harness.runThatIs('completed');
    const all = (await client.listRuns()).runs;
    expect(all).toHaveLength(3);
    expect((await client.listRuns({ limit: 1, before: all[0]!.runId })).runs).toEqual([all[1]]);
    expect((await client.listRuns({ functionId: 'other' })).runs).toEqual([]);
    expect((await client.listRuns({ status: 'failed' })).runs).toEqual([]);
    const ids = async (filter: ListRunsFilter) =>
      (await client.listRuns(filter)).runs.map(({ runId }) => runId);
    const [newest, , oldest] = all.map(({ runId }) => runId);
    expect(await ids({ where: 'event.data.n == 0' })).toEqual([oldest]);
    expect(await ids({ event: ['list.uploaded', 'other'], limit: 1 })).toEqual([newest]);
    expect(await ids({ runIds: [oldest!], text: 'LIST.up' })).toEqual([oldest]);
    const page = await client.listRuns({ limit: 2 });
    expect(await client.listRuns({ before: page.next ?? '' })).toEqual({ runs: [all[2]] });
    await expect(client.listRuns({ where: 'evnt.id == "x"' })).rejects.toMatchObject({
      code: 'bad-request',
      message: expect.stringMatching(/^unknown variable evnt at character 1/),
    });
  });

  test('an unreachable runtime is reported as such', async () => {
    const { port, token } = harness.runtime;
    await harness.stop();
    await expect(new RuntimeClient({ port, token }).status()).rejects.toMatchObject({ code: 'unreachable' });
  });
});

describe('the stream', () => {
  async function take(
    count: number,
    after: number,
    onConnection?: (up: boolean) => void,
  ): Promise<JournalEntry[]> {
    const entries: JournalEntry[] = [];
    for await (const message of harness.client.follow({ after, ...(onConnection ? { onConnection } : {}) })) {
      if (message.event === 'entry') entries.push(message.data);
      if (entries.length === count) break;
    }
    return entries;
  }

  test('sends the stored entries first, then each as it is stored, and resumes anywhere', async () => {
    await harness.client.sendEvent({ name: 'list.uploaded', data: { n: 1 } });
    await harness.runThatIs('completed');
    const { lastSeq } = await harness.client.status();
    const live = take(lastSeq + 3, 0);
    await harness.client.sendEvent({ name: 'list.uploaded', data: { n: 2 } });
    const entries = await live;
    expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_, index) => index + 1));
    expect(await take(3, lastSeq)).toEqual(entries.slice(lastSeq));
  });

  test('starts with the status', async () => {
    for await (const message of harness.client.follow()) {
      expect(message).toMatchObject({ event: 'status', data: { port: harness.runtime.port } });
      break;
    }
  });
});

describe('what SDKs and API clients read', () => {
  test('GET /dev is a JSON object that names this server', async () => {
    const { status, body } = await call('GET', '/dev');
    expect([status, body.steplight, body.functions.length]).toEqual([200, true, 1]);
  });

  test('a registration for another kind of server is rejected', async () => {
    const refused = await call('POST', '/fn/register', {}, { 'x-inngest-expected-server-kind': 'cloud' });
    expect(refused).toMatchObject({
      status: 400,
      body: { error: 'This is a dev server, but the app expected cloud.' },
    });
    expect((await call('POST', '/fn/register', 'hello')).status).toBe(400);
  });

  test('runs of an event, a run, and its cancellation', async () => {
    answer = () => ops(waits('w', 'list.reviewed', '1h'));
    const { body: sent } = await post({ name: 'list.uploaded' });
    await harness.runThatIs('waiting');
    const { body } = await call('GET', `/v1/events/${sent.ids[0]}/runs`);
    expect(body.data).toEqual([
      expect.objectContaining({
        function_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        event_id: sent.ids[0],
        status: 'Running',
        ended_at: null,
      }),
    ]);
    const path = `/v1/runs/${body.data[0].run_id}`;
    expect((await call('DELETE', path)).status).toBe(200);
    expect((await call('GET', path)).body.data).toMatchObject({ status: 'Cancelled' });
    expect((await call('GET', '/v1/runs/01HZZZZZZZZZZZZZZZZZZZZZZZ')).status).toBe(404);
  });

  test('an ID that is no ULID is refused, and so is a state that is gone', async () => {
    const bodyOf = async (path: string) => (await call('GET', path)).body;
    for (const path of ['/v1/runs/x', '/v1/runs/x/jobs'])
      expect(await bodyOf(path)).toEqual({ error: 'Invalid run ID: x', data: null, status: 400 });
    for (const path of ['/v1/events/x', '/v1/events/x/runs'])
      expect(await bodyOf(path)).toEqual({ error: 'Invalid event ID: x', data: null, status: 400 });
    for (const path of ['/v2/runs/x', '/v2/runs/x/trace'])
      expect(await bodyOf(path)).toMatchObject({ errors: [{ code: 'invalid_field_format' }] });
    expect(await bodyOf('/v0/runs/x/actions')).toMatchObject({ status: 400 });
    expect(await bodyOf('/v0/runs/01HZZZZZZZZZZZZZZZZZZZZZZZ/batch')).toMatchObject({ status: 410 });
  });

  test('what clients ask for that has nothing to tell', async () => {
    expect((await call('GET', '/ready')).status).toBe(200);
    expect((await call('GET', '/v1/apps/nobody/functions')).body).toBe('[]');
    expect(await call('POST', '/v1/traces/userland', {})).toMatchObject({ status: 200, body: {} });
    expect((await call('PATCH', '/v2/envs/dev', {})).status).toBe(501);
  });

  test('state that is fetched by the SDK', async () => {
    answer = () => ops(waits('w', 'list.reviewed', '1h'));
    await post({ name: 'list.uploaded', data: { n: 1 } });
    const { runId } = await harness.runThatIs('waiting');
    const batch = await fetch(`${harness.runtime.origin}/v0/runs/${runId}/batch`);
    expect(await batch.json()).toMatchObject([{ name: 'list.uploaded', data: { n: 1 } }]);
    expect((await call('GET', `/v0/runs/${runId}/actions`)).body).toEqual({});
  });

  test('a function can be invoked without an event', async () => {
    answer = ({ event }) => result(event.data.n);
    const { status, body } = await call('POST', '/invoke/raw-import', { data: { n: 5 } });
    expect(status).toBe(200);
    expect((await harness.runThatIs('completed')).output).toBe(5);
    expect(body.id).toBe((await harness.runs())[0]!.runId);
    expect((await call('POST', '/invoke/nothing', {})).status).toBe(404);
  });

  test('an unknown path gets an error in JSON', async () => {
    expect(await call('GET', '/nowhere')).toEqual({
      status: 404,
      body: { error: 'GET /nowhere not found.', status: 404 },
    });
  });
});
