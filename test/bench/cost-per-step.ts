/** What the runtime adds to the calls that a run consists of: 10 sequential steps, one request each. */
import { setTimeout as pause } from 'node:timers/promises';
import { keptConnection } from '../support/runtime/kept-connection.ts';
import { temporaryFolder } from '../support/runtime/runtime-harness.ts';
import { startRuntimeProcess } from '../support/runtime/runtime-process.ts';
import { serveFunctions } from '../support/sdk/sdk.ts';
import { median, milliseconds } from '../support/stopwatch.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { BenchRow } from './row.ts';

const steps = 10;
const rounds = 15;

export async function measure(): Promise<BenchRow[]> {
  const folder = temporaryFolder();
  const runtime = await startRuntimeProcess(['--port', '0', '--data', folder.path], { bundled: true });
  const app = await serveFunctions(3, runtime, [
    {
      id: 'ten',
      event: 'bench/ten',
      handler: async ({ step }) => {
        for (let index = 0; index < steps; index++) await step.run(`step ${index}`, () => ({ index }));
        return 'done';
      },
    },
  ]);
  const bodies = app.recorded;
  const bareApp = keptConnection(new URL(app.url).origin);
  try {
    const ours: number[] = [];
    const bare: number[] = [];
    for (let round = 0; round < rounds; round++) {
      bodies.length = 0;
      const { runs } = await runtime.client.sendEvent({ name: 'bench/ten', data: { round } });
      const run = await waitUntil('the run', async () => {
        // The run's own times are read: asking more often would only slow it down.
        await pause(100);
        const { run } = await runtime.client.getRun(runs[0]!.runId);
        return run.status === 'completed' ? run : null;
      });
      ours.push(run.endedAt! - run.queuedAt);
      const calls = [...bodies];
      const start = performance.now();
      for (const { path, headers, body } of calls) {
        await bareApp.call('POST', path, body, headers);
      }
      bare.push(performance.now() - start);
    }
    const value = median(ours);
    const limit = median(bare);
    return [
      {
        name: `${steps} sequential steps, one request each (median)`,
        value: milliseconds(value),
        limit: `${milliseconds(limit)} (the same ${steps + 1} calls made bare)`,
        ratio: (value / limit).toFixed(2),
        bar: '≤ 1.5 ×',
        ok: value / limit <= 1.5,
      },
    ];
  } finally {
    bareApp.close();
    await app.stop();
    await runtime.kill();
    folder.remove();
  }
}
