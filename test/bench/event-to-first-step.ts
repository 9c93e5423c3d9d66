/** How long a person waits: event to user code, and matching event to the step after the wait. */
import { keptConnection } from '../support/runtime/kept-connection.ts';
import { serveRawApp } from '../support/runtime/raw-app.ts';
import { temporaryFolder } from '../support/runtime/runtime-harness.ts';
import { startRuntimeProcess } from '../support/runtime/runtime-process.ts';
import { serveFunctions } from '../support/sdk/sdk.ts';
import { median, milliseconds, signal } from '../support/stopwatch.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { BenchRow } from './row.ts';

const rounds = 60;
const crowd = 10_000;

export async function measure(): Promise<BenchRow[]> {
  const folder = temporaryFolder();
  const runtime = await startRuntimeProcess(['--port', '0', '--data', folder.path], { bundled: true });
  const { origin } = runtime.runtime;
  const firstStep = signal();
  const afterWait = signal();
  const app = await serveFunctions(4, runtime, [
    {
      id: 'first',
      event: 'bench/first',
      handler: ({ step }) => step.run('first', () => firstStep.fired()),
    },
    {
      id: 'waits',
      event: 'bench/waits',
      handler: async ({ step }) => {
        await step.waitForEvent('review', { event: 'bench/reviewed', timeout: '7d', match: 'data.id' });
        await step.run('after', () => afterWait.fired());
      },
    },
  ]);
  const others = await serveRawApp(origin, [{ id: 'crowd', event: 'bench/crowd' }], () => ({
    status: 206,
    body: [
      {
        op: 'WaitForEvent',
        id: 'wait',
        name: 'bench/reviewed',
        opts: { timeout: '7d', if: 'event.data.id == async.data.id' },
      },
    ],
  }));
  const server = keptConnection(origin);
  const post = (path: string, value: unknown) => server.call('POST', path, JSON.stringify(value));
  try {
    await times(rounds / 2, firstStep, () => post('/e/bench', { name: 'bench/first', data: {} }));
    const first = await times(rounds, firstStep, () => post('/e/bench', { name: 'bench/first', data: {} }));
    // What must happen in any case: a call to the runtime, and the app's own way to the step's code.
    const executions = app.recorded.slice(-rounds);
    const bareApp = keptConnection(new URL(app.url).origin);
    const bare = await times(rounds, firstStep, async () => {
      await server.call('GET', '/health');
      const { path, body, headers } = executions.pop()!;
      await bareApp.call('POST', path, body, headers);
    });
    bareApp.close();

    await fillWithWaits(runtime.client, post);
    for (let id = 0; id < rounds; id++) await post('/e/bench', { name: 'bench/waits', data: { id } });
    await waitUntil(
      'the waits',
      () => isWaiting(runtime.client, crowd + rounds),
      () => '',
      60_000,
    );
    let id = 0;
    const resumed = await times(rounds, afterWait, () =>
      post('/e/bench', { name: 'bench/reviewed', data: { id: id++ } }),
    );
    return [
      row('event sent to first user code (median)', first, bare),
      row(`matching event to next step, ${crowd} waits (median)`, resumed, bare),
    ];
  } finally {
    server.close();
    await others.stop();
    await app.stop();
    await runtime.kill();
    folder.remove();
  }
}

/** Runs that wait for the same event as the ones that are measured, each for another id. */
async function fillWithWaits(client: WaitingClient, post: (path: string, value: unknown) => Promise<void>) {
  const events = Array.from({ length: crowd }, (_, id) => ({
    name: 'bench/crowd',
    data: { id: `crowd-${id}` },
  }));
  for (let from = 0; from < crowd; from += 5_000) await post('/e/bench', events.slice(from, from + 5_000));
  await waitUntil(
    'the crowd',
    () => isWaiting(client, crowd),
    () => '',
    300_000,
  );
}

interface WaitingClient {
  status(): Promise<{ activeRuns: number }>;
  listRuns(filter: object): Promise<{ runs: { status: string }[] }>;
}

async function isWaiting(client: WaitingClient, count: number): Promise<boolean> {
  if ((await client.status()).activeRuns < count) return false;
  const { runs } = await client.listRuns({ limit: 200 });
  return runs.filter((run) => run.status === 'waiting').length >= Math.min(200, count) - rounds;
}

async function times(
  count: number,
  seen: ReturnType<typeof signal>,
  act: () => Promise<void>,
): Promise<number> {
  const values: number[] = [];
  for (let round = 0; round < count; round++) {
    const next = seen.next();
    const start = performance.now();
    await act();
    values.push((await next) - start);
  }
  return median(values);
}

function row(name: string, value: number, limit: number): BenchRow {
  return {
    name,
    value: milliseconds(value),
    limit: `${milliseconds(limit)} (a bare call, and the same request to the app)`,
    ratio: (value / limit).toFixed(1),
    bar: '≤ 8 ms',
    ok: value <= 8,
  };
}
