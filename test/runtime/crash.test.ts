/** `kill -9` at any instant loses no event and no result (DESIGN, invariants). Real process, real file, real SDK. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { RunProgress } from '../../runtime/src/contract/progress.ts';
import { temporaryFolder } from '../support/runtime-harness.ts';
import { type RuntimeProcess, startRuntimeProcess } from '../support/runtime-process.ts';
import { type Definition, serveFunctions } from '../support/sdk.ts';
import { waitUntil } from '../support/wait-until.ts';

interface Execution {
  upload: number;
  step: string;
  /** Unix milliseconds. */
  at: number;
}

const rounds = 10;
const eventsInRound = 4;
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

/** Sequence, a wait, parallel steps and a step that fails once; each execution is noted by the app itself. */
function importing(executions: Execution[]): Definition {
  const failedOnce = new Set<number>();
  return {
    id: 'import',
    event: 'list.uploaded',
    handler: async ({ event, step }) => {
      const upload = event.data.upload as number;
      const noted = (name: string, code: () => unknown = () => name) => {
        return step.run(name, () => {
          executions.push({ upload, step: name, at: Date.now() });
          return code();
        });
      };
      await noted('validate');
      await noted('enrich', () => {
        if (failedOnce.has(upload)) return 'enriched';
        failedOnce.add(upload);
        throw new Error('no answer');
      });
      const review = await step.waitForEvent('review', {
        event: 'list.reviewed',
        timeout: '7d',
        match: 'data.upload',
      });
      const parts = await Promise.all(['a', 'b', 'c'].map((part) => noted(part)));
      return { upload, ok: review?.data.ok, parts, last: await noted('notify') };
    },
  };
}

test(`killed ${rounds} times, it completes every run and repeats no recorded step`, async () => {
  const folder = temporaryFolder();
  cleanups.push(folder.remove);
  const executions: Execution[] = [];
  const args = ['--data', folder.path, '--retry-interval', '0.02'];
  let runtime = await startRuntimeProcess([...args, '--port', '0']);
  cleanups.push(() => runtime.kill());
  const app = await serveFunctions(4, runtime, [importing(executions)]);
  cleanups.push(() => app.stop());
  const restart = async () => {
    runtime = await startRuntimeProcess([...args, '--port', String(runtime.runtime.port), '--app', app.url]);
  };

  const accepted: number[] = [];
  const reviewed = new Set<number>();
  let upload = 0;
  for (let round = 0; round < rounds; round++) {
    let killed = false;
    const untilKilled = async (act: () => Promise<unknown>) => {
      while (!killed) await act().catch(() => {});
    };
    const before = accepted.length;
    const sending = untilKilled(async () => {
      if (accepted.length >= before + eventsInRound) return pause(5);
      const next = upload++;
      // Answered when the event is durable, which is before its runs are queued.
      const body = JSON.stringify({ name: 'list.uploaded', data: { upload: next } });
      const answer = await fetch(`${runtime.runtime.origin}/e/test`, { method: 'POST', body });
      if (answer.ok) accepted.push(next);
    });
    const reviewing = untilKilled(() => reviewWaiting(runtime, reviewed));
    await waitUntil('an accepted event', () => accepted.length > before);
    await pause(Math.random() * 500);
    killed = true;
    await runtime.kill();
    await Promise.all([sending, reviewing]);
    await restart();
  }

  const runs = await waitUntil(
    'the end of all runs',
    async () => {
      await reviewWaiting(runtime, reviewed);
      const all = (await runtime.client.listRuns({ limit: 1000 })).runs;
      return all.length >= accepted.length && all.every((run) => run.status === 'completed') ? all : null;
    },
    async () =>
      (await runtime.client.listRuns({ limit: 1000 })).runs.filter((run) => run.status !== 'completed'),
    60_000,
  );
  const outputs = runs.map(
    (run) => run.output as { upload: number; ok: boolean; parts: string[]; last: string },
  );
  expect(accepted.length).toBeGreaterThanOrEqual(rounds);
  const completed = new Set(outputs.map((output) => output.upload));
  expect(accepted.filter((each) => !completed.has(each))).toEqual([]);
  for (const output of outputs) {
    expect(output).toEqual({ upload: output.upload, ok: true, parts: ['a', 'b', 'c'], last: 'notify' });
  }
  expect(repeats(runs, executions)).toEqual([]);
}, 120_000);

async function reviewWaiting({ client }: RuntimeProcess, reviewed: Set<number>): Promise<void> {
  const { runs } = await client.listRuns({ status: 'waiting' });
  for (const run of runs) {
    const { events } = await client.getRun(run.runId);
    const upload = events[0]!.data.upload as number;
    await client.sendEvent({ name: 'list.reviewed', data: { upload, ok: true } });
    reviewed.add(upload);
  }
}

/** Executions that began after the step's result was in the journal. */
function repeats(runs: RunProgress[], executions: Execution[]): string[] {
  return runs.flatMap((run) => {
    const { upload } = run.output as { upload: number };
    return run.steps.flatMap(({ step, endedAt }) =>
      executions
        .filter(
          (each) =>
            each.upload === upload && each.step === step.name && endedAt !== null && each.at > endedAt,
        )
        .map((each) => `${step.name} of ${upload}: recorded at ${endedAt}, run again at ${each.at}`),
    );
  });
}
