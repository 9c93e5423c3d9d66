/** The REST interfaces: filters, pages and refusals. The format of their responses is tested in official-api.test. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RawApp, serveRawApp } from '../../support/runtime/raw-app.ts';
import { type RuntimeHarness, runRuntime } from '../../support/runtime/runtime-harness.ts';
import { ops, result, waits } from '../../support/runtime/scripted-engine.ts';
import { waitUntil } from '../../support/wait-until.ts';

let harness: RuntimeHarness;
let app: RawApp;
beforeEach(async () => {
  harness = await runRuntime();
  app = await serveRawApp(
    harness.runtime.origin,
    [
      { id: 'raw-import', event: 'list.uploaded' },
      { id: 'raw-review', event: 'list.reviewed' },
    ],
    ({ functionId, event }) =>
      functionId === 'raw-review' ? ops(waits('w', 'list.approved', '1h')) : result(event.data.n),
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

async function call(method: string, path: string, body?: unknown): Promise<Reply> {
  const answer = await fetch(`${harness.runtime.origin}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
}

/** Sends events with `n` from 1 on, and waits until their runs rest. */
async function send(name: string, count: number): Promise<void> {
  const before = (await harness.runs()).length;
  for (let n = 1; n <= count; n++) await harness.client.sendEvent({ name, data: { n } });
  await waitUntil('their runs', async () => {
    const runs = await harness.runs();
    return (
      runs.length === before + count && runs.every(({ status }) => ['completed', 'waiting'].includes(status))
    );
  });
}

describe('/v1/events', () => {
  test('page by page, newest first, without internal events', async () => {
    await send('list.uploaded', 3);
    const one = await call('GET', '/v1/events?limit=2');
    expect(one.body.data.map(numberOf)).toEqual([3, 2]);
    const two = await call('GET', `/v1/events?limit=2&cursor=${one.body.data[1].internal_id}`);
    expect(two.body.data.map(numberOf)).toEqual([1]);
    expect((await call('GET', '/v1/events?name=inngest/function.finished')).body.data).toHaveLength(3);
  });

  test('in a period', async () => {
    await send('list.uploaded', 1);
    expect((await call('GET', '/v1/events?received_before=2001-01-01T00:00:00Z')).body.data).toEqual([]);
    expect((await call('GET', '/v1/events?received_after=2001-01-01T00:00:00Z')).body.data).toHaveLength(1);
    expect(await call('GET', '/v1/events?received_after=soon')).toMatchObject({
      status: 400,
      body: { error: 'Invalid received_after query parameter', status: 400 },
    });
    expect((await call('GET', '/v1/events?cursor=x')).status).toBe(400);
  });
});

describe('/v1/cancellations', () => {
  const cancel = (more: Record<string, unknown>) =>
    call('POST', '/v1/cancellations', {
      app_id: 'raw',
      function_id: 'raw-review',
      started_before: new Date().toISOString(),
      ...more,
    });

  test('cancel the runs of a function whose event meets the condition', async () => {
    await send('list.reviewed', 3);
    const { status, body } = await cancel({ if: 'event.data.n >= 2' });
    expect(status).toBe(201);
    expect(body.data).toMatchObject({ function_id: 'raw-review', if: 'event.data.n >= 2' });
    expect((await harness.runs()).map((run) => run.status)).toEqual(['waiting', 'cancelled', 'cancelled']);
  });

  test('do not affect runs queued after that time', async () => {
    await send('list.reviewed', 1);
    expect((await cancel({ started_before: '2001-01-01T00:00:00Z' })).status).toBe(201);
    expect((await harness.runs()).map((run) => run.status)).toEqual(['waiting']);
  });

  test.each([
    [{ app_id: '' }, 'app_id is required'],
    [{ started_before: undefined }, 'started_before is required'],
    [{ started_before: '2999-01-01T00:00:00Z' }, 'started_before must be in the past'],
    [{ started_after: '2998-01-01T00:00:00Z' }, 'started_after must be before started_before'],
    [{ if: 'event.' }, 'event.'],
  ])('%j is rejected: %s', async (more, error) => {
    const { status, body } = await cancel(more);
    expect(status).toBe(400);
    expect(body.error).toContain(error);
  });
});

describe('/v2/runs', () => {
  const idsOf = ({ body }: Reply) => (body.data ?? []).map(({ id }: { id: string }) => id);

  test('page by page', async () => {
    await send('list.uploaded', 3);
    const ids = (await harness.runs()).map(({ runId }) => runId).reverse();
    const one = await call('GET', '/v2/runs?limit=2');
    expect(idsOf(one)).toEqual(ids.slice(0, 2));
    expect(one.body.page).toEqual({ cursor: expect.any(String), hasMore: true, limit: 2 });
    const two = await call('GET', `/v2/runs?limit=2&cursor=${one.body.page.cursor}`);
    expect(idsOf(two)).toEqual(ids.slice(2));
    expect(two.body.page).toEqual({ limit: 2 });
  });

  test('by app and function, status and order', async () => {
    await send('list.uploaded', 2);
    await send('list.reviewed', 1);
    const [oldest, newer, waiting] = (await harness.runs()).map(({ runId }) => runId);
    const ask = async (query: string) => idsOf(await call('GET', `/v2/runs?${query}`));
    expect(await ask('status=RUNNING')).toEqual([waiting]);
    expect(await ask('appId=raw&functionId=raw-import&order=asc')).toEqual([oldest, newer]);
    expect(await ask('app_id=other')).toEqual([]);
    expect(idsOf(await call('GET', '/v2/apps/raw/functions/raw-review/runs'))).toEqual([waiting]);
  });

  test('by an expression over their events and output', async () => {
    await send('list.uploaded', 3);
    const ids = (await harness.runs()).map(({ runId }) => runId).reverse();
    const ask = async (query: string) =>
      idsOf(await call('GET', `/v2/runs?${new URLSearchParams({ query })}`));
    expect(await ask('event.data.n >= 2')).toEqual(ids.slice(0, 2));
    expect(await ask('output == 1')).toEqual(ids.slice(2));
    expect(await call('GET', `/v2/runs?query=${encodeURIComponent('event.')}`)).toMatchObject({
      status: 400,
      body: {
        errors: [{ message: expect.stringMatching(/^query: .* at its end in the expression event\.$/) }],
      },
    });
  });

  test('with their output when requested', async () => {
    await send('list.uploaded', 1);
    const { body } = await call('GET', '/v2/runs?includeOutput=true');
    expect(body.data[0].output).toEqual({ data: 1 });
    expect((await call('GET', '/v2/runs')).body.data[0]).not.toHaveProperty('output');
  });

  test.each([
    ['limit=0', 'Limit must be at least 1'],
    ['limit=1000', 'Limit cannot exceed 100'],
    ['status=DONE', 'Status is invalid'],
    ['cursor=x', 'Cursor is invalid'],
    ['from=2020-01-02T00:00:00Z&until=2020-01-01T00:00:00Z', 'from must be before until'],
    ['functionId=a', 'appId is required when filtering by functionId'],
  ])('%s is rejected: %s', async (query, message) => {
    expect(await call('GET', `/v2/runs?${query}`)).toEqual({
      status: 400,
      body: { errors: [{ code: 'invalid_field_format', message }] },
    });
  });
});

describe('/v2', () => {
  test('an event is sent', async () => {
    const { body } = await call('POST', '/v2/events', { name: 'list.uploaded', data: { n: 4 } });
    expect(body.data).toEqual({ eventId: expect.stringMatching(/^[0-9A-Z]{26}$/) });
    expect((await harness.runThatIs('completed')).output).toBe(4);
    expect(await call('POST', '/v2/events', { data: {} })).toMatchObject({
      status: 400,
      body: { errors: [{ code: 'validation_error', message: 'event name is empty' }] },
    });
  });

  test('a function is invoked, once with the same key', async () => {
    const invoke = (body: unknown, name = 'raw-import') =>
      call('POST', `/v2/apps/raw/functions/${name}/invoke`, body);
    const request = { data: { n: 5 }, idempotencyKey: 'order-7' };
    const first = await invoke(request);
    expect(first).toMatchObject({ status: 200, body: { data: { runId: expect.any(String) } } });
    expect((await harness.runThatIs('completed')).output).toBe(5);
    expect(await invoke(request)).toMatchObject({ status: 409, body: { data: first.body.data } });
    const again = await invoke({ data: { n: 6 }, idempotency_key: 'order-7' });
    expect(again).toMatchObject({ status: 409, body: { data: first.body.data } });
    expect(await invoke(request, 'raw-review')).toMatchObject({ status: 200 });
    expect(await invoke({ ...request, idempotencyKey: '' })).toMatchObject({ status: 200 });
  });

  test('an invocation without data is refused before the function is looked up', async () => {
    const checkRefused = async (body: unknown, code: string) =>
      expect(await call('POST', '/v2/apps/raw/functions/nobody/invoke', body)).toMatchObject({
        status: code === 'not_found' ? 404 : 400,
        body: { errors: [{ code }] },
      });
    await checkRefused({}, 'missing_field');
    await checkRefused({ data: null }, 'missing_field');
    await checkRefused({ data: [1] }, 'api_error');
    await checkRefused({ data: {}, idempotencyKey: 7 }, 'api_error');
    await checkRefused('text', 'api_error');
    await checkRefused({ data: {} }, 'not_found');
  });

  test('a run is cancelled once', async () => {
    await send('list.reviewed', 1);
    const { runId } = await harness.runThatIs('waiting');
    const cancel = () => call('POST', `/v2/runs/${runId}/cancel`, {});
    expect((await cancel()).body.data).toEqual({ runId });
    expect(await cancel()).toMatchObject({
      status: 409,
      body: { errors: [{ code: 'run_already_cancelled' }] },
    });
  });

  test('a run is rerun from one of its steps', async () => {
    await send('list.uploaded', 1);
    const { runId } = await harness.runThatIs('completed');
    const { body } = await call('POST', `/v2/runs/${runId}/rerun`);
    await waitUntil(
      'the new run',
      async () => (await harness.runs()).find((run) => run.runId === body.data.runId)?.endedAt,
    );
    expect(await call('POST', `/v2/runs/${runId}/rerun`, { fromStep: { stepId: 'nothing' } })).toMatchObject({
      status: 400,
      body: { errors: [{ code: 'invalid_request' }] },
    });
    expect((await call('POST', '/v2/runs/01HZZZZZZZZZZZZZZZZZZZZZZZ/rerun')).status).toBe(404);
  });
});

function numberOf(event: { data: { n: number } }): number {
  return event.data.n;
}

describe("limits of a function's runs", () => {
  const form = (method: string, path: string, fields: Record<string, string>) =>
    fetch(`${harness.runtime.origin}${path}`, { method, body: new URLSearchParams(fields) });

  test.each(['/fn/step-limit', '/fn/state-size-limit'])('%s is set and removed', async (path) => {
    const statusOf = async (method: string, fields: Record<string, string>) =>
      (await form(method, path, fields)).status;
    expect(await statusOf('POST', { functionId: 'raw-import', limit: 'many' })).toBe(400);
    expect(await statusOf('DELETE', { functionId: 'raw-import' })).toBe(404);
    expect(await statusOf('POST', { functionId: 'raw-import', limit: '0' })).toBe(200);
    expect(await statusOf('DELETE', { functionId: 'raw-import' })).toBe(200);
  });

  test('the step limit goes by the UUID that GraphQL gives', async () => {
    const { body } = await call('POST', '/v0/gql', {
      query: '{ functionBySlug(query: { functionSlug: "raw-import" }) { id } }',
    });
    await form('POST', '/fn/step-limit', { functionId: body.data.functionBySlug.id, limit: '0' });
    await harness.client.sendEvent({ name: 'list.uploaded' });
    expect((await harness.runThatIs('failed')).error?.message).toContain('step limit of 0 steps');
  });
});
