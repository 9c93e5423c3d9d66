/** The GraphQL interface: what is found, in which order, and what is refused. Its format is tested in official-api.test. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import fc, { runs } from '../../support/property.ts';
import { type RawApp, serveRawApp } from '../../support/runtime/raw-app.ts';
import { type RuntimeHarness, runRuntime } from '../../support/runtime/runtime-harness.ts';
import { ops, result, waits } from '../../support/runtime/scripted-engine.ts';
import { waitUntil } from '../../support/wait-until.ts';

let harness: RuntimeHarness;
let app: RawApp;

/** Three runs of one function, one that waits of another. */
beforeAll(async () => {
  harness = await runRuntime();
  const functions = [
    { id: 'raw-import', event: 'list.uploaded' },
    { id: 'raw-review', event: 'list.reviewed' },
  ];
  app = await serveRawApp(harness.runtime.origin, functions, ({ functionId, event }) =>
    functionId === 'raw-review'
      ? ops(waits('w', 'list.approved', '1h'))
      : event.data.n === 2
        ? { status: 400, body: { name: 'Error', message: 'two' }, headers: { 'x-inngest-no-retry': 'true' } }
        : result({ twice: Number(event.data.n) * 2 }),
  );
  for (const n of [1, 2, 3]) {
    await harness.client.sendEvent({ name: 'list.uploaded', data: { n } });
    await waitUntil(`run ${n} to end`, async () => {
      const ended = (await harness.runs()).filter((run) => run.endedAt !== null);
      return ended.length >= n;
    });
  }
  await harness.client.sendEvent({ name: 'list.reviewed' });
  await harness.runThatIs('waiting');
});
afterAll(async () => {
  await harness.stop();
  await app.stop();
});

interface Reply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a foreign client would see.
  body: any;
}

async function ask(query: string, variables?: Record<string, unknown>): Promise<Reply> {
  const answer = await fetch(`${harness.runtime.origin}/v0/gql`, {
    method: 'POST',
    body: JSON.stringify({ query, variables }),
  });
  return { status: answer.status, body: await answer.json() };
}

const runsQuery = `query Runs($filter: RunsFilterV2!, $order: [RunsV2OrderBy!]!, $first: Int!, $after: String) {
  runs(filter: $filter, orderBy: $order, first: $first, after: $after) {
    totalCount
    edges { node { status output } }
    pageInfo { hasNextPage hasPreviousPage endCursor }
  }
}`;
const newest = [{ field: 'QUEUED_AT', direction: 'DESC' }];
const ever = '1970-01-01T00:00:00Z';

async function askRuns(filter: Record<string, unknown>, { order = newest, first = 10, after = '' } = {}) {
  const { body } = await ask(runsQuery, { filter: { from: ever, ...filter }, order, first, after });
  expect(body.errors).toBe(undefined);
  const { edges, totalCount, pageInfo } = body.data.runs;
  const shown = edges.map(({ node }: { node: { status: string; output: string | null } }) =>
    node.output === null ? node.status : `${node.status} ${node.output}`,
  );
  return { shown, totalCount, pageInfo };
}

/** Of each run its status and output. */
async function checkRuns(filter: Record<string, unknown>, expected: string[], order = newest): Promise<void> {
  const { shown, totalCount } = await askRuns(filter, { order });
  expect(shown).toEqual(expected);
  expect(totalCount).toBe(expected.length);
}

const first = 'COMPLETED {"twice":2}';
const second = 'FAILED {"name":"Error","message":"two"}';
const third = 'COMPLETED {"twice":6}';

describe('runs', () => {
  test('come newest first', () => checkRuns({}, ['RUNNING', third, second, first]));
  test('by status', () => checkRuns({ status: ['FAILED', 'RUNNING'] }, ['RUNNING', second]));
  test('by the content of the event', () => checkRuns({ query: 'event.data.n > 1' }, [third, second]));
  test('by their output', () => checkRuns({ query: 'output.twice == 2.0' }, [first]));
  test('in a period', () => checkRuns({ until: '1970-01-02T00:00:00Z' }, []));
  test('by their end time, which not all have', () =>
    checkRuns({ timeField: 'ENDED_AT' }, [first, second, third], [{ field: 'ENDED_AT', direction: 'ASC' }]));

  test('of an app and of a function, by their IDs', async () => {
    const { body } = await ask('{ functionBySlug(query: { functionSlug: "raw-review" }) { id appID } }');
    const { id, appID } = body.data.functionBySlug;
    await checkRuns({ functionIDs: [id] }, ['RUNNING']);
    await checkRuns({ appIDs: [appID] }, ['RUNNING', third, second, first]);
    await checkRuns({ appIDs: [id] }, []);
  });

  test('page by page', async () => {
    const one = await askRuns({}, { first: 3 });
    expect(one.shown).toEqual(['RUNNING', third, second]);
    expect(one).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
    const two = await askRuns({}, { first: 3, after: one.pageInfo.endCursor });
    expect(two.shown).toEqual([first]);
    expect(two.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });
});

describe('events', () => {
  const query = `query Events($filter: EventsFilter!, $first: Int, $after: String) {
    eventsV2(filter: $filter, first: $first, after: $after) {
      totalCount edges { node { name raw } } pageInfo { hasNextPage endCursor }
    }
  }`;
  const askEvents = async (filter: Record<string, unknown>, page = {}) =>
    (await ask(query, { filter: { from: ever, ...filter }, ...page })).body.data.eventsV2;
  const namesOf = ({ edges }: { edges: { node: { name: string } }[] }) => edges.map(({ node }) => node.name);

  test('are those sent by apps, unless all are requested', async () => {
    expect(namesOf(await askEvents({}))).toEqual(['list.reviewed', ...Array(3).fill('list.uploaded')]);
    expect(namesOf(await askEvents({ includeInternalEvents: true }))).toContain('inngest/function.failed');
  });

  test('by name, by content, and page by page', async () => {
    expect(await askEvents({ eventNames: ['list.reviewed'] })).toMatchObject({ totalCount: 1 });
    const found = await askEvents({ query: 'event.data.n >= 2' }, { first: 1 });
    expect(JSON.parse(found.edges[0].node.raw)).toMatchObject({ name: 'list.uploaded', data: { n: 3 } });
    const rest = await askEvents({ query: 'event.data.n >= 2' }, { after: found.pageInfo.endCursor });
    expect(JSON.parse(rest.edges[0].node.raw)).toMatchObject({ data: { n: 2 } });
  });

  test('of the stream, with their runs', async () => {
    const { body } = await ask(
      '{ stream(query: { limit: 2 }) { trigger runs { status function { slug } } } }',
    );
    expect(body.data.stream).toEqual([
      { trigger: 'list.reviewed', runs: [{ status: 'RUNNING', function: { slug: 'raw-review' } }] },
      { trigger: 'list.uploaded', runs: [{ status: 'COMPLETED', function: { slug: 'raw-import' } }] },
    ]);
  });
});

describe('changes', () => {
  test('a function that no app serves cannot be invoked', async () => {
    const { status, body } = await ask('mutation { invokeFunction(functionSlug: "raw-other") }');
    expect(status).toBe(200);
    expect(body).toMatchObject({ data: { invokeFunction: null }, errors: [{ path: ['invokeFunction'] }] });
  });

  test('an app that does not answer is refused with the reason', async () => {
    const { body } = await ask(
      'mutation { createApp(input: { url: "http://127.0.0.1:9/api" }) { error connected } }',
    );
    expect(body.data.createApp).toMatchObject({
      connected: false,
      error: expect.stringContaining('cannot be reached'),
    });
    expect((await ask('mutation { deleteAppByName(name: "http://127.0.0.1:9/api") }')).body.data).toEqual({
      deleteAppByName: true,
    });
  });

  test('a rerun from a step that the run does not have', async () => {
    const { runId } = await harness.runThatIs('waiting');
    const { body } = await ask(
      'mutation($id: ULID!) { rerun(runID: $id, fromStep: { stepID: "nothing" }) }',
      {
        id: runId,
      },
    );
    expect(body.errors[0].message).toContain('nothing');
  });
});

describe('a request', () => {
  test.each([
    ['that is no GraphQL', '{ runs('],
    ['for a field that does not exist', '{ apps { colour } }'],
    ['without an argument that must be', '{ run { id } }'],
    ['for a time that is none', '{ eventsV2(filter: { from: "soon" }) { totalCount } }'],
    ['that goes in circles', `{ apps { ${'functions { app { '.repeat(12)} id ${'} }'.repeat(12)} } }`],
  ])('%s is refused with what is wrong', async (_, query) => {
    const { status, body } = await ask(query);
    expect(status).toBe(422);
    expect(body).toEqual({ errors: [expect.objectContaining({ message: expect.any(String) })] });
  });

  test('whose search cannot be parsed says so beside the rest', async () => {
    const { status, body } = await ask(runsQuery, {
      filter: { from: ever, query: 'event.' },
      order: newest,
      first: 1,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ data: null, errors: [{ path: ['runs'] }] });
  });

  test('for something that does not exist', async () => {
    expect((await ask('{ run(runID: "x") { id } functions { slug } }')).body.data.run).toBe(null);
    expect((await ask('{ runTraceSpanOutputByID(outputID: "x") { data } }')).body.errors[0].message).toBe(
      'Output x not found.',
    );
  });

  test('by GET may query, but not change anything', async () => {
    const get = (query: string) =>
      fetch(`${harness.runtime.origin}/v0/gql?${new URLSearchParams({ query })}`).then(async (answer) => ({
        status: answer.status,
        body: await answer.json(),
      }));
    expect(await get('{ functionBySlug(query: { functionSlug: "raw-import" }) { name } }')).toEqual({
      status: 200,
      body: { data: { functionBySlug: { name: 'raw-import' } } },
    });
    expect((await get('mutation { deleteAppByName(name: "raw") }')).status).toBe(405);
  });

  test('without a query is not a request', async () => {
    const answer = await fetch(`${harness.runtime.origin}/v0/gql`, { method: 'POST', body: '[]' });
    expect(answer.status).toBe(400);
  });

  test('with any values gets a response or a readable error', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('__proto__', 'raw-import', Buffer.from('{"id":1,"rid":{}}').toString('base64'), 'W10='),
    );
    const asked = fc.record({
      first: fc.integer({ min: -2, max: 2_000_000_000 }),
      text,
      from: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(ever, '9999-12-31T23:59:59Z') }, text),
      query: fc.oneof(
        text,
        fc.constantFrom('event.data.n', 'event.name + 1', 'output', 'event.data[event]', ''),
      ),
      ids: fc.array(text, { maxLength: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(asked, async (variables) => {
        const { status, body } = await ask(everything, variables);
        expect([200, 422]).toContain(status);
        for (const { message } of body.errors ?? [])
          expect(message).not.toMatch(/undefined|not a function|reading/);
      }),
      { numRuns: runs(25) },
    );
  });
});

const everything = `query($first: Int!, $text: String!, $from: Time!, $query: String, $ids: [UUID!]) {
  runs(first: $first, after: $text, orderBy: [], filter: { from: $from, query: $query, appIDs: $ids }) {
    totalCount
    edges { node { id trace { name } } }
  }
  eventsV2(first: $first, after: $text, filter: { from: $from, query: $query, eventNames: [$text] }) {
    totalCount
    edges { node { raw } }
  }
  stream(query: { limit: $first }) { id trigger }
  functionBySlug(query: { functionSlug: $text }) { slug configuration { retries { value } } }
  run(runID: $text) { id }
  workerConnections(first: $first, after: $text, orderBy: [], filter: { appIDs: $ids }) { totalCount }
}`;
