/** Runs of every shape: what the server adds to the time that the app itself needs. */
import { keptConnection } from '../support/runtime/kept-connection.ts';
import { milliseconds } from '../support/stopwatch.ts';
import { startApp } from './process/app-process.ts';
import type { Expect, Expected } from './process/functions-app.ts';
import { cpuOf, memoryOf, startTarget, type Target } from './process/target.ts';
import type { BenchRow } from './row.ts';

export const measuresPeers = true;

interface Shape {
  name: string;
  event: string;
  /** Of one round. */
  events: number;
  rounds: number;
  /** Times the app's processor time; null: nothing is promised (the SDK's own work grows with the square of the steps). */
  bar: number | null;
}

const shapes: Shape[] = [
  { name: '100 parallel steps in a run', event: 'fan', events: 1, rounds: 7, bar: 1.3 },
  {
    name: '1,000 sequential steps in a run, checkpointing',
    event: 'thousand',
    events: 1,
    rounds: 4,
    bar: 1.3,
  },
  {
    name: '999 sequential steps in a run, one request each',
    event: 'thousand-requests',
    events: 1,
    rounds: 1,
    bar: null,
  },
  { name: '1,000 events × 3 steps, checkpointing', event: 'three', events: 1_000, rounds: 4, bar: 1.3 },
  {
    name: '1,000 events × 3 steps, one request each',
    event: 'three-requests',
    events: 1_000,
    rounds: 2,
    bar: 1.3,
  },
];

const peakBar = 200;

export async function measure(peer: string | null = null): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const shape of shapes) rows.push(...(await measureShape(shape, peer)));
  return rows;
}

/** Each shape has a server of its own: none is slowed down by what others left. */
async function measureShape(shape: Shape, peer: string | null): Promise<BenchRow[]> {
  const target = await startTarget(peer);
  const app = await startApp<Expect, Expected>('functions-app.ts', target.origin);
  try {
    const rounds: Round[] = [];
    for (let round = 0; round < shape.rounds; round++) rounds.push(await measureRound(shape, target, app));
    // The machine does other things, too: the round that they disturbed least tells about the server.
    const best = rounds.reduce((a, b) => (a.wall / a.app < b.wall / b.app ? a : b));
    const ratio = best.wall / best.app;
    const row: BenchRow = {
      name: `${shape.name} (best of ${shape.rounds})`,
      value: `${milliseconds(best.wall)}${best.server === null ? '' : `, ${milliseconds(best.server)} of the server's CPU`}`,
      limit: `${milliseconds(best.app)} (CPU of the app itself)`,
      ratio: ratio.toFixed(2),
      bar: shape.bar === null ? '' : `≤ ${shape.bar} ×`,
      ok: shape.bar === null || ratio <= shape.bar,
    };
    const memory = target.pid === null || shape.events === 1 ? null : memoryOf(target.pid);
    return memory ? [row, peakRow(shape, memory.peak)] : [row];
  } finally {
    await app.stop();
    await target.stop();
  }
}

interface Round {
  wall: number;
  app: number;
  server: number | null;
}

type App = Awaited<ReturnType<typeof startApp<Expect, Expected>>>;

async function measureRound({ event, events }: Shape, target: Target, app: App): Promise<Round> {
  const server = keptConnection(target.origin);
  const body = JSON.stringify(
    Array.from({ length: events }, (_, index) => ({ name: `bench/${event}`, data: { index } })),
  );
  const { told } = await app.order({ ends: events });
  const before = target.pid === null ? null : cpuOf(target.pid);
  const start = performance.timeOrigin + performance.now();
  await server.call('POST', '/e/bench', body);
  server.close();
  const { endedAt, cpu } = await told;
  const after = target.pid === null ? null : cpuOf(target.pid);
  return {
    wall: endedAt - start,
    app: cpu,
    server: before === null || after === null ? null : after - before,
  };
}

function peakRow({ name }: Shape, peak: number): BenchRow {
  return {
    name: `${name}: peak memory`,
    value: `${Math.round(peak)} MB`,
    limit: '',
    ratio: '',
    bar: `≤ ${peakBar} MB`,
    ok: peak <= peakBar,
  };
}
