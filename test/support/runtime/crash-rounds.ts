/**
 * A real runtime in a process of its own, under load, killed with SIGKILL again and again; then an audit of what its journal
 * says against what the app itself has noted. Real file, real SDK.
 */

import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { type Definition, serveFunctions } from '../sdk/sdk.ts';
import { waitUntil } from '../wait-until.ts';
import { bundleRuntime } from './bundle-runtime.ts';
import { temporaryFolder } from './runtime-harness.ts';
import { type RuntimeProcess, startRuntimeProcess } from './runtime-process.ts';

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
  /** Accepted events without a completed run of each function. */
  lost: string[];
  /** Runs that returned something else than their code says, and uploads that two runs took. */
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

/** Sleeps: what comes due while nobody is there goes on when somebody is. One run at a time. */
const napping: Definition = {
  id: 'nap',
  event: 'list.uploaded',
  options: { concurrency: 1 },
  handler: async ({ event, step }) => {
    await step.sleep('nap', '1s');
    return { upload: event.data.upload, slept: await step.run('wake', () => true) };
  },
};

/** Takes several events at once, each in exactly one run. */
const collecting: Definition = {
  id: 'collect',
  event: 'list.uploaded',
  options: { batchEvents: { maxSize: 3, timeout: '1s' } },
  handler: async (input) => {
    const { events } = input as unknown as { events: { data: { upload: number } }[] };
    return { uploads: await input.step.run('collect', () => events.map(({ data }) => data.upload)) };
  },
};

/** @param onRound told after each kill. */
export async function crashRounds(
  rounds: number,
  onRound: (round: number) => void = () => {},
): Promise<CrashAudit> {
  const folder = temporaryFolder();
  const executions: Execution[] = [];
  const args = ['--data', join(folder.path, 'data'), '--retry-interval', '0.02'];
  const options = { module: await bundleRuntime(folder.path) };
  let runtime = await startRuntimeProcess([...args, '--port', '0'], options);
  const app = await serveFunctions(4, runtime, [importing(executions), napping, collecting]);
  const restart = async () => {
    runtime = await startRuntimeProcess(
      [...args, '--port', String(runtime.runtime.port), '--app', app.url],
      options,
    );
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
        // All runs are read only once it may be over: that costs the runtime more than the runs do.
        await pause(50);
        if ((await runtime.client.status()).activeRuns > 0) return null;
        const all = await allRuns(runtime);
        const isOver = all.length > 0 && all.every((run) => run.status === 'completed');
        return isOver && lostOf(accepted, all).length === 0 ? all : null;
      },
      async () => {
        const all = await allRuns(runtime);
        return { lost: lostOf(accepted, all), open: all.filter((run) => run.status !== 'completed') };
      },
      patience,
    );
    return audit(accepted, runs, executions);
  } finally {
    await app.stop();
    await runtime.kill();
    folder.remove();
  }
}

interface Output {
  upload: number;
  uploads: number[];
}

function outputsOf(runs: readonly RunProgress[], functionId: string): Output[] {
  return runs.filter((run) => run.functionId === `app-${functionId}`).map((run) => run.output as Output);
}

function lostOf(accepted: readonly number[], runs: readonly RunProgress[]): string[] {
  const done = runs.filter((run) => run.status === 'completed');
  const taken: Record<string, Set<number>> = {
    import: new Set(outputsOf(done, 'import').map(({ upload }) => upload)),
    nap: new Set(outputsOf(done, 'nap').map(({ upload }) => upload)),
    collect: new Set(outputsOf(done, 'collect').flatMap(({ uploads }) => uploads)),
  };
  return Object.entries(taken).flatMap(([name, uploads]) =>
    accepted.filter((upload) => !uploads.has(upload)).map((upload) => `upload ${upload} by ${name}`),
  );
}

function audit(accepted: readonly number[], runs: RunProgress[], executions: Execution[]): CrashAudit {
  const imported = runs.filter((run) => run.functionId === 'app-import');
  const wrong: unknown[] = [
    ...outputsOf(runs, 'import').filter(
      ({ upload, ...rest }) => !isDeepStrictEqual(rest, { ok: true, parts: ['a', 'b', 'c'], last: 'notify' }),
    ),
    ...outputsOf(runs, 'nap').filter(({ upload, ...rest }) => !isDeepStrictEqual(rest, { slept: true })),
    ...['import', 'nap'].flatMap((name) => twice(outputsOf(runs, name).map(({ upload }) => upload))),
    ...twice(outputsOf(runs, 'collect').flatMap(({ uploads }) => uploads)),
  ];
  return {
    accepted: accepted.length,
    runs: runs.length,
    executions: executions.length,
    lost: lostOf(accepted, runs),
    wrong,
    repeated: repeats(imported, executions),
  };
}

function twice(values: readonly number[]): string[] {
  const seen = new Set<number>();
  return values
    .filter((value) => seen.has(value) || !seen.add(value))
    .map((value) => `upload ${value}, twice`);
}

async function allRuns({ client }: RuntimeProcess): Promise<RunProgress[]> {
  const all: RunProgress[] = [];
  for (let before: string | undefined; ; ) {
    const { runs } = await client.listRuns({ limit: 500, ...(before === undefined ? {} : { before }) });
    all.push(...runs);
    before = runs.at(-1)?.runId;
    if (runs.length < 500) return all;
  }
}

async function reviewWaiting({ client }: RuntimeProcess, reviewed: Set<number>): Promise<void> {
  const { runs } = await client.listRuns({ status: 'waiting' });
  for (const run of runs) {
    const { events } = await client.getRun(run.runId);
    const upload = events[0]!.data!.upload as number;
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
