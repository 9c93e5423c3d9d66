/** Crowds of waiting runs: what they cost in memory, and how fast an event finds the one that waits for it. */
import { keptConnection } from '../support/runtime/kept-connection.ts';
import { median, milliseconds } from '../support/stopwatch.ts';
import { startApp } from './process/app-process.ts';
import type { ExpectCalls, ExpectedCalls } from './process/crowd-app.ts';
import { memoryOf, startTarget } from './process/target.ts';
import type { BenchRow } from './row.ts';

export const measuresPeers = true;

const crowd = 100_000;
const resumed = 10_000;
const rounds = 40;
/** Events that the interface takes in one request. */
const page = 5_000;

export async function measure(peer: string | null = null): Promise<BenchRow[]> {
  const target = await startTarget(peer);
  const app = await startApp<ExpectCalls, ExpectedCalls>('crowd-app.ts', target.origin);
  const server = keptConnection(target.origin);
  const send = (events: object[]) => server.call('POST', '/e/bench', JSON.stringify(events));
  const sendAll = async (name: string, from: number, to: number) => {
    for (let first = from; first < to; first += page) {
      const count = Math.min(page, to - first);
      await send(Array.from({ length: count }, (_, index) => ({ name, data: dataOf(first + index) })));
    }
  };
  /** Milliseconds until the app has been asked so often. */
  const timed = async (calls: number, act: () => Promise<unknown>): Promise<number> => {
    const { told } = await app.order({ calls });
    const start = performance.timeOrigin + performance.now();
    await act();
    return (await told).endedAt - start;
  };
  try {
    // Compiled before it is measured.
    await timed(200, () => sendAll('crowd/came', 2 * crowd, 2 * crowd + 200));
    const before = target.pid === null ? null : memoryOf(target.pid);
    const began = await timed(crowd, () => sendAll('crowd/came', 0, crowd));
    const after = target.pid === null ? null : memoryOf(target.pid);
    const single: number[] = [];
    for (let id = 0; id < rounds; id++) {
      single.push(await timed(1, () => send([{ name: 'crowd/called', data: dataOf(id) }])));
    }
    const all = await timed(resumed, () => sendAll('crowd/called', rounds, rounds + resumed));
    const bare = await bareCalls(app.served as { url: string }, resumed);
    const rows: BenchRow[] = [
      plain(`${thousands(crowd)} runs started, each waits`, milliseconds(began)),
      {
        ...plain(
          `matching event to the app's next request, ${thousands(crowd)} waits (median)`,
          milliseconds(median(single)),
        ),
        bar: '≤ 8 ms',
        ok: median(single) <= 8,
      },
      {
        ...plain(
          `${thousands(resumed)} runs resumed by one event each, ${thousands(crowd)} waits`,
          milliseconds(all),
        ),
        limit: `${milliseconds(bare)} (as many bare calls to the app)`,
        ratio: (all / bare).toFixed(1),
      },
    ];
    if (before && after) rows.push(...memoryRows(before.now, after.now));
    return rows;
  } finally {
    server.close();
    await app.stop();
    await target.stop();
  }
}

function memoryRows(before: number, after: number): BenchRow[] {
  const perRun = ((after - before) * 1024) / crowd;
  return [
    {
      ...plain(`memory with ${thousands(crowd)} waiting runs`, `${Math.round(after)} MB`),
      limit: `${Math.round(before)} MB (before)`,
      bar: '≤ 400 MB',
      ok: after <= 400,
    },
    plain('memory per waiting run', `${perRun.toFixed(1)} kB`),
  ];
}

/** The requests that cannot be saved, made side by side as the server makes them. */
async function bareCalls({ url }: { url: string }, calls: number): Promise<number> {
  const app = keptConnection(new URL(url).origin);
  const body = JSON.stringify({ event: { name: 'crowd/came', data: dataOf(1) }, steps: { wait: {} } });
  const start = performance.now();
  let left = calls;
  const lane = async () => {
    while (left-- > 0) await app.call('POST', '/api/inngest', body);
  };
  await Promise.all(Array.from({ length: 50 }, lane));
  app.close();
  return performance.now() - start;
}

function dataOf(id: number): object {
  return { id: `upload-${id}`, customer: { name: 'Ada Lovelace', mail: 'ada@example.com' }, rows: 12 };
}

function plain(name: string, value: string): BenchRow {
  return { name, value, limit: '', ratio: '', bar: '', ok: true };
}

function thousands(count: number): string {
  return count.toLocaleString('en');
}
