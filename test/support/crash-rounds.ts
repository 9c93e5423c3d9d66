/**
 * A real runtime in a process of its own, under load, killed with SIGKILL again and again; then an audit of what its journal
 * says against what the app itself has noted. Real file, real SDK.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { RunProgress } from '../../runtime/src/contract/progress.ts';
import { temporaryFolder } from './runtime-harness.ts';
import { type RuntimeProcess, startRuntimeProcess } from './runtime-process.ts';
import { type Definition, serveFunctions } from './sdk.ts';
import { waitUntil } from './wait-until.ts';

interface Execution {
  upload: number;
  step: string;
  /** Unix milliseconds. */
  at: number;
}

export interface CrashAudit {
  /** Events whose sender got 200. */
  accepted: number;
  runs: number;
  executions: number;
  /** Accepted events without a completed run. */
  lost: number[];
  /** Runs that returned something else than their code says. */
  wrong: unknown[];
  /** Executions that began after the step's result was in the journal. */
  repeated: string[];
}

const eventsInRound = 4;
/** Milliseconds after which all runs must have ended, from the last kill on. */
const patience = 60_000;

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

/** @param onRound told after each kill. */
export async function crashRounds(
  rounds: number,
  onRound: (round: number) => void = () => {},
): Promise<CrashAudit> {
  const folder = temporaryFolder();
  const executions: Execution[] = [];
  const args = ['--data', folder.path, '--retry-interval', '0.02'];
  let runtime = await startRuntimeProcess([...args, '--port', '0']);
  const app = await serveFunctions(4, runtime, [importing(executions)]);
  const restart = async () => {
    runtime = await startRuntimeProcess([...args, '--port', String(runtime.runtime.port), '--app', app.url]);
  };

  try {
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
      onRound(round + 1);
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
      patience,
    );
    return audit(accepted, runs, executions);
  } finally {
    await app.stop();
    await runtime.kill();
    folder.remove();
  }
}

function audit(accepted: readonly number[], runs: RunProgress[], executions: Execution[]): CrashAudit {
  const outputs = runs.map((run) => run.output as { upload: number });
  const completed = new Set(outputs.map(({ upload }) => upload));
  return {
    accepted: accepted.length,
    runs: runs.length,
    executions: executions.length,
    lost: accepted.filter((each) => !completed.has(each)),
    wrong: outputs.filter(
      (output) =>
        !isDeepStrictEqual(output, {
          upload: output.upload,
          ok: true,
          parts: ['a', 'b', 'c'],
          last: 'notify',
        }),
    ),
    repeated: repeats(runs, executions),
  };
}

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
