/**
 * What the official dev server answered to API clients, beside what this runtime answers to the same requests about a
 * run of the same function: whatever stands there must stand here, in the same form.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shapeDifferences } from '../../support/json-shape.ts';
import { type RuntimeHarness, runRuntime } from '../../support/runtime/runtime-harness.ts';
import { type ServedApp, serveFunctions } from '../../support/sdk/sdk.ts';

interface Recording {
  request: { method: string; path: string; body?: { query?: string; variables?: Record<string, string> } };
  response: { status: number; body: unknown };
}

const folder = join(import.meta.dirname, '../../fixtures/official-api');
const recordings = new Map(
  readdirSync(folder, { encoding: 'utf8', recursive: true })
    .filter((file) => file.endsWith('.json'))
    .map((file): [string, Recording] => [
      file.replace(/\.json$/, '').replaceAll(sep, '-'),
      JSON.parse(readFileSync(join(folder, file), 'utf8')),
    ]),
);

/** What is not offered, and why. */
const leftOut: [name: RegExp, line: RegExp, because: string][] = [
  [/^dev$/, /^startOpts|^functions\[\]\.steps\[\]\.retries/, 'settings of another program'],
  [/^v1-run-jobs$/, /Raw/, "an item of the official server's queue"],
  [/trace/, /metadata/, 'what nobody attached'],
  [/failed$/, /__serialized/, 'a mark by which an SDK knows its own errors'],
  [/^gql-run-trace-failed$/, /childrenSpans\[\]\.childrenSpans\[\]\.childrenSpans/, 'deeper than the query'],
  [/^v2-run-trace$/, /\.output\./, 'what the functions return'],
];

/** Ids of the recorded run, event and output, and those that stand for them here. */
const standIns = new Map<string, string>();
let harness: RuntimeHarness;
let app: ServedApp;

beforeAll(async () => {
  harness = await runRuntime();
  app = await serveFunctions(4, harness, [
    {
      id: 'contacts-import',
      event: 'api/contact_list.uploaded',
      handler: async ({ step }) => {
        await step.run('Validate upload contents', () => true);
        await step.run('Enrich contacts information', () => 3);
        await step.waitForEvent('Wait for review', {
          event: 'api/contact_list.reviewed',
          timeout: '7d',
          match: 'data.upload_id',
        });
        await step.run('Create contacts in CRM', () => ({ created: 3 }));
        return { contacts: 3, result: 'imported' };
      },
    },
    {
      id: 'failing',
      event: 'bench/failing',
      retries: 0,
      handler: async ({ step, event }) => {
        await step.run('boom', () => {
          throw new Error(`boom ${event.data.k}`);
        });
      },
    },
    {
      id: 'wait',
      event: 'bench/wait',
      handler: ({ step }) => step.waitForEvent('w', { event: 'bench/never', timeout: '1h' }),
    },
    { id: 'callee', event: 'bench/callee', handler: ({ event }) => event.data },
    { id: 'one', event: 'bench/one', handler: ({ step }) => step.run('a', () => 1) },
  ]);
  const uploaded = await send('api/contact_list.uploaded', { upload_id: 's1' });
  const failing = await send('bench/failing', { k: 's-f' });
  const waiting = await send('bench/wait', { k: 's-w' });
  await send('bench/one', { k: 1 });
  await harness.runThatIs('waiting', 'app-contacts-import');
  await send('api/contact_list.reviewed', { upload_id: 's1', approved: true });
  const imported = await harness.runThatIs('completed', 'app-contacts-import');
  const failed = await harness.runThatIs('failed', 'app-failing');
  const waits = await harness.runThatIs('waiting', 'app-wait');
  await harness.runThatIs('completed', 'app-one');
  for (const [recorded, ours] of [
    ['01M81JVKMQYKZAN76BDECT91DJ', uploaded],
    ['01M81JVKP0FFKZ7VKVVFXV43DG', failing],
    ['01M81JVM1S02YVQ1D99C6KANQP', waiting],
    ['01M81JVM1XVQHJFKN2G312HMW9', imported.runId],
    ['01M81JVM1RDJZYM7918ZFQ1ERM', failed.runId],
    ['01M81JVM1ZE0W4YBWRQPT62MRJ', waits.runId],
  ] as const)
    standIns.set(recorded, ours);
});
afterAll(async () => {
  await harness.stop();
  await app.stop();
});

async function send(name: string, data: Record<string, unknown>): Promise<string> {
  const answer = await fetch(`${harness.runtime.origin}/e/test`, {
    method: 'POST',
    body: JSON.stringify({ name, data }),
  });
  return ((await answer.json()) as { ids: string[] }).ids[0]!;
}

/** The recorded request about what happened here. */
async function ask({ request }: Recording, variables = request.body?.variables) {
  const { method, path, body } = request;
  const ours = (text: string) =>
    [...standIns]
      .reduce((rest, [recorded, own]) => rest.replaceAll(recorded, own), text)
      .replaceAll('peer-app', 'app');
  const answer = await fetch(`${harness.runtime.origin}${ours(path)}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: ours(JSON.stringify({ ...body, variables })) } : {}),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
}

/** Fails with a line for each difference. */
async function checkRecording(name: string, variables?: Record<string, string>): Promise<unknown> {
  const recording = recordings.get(name)!;
  const answer = await ask(recording, variables);
  const excused = leftOut.filter(([names]) => names.test(name)).map(([, line]) => line);
  const differences = shapeDifferences(recording.response.body, answer.body).filter(
    (line) => !excused.some((each) => each.test(line)),
  );
  expect(answer.body).not.toHaveProperty('errors.0.path');
  expect({ status: answer.status, differences }).toEqual({
    status: recording.response.status,
    differences: [],
  });
  return answer.body;
}

/** These change something, or need the answer to another. */
const inTheirOwnOrder =
  /^v2-(invoke|rerun|cancel-ended)$|^gql-(invoke|rerun|cancel|output|workers)|^v1-(run-jobs|prom|cancellations-unknown)$/;

describe('gets the same response as from the official dev server', () => {
  test.for([...recordings.keys()].filter((name) => !inTheirOwnOrder.test(name)))('%s', async (name) => {
    await checkRecording(name);
  });

  test('outputs, by the ids that the trace gives', async () => {
    const outputOf = async (name: string, at: (trace: Trace) => Trace) => {
      const { data } = (await checkRecording(name)) as { data: { run: { trace: Trace } } };
      return at(data.run.trace).outputID!;
    };
    const whole = (trace: Trace) => trace;
    const first = (trace: Trace) => trace.childrenSpans![0]!;
    const ask = (name: string, o: string) => checkRecording(name, { o });
    expect([
      await ask('gql-output-of-run', await outputOf('gql-run-trace', whole)),
      await ask('gql-output-of-step', await outputOf('gql-run-trace', first)),
      await ask('gql-output-of-failed-run', await outputOf('gql-run-trace-failed', whole)),
    ]).toMatchObject([
      output({ data: '{"contacts":3,"result":"imported"}', error: null }),
      output({ data: 'true', error: null, input: null }),
      output({ data: null, error: { name: 'Error', message: 'boom s-f', cause: null } }),
    ]);
  });

  test('the queue of a run that waits', async () => {
    standIns.set('01M81JVM1XVQHJFKN2G312HMW9', (await harness.runThatIs('waiting')).runId);
    await checkRecording('v1-run-jobs');
  });

  test('invoke, rerun and cancel', async () => {
    const imported = await harness.runThatIs('completed', 'app-contacts-import');
    standIns.set('01M81JVM1XVQHJFKN2G312HMW9', imported.runId);
    await checkRecording('v2-invoke');
    await checkRecording('gql-invoke-function');
    await checkRecording('v2-rerun');
    await checkRecording('gql-rerun');
    await checkRecording('v2-cancel-ended');
    const cancelled = await checkRecording('gql-cancel-run');
    expect(cancelled).toMatchObject({ data: { cancelRun: { status: 'CANCELLED' } } });
  });

  test('a cancellation for an unknown function', async () => {
    standIns.set('"wait"', '"nothing"');
    await checkRecording('v1-cancellations-unknown');
  });

  test('metrics, which are not offered, get the same status', async () => {
    expect(await ask(recordings.get('v1-prom')!)).toEqual({
      status: 501,
      body: recordings.get('v1-prom')!.response.body,
    });
  });
});

interface Trace {
  outputID: string | null;
  childrenSpans?: Trace[];
}

function output(runTraceSpanOutputByID: Record<string, unknown>) {
  return { data: { runTraceSpanOutputByID } };
}
