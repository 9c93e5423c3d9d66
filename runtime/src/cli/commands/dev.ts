/** `steplight dev`. */
import { globSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { RuntimeClient } from '../../client/runtime-client.ts';
import type { AppState, HostState, PortOwner, StreamMessage } from '../../contract/api.ts';
import { applyEntry } from '../../contract/apply-entry.ts';
import type { RunProgress } from '../../contract/progress.ts';
import { endedStatuses } from '../../contract/run.ts';
import { matchingData } from '../../expressions/matching-data.ts';
import { findFunctionFiles } from '../../host/function-files.ts';
import { readProcessOptions, UsageError } from '../../process-options.ts';
import { startFromOptions } from '../../run-process.ts';
import type { CommandContext } from '../command-io.ts';
import { outputLines } from '../output-lines.ts';
import { progressLines } from '../progress-lines.ts';

export const devHelp = `steplight dev [--port 8288] [--app URL]… [--functions FILE|GLOB]… [--data DIR] [--in-memory] [--no-discovery] [--no-cron] [--inspect[=PORT]] [--allow-origin URL]…

Runs functions locally: finds the apps that run on this machine, and hosts the functions below this folder that no
app serves. Start your app with INNGEST_DEV=1 (SDK 3 and 4).

  --port N               default 8288; when it is taken, the next free one
  --connect-gateway-port N  of WebSocket workers; default 8289, or the next free one
  --app URL              an app to sync, e.g. http://localhost:3000/api/inngest; also -u or --sdk-url
  --functions FILE|GLOB  files that define functions; default: those found below this folder
  --data DIR             where runs are kept; default: STEPLIGHT_DATA, or a folder for this one
  --in-memory            keep nothing
  --no-discovery         do not look for running apps
  --no-poll              do not ask known apps every few seconds whether they have changed
  --no-cron              start nothing by schedule
  --inspect[=PORT]       host functions so that a debugger can attach; tells where
  --allow-origin URL     a web origin whose pages may send events and read runs; those of this machine may
  --backoff official     Inngest's delays before retries (15 s, 30 s, 1 m …) instead of short ones (4 s, 8 s, 15 s …)
  --retry-interval TIME  the same delay before each retry
  --request-timeout TIME how long a step may take; default 2h
  --keep TIME            for how long runs are kept after their end; default 30d; "forever"
  --keep-size SIZE       how much is kept; default 1gb; "any"
`;

export async function dev(args: string[], io: CommandContext): Promise<number> {
  const options = readProcessOptions(args, io.cwd);
  if (options.help) {
    io.out(devHelp);
    return 0;
  }
  let ended: (code: number) => void = () => {};
  const end = new Promise<number>((resolve) => {
    ended = resolve;
  });
  const data = options.data ?? io.env.STEPLIGHT_DATA ?? null;
  const runtime = await startFromOptions(
    { ...options, data: data === null ? null : resolve(io.cwd, data) },
    {
      // What apps do is told with their state.
      log: (level, text) => (level === 'error' ? io.error(`${text}\n`) : undefined),
      onStopped: (error) => {
        if (error !== null) io.error(`The runtime stopped: ${String(error)}\n`);
        ended(error === null ? 0 : 1);
      },
    },
  );
  const { port, portTakenBy, dataFolder, version, activeRuns } = runtime.status();
  if (portTakenBy) io.error(`${takenText(portTakenBy)} Listening on ${port} instead.\n`);
  io.out(`Steplight ${version} listens on http://127.0.0.1:${port}\n`);
  io.out(dataFolder ? `Runs are kept in ${dataFolder}\n` : 'Runs are not kept.\n');
  if (activeRuns > 0) io.out(`Going on with ${activeRuns} run${activeRuns === 1 ? '' : 's'}.\n`);
  const stop = () => void runtime.stop();
  io.signal.addEventListener('abort', stop);
  if (io.signal.aborted) stop();
  const files = await functionFiles(options.functions, io.cwd);
  if (files.length > 0) await runtime.apps.configureHost({ root: io.cwd, files });
  void runtime.apps.ensureReady();
  const following = printProgress(new RuntimeClient(runtime), runtime.status().lastSeq, io);
  const code = await end;
  await following;
  return code;
}

export function takenText({ port, kind, version }: PortOwner): string {
  const owner = {
    'inngest-dev-server': `an Inngest dev server${version ? ` ${version}` : ''}`,
    steplight: 'another Steplight',
    unknown: 'another program',
  }[kind];
  return `Port ${port} is taken by ${owner}.`;
}

/** Relative to `cwd`. @throws UsageError when a pattern fits nothing. */
async function functionFiles(patterns: readonly string[], cwd: string): Promise<string[]> {
  if (patterns.length === 0) return (await findFunctionFiles(cwd)).map((file) => relative(cwd, file));
  return patterns.flatMap((pattern) => {
    const found = globSync(pattern, { cwd, exclude: (name) => name === 'node_modules' });
    if (found.length === 0) throw new UsageError(`--functions: nothing fits "${pattern}".`);
    return found;
  });
}

async function printProgress(client: RuntimeClient, after: number, io: CommandContext): Promise<void> {
  // Runs of an earlier process; newer ones are seen from their beginning.
  const earlier = (await client.listRuns({ limit: 1_000 })).runs.filter(
    (run) => !endedStatuses.has(run.status),
  );
  const runs = new Map(earlier.map((run) => [run.runId, run]));
  const told = new Map<string, string>();
  for await (const message of client.follow({ after, signal: io.signal })) {
    for (const line of await linesOf(message, runs, told, client)) io.out(`${line}\n`);
  }
}

async function linesOf(
  message: StreamMessage,
  runs: Map<string, RunProgress>,
  told: Map<string, string>,
  client: RuntimeClient,
): Promise<string[]> {
  if (message.event === 'status') {
    const { apps, host } = message.data;
    return [...apps.flatMap((app) => appLines(app, told)), ...inspectLines(host, told)];
  }
  if (message.event === 'log') return outputLines(message.data).map((line) => `    | ${line}`);
  const entry = message.data;
  if (entry.kind === 'event-received' && entry.source !== 'internal') return [`⚡ ${entry.event.name}`];
  if (!('runId' in entry)) return [];
  const before = runs.get(entry.runId) ?? null;
  if (before && entry.seq <= before.lastSeq) return [];
  const run = applyEntry(before, entry);
  if (!run) return [];
  if (endedStatuses.has(run.status)) runs.delete(run.runId);
  else runs.set(run.runId, run);
  const event = entry.kind === 'wait-started' ? (await client.getRun(entry.runId)).events[0] : undefined;
  return progressLines(entry, { run, matchingData: (_, condition) => matchingData(condition, { ...event }) });
}

function inspectLines({ inspect = [] }: HostState, told: Map<string, string>): string[] {
  return inspect.flatMap(({ pid, port }) => {
    const text = `Debuggers can attach at 127.0.0.1:${port}`;
    if (told.get(String(pid)) === text) return [];
    told.set(String(pid), text);
    return [text];
  });
}

function appLines(app: AppState, told: Map<string, string>): string[] {
  const names = app.functions.map((fn) => fn.name).join(', ');
  const text = app.problem ?? `${app.appId} (${app.source} at ${new URL(app.url).origin}): ${names}`;
  const key = `${app.appId} ${app.url}`;
  if (told.get(key) === text) return [];
  told.set(key, text);
  return [text];
}
