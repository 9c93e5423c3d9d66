/** `steplight dev`. */
import { globSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { RuntimeClient } from '../../client/runtime-client.ts';
import type { AppState, HostState, PortOwner, StreamMessage } from '../../contract/api.ts';
import { messageOf } from '../../contract/error-text.ts';
import { endedStatuses } from '../../contract/run.ts';
import { RunFold } from '../../contract/run-fold.ts';
import { matchingData } from '../../expressions/matching-data.ts';
import { findFunctionFiles } from '../../host/function-files.ts';
import { exitCodes, UsageError } from '../../options.ts';
import { readProcessOptions } from '../../process-options.ts';
import { startFromOptions } from '../../run-process.ts';
import { countText } from '../../text/count.ts';
import { oneLine } from '../../text/printable.ts';
import { coloredLine } from '../colors.ts';
import type { CommandContext } from '../command-io.ts';
import { outputLines } from '../output-lines.ts';
import { progressLines } from '../progress-lines.ts';

const help = `Usage: steplight dev [options]

Run functions locally. The runtime connects to apps that are running on this machine, and hosts the functions in this
folder that no running app serves. Start your app with INNGEST_DEV=1 (SDK 3 and 4).

Options:
  -p, --port N              port (default: 8288, or the next free port)
  --connect-gateway-port N  port for WebSocket workers (default: 8289, or the next free port)
  -u, --app URL             an app to sync, such as http://localhost:3000/api/inngest (repeatable; alias: --sdk-url)
  --functions FILE|GLOB     files that define functions (repeatable; default: those found in this folder)
  --data DIR                where runs are stored (default: STEPLIGHT_DATA, or one for this folder)
  --in-memory               do not store runs
  --no-discovery            do not look for running apps
  --no-poll                 do not check known apps for changes every few seconds
  --no-cron                 do not start functions on schedule
  --inspect[=PORT]          let debuggers attach to hosted functions, and print the address
  --allow-origin URL        let web pages of this origin send events and read runs (repeatable); localhost always can
  --allow-host NAME         respond to programs that use this name for this machine, such as host.docker.internal
  --refuse-connections      refuse connections that hosted code opens to other machines when it is loaded
  --backoff official        use Inngest's retry delays (15s, 30s, 1m …) instead of short ones (4s, 8s, 15s …)
  --retry-interval TIME     wait this long before every retry
  --request-timeout TIME    how long a step may take (default: 2h)
  --keep TIME               keep runs for this long after they end (default: 30d; "forever" for no limit)
  --keep-size SIZE          maximum disk space for runs (default: 1gb; "any" for no limit)
  -h, --help                show this help
`;

export async function dev(args: string[], io: CommandContext): Promise<number> {
  const options = readProcessOptions(args, io.cwd);
  if (options.help) {
    io.out(help);
    return exitCodes.ok;
  }
  let ended: (code: number) => void = () => {};
  const end = new Promise<number>((resolve) => {
    ended = resolve;
  });
  const data = options.data ?? io.env.STEPLIGHT_DATA ?? null;
  const runtime = await startFromOptions(
    { ...options, data: data === null ? null : resolve(io.cwd, data) },
    {
      // What concerns apps is printed along with their state.
      log: (level, text) => (level === 'error' ? io.error(`${oneLine(text)}\n`) : undefined),
      onStopped: (error) => {
        if (error !== null) io.error(`The runtime stopped: ${oneLine(messageOf(error))}\n`);
        ended(error === null ? exitCodes.ok : exitCodes.failed);
      },
    },
  );
  const { port, portTakenBy, dataFolder, version, activeRuns } = runtime.status();
  if (portTakenBy) io.error(`${takenText(portTakenBy)} Listening on ${port} instead.\n`);
  io.out(`Steplight ${version} is listening on http://127.0.0.1:${port}\n`);
  io.out(dataFolder ? `Runs are stored in ${dataFolder}\n` : 'Runs are not stored.\n');
  if (activeRuns > 0) io.out(`Resuming ${countText(activeRuns, 'run')}.\n`);
  const stop = () => void runtime.stop();
  io.signal.addEventListener('abort', stop);
  if (io.signal.aborted) stop();
  const files = await functionFiles(options.functions, io.cwd);
  if (files.length > 0) await runtime.apps.configureHost({ root: io.cwd, files });
  void runtime.apps.ensureReady();
  const following = new AbortController();
  const client = new RuntimeClient(runtime);
  const printing = printProgress(client, runtime.status().lastSeq, io, following.signal).catch(
    (error: unknown) => {
      if (!io.signal.aborted && !following.signal.aborted)
        io.error(`The progress of runs is no longer printed: ${messageOf(error)}\n`);
    },
  );
  const code = await end;
  following.abort();
  await printing;
  return code;
}

export function takenText({ port, kind, version }: PortOwner): string {
  const owner = {
    'inngest-dev-server': `an Inngest dev server${version ? ` ${version}` : ''}`,
    steplight: 'another Steplight runtime',
    unknown: 'another program',
  }[kind];
  return `Port ${port} is in use by ${owner}.`;
}

/** Relative to `cwd`. @throws UsageError when a pattern matches no file. */
async function functionFiles(patterns: readonly string[], cwd: string): Promise<string[]> {
  if (patterns.length === 0) return (await findFunctionFiles(cwd)).map((file) => relative(cwd, file));
  return patterns.flatMap((pattern) => {
    const found = globSync(pattern, { cwd, exclude: (name) => name === 'node_modules' });
    if (found.length === 0) throw new UsageError(`--functions: no files match "${pattern}".`);
    return found;
  });
}

async function printProgress(
  client: RuntimeClient,
  after: number,
  io: CommandContext,
  signal: AbortSignal,
): Promise<void> {
  // Runs of an earlier process. Newer ones are followed from their start.
  const earlier = (await client.listRuns({ limit: 1_000 })).runs.filter(
    (run) => !endedStatuses.has(run.status),
  );
  const runs = new Map(earlier.map((run) => [run.runId, new RunFold(run)]));
  const printed = new Map<string, string>();
  for await (const message of client.follow({ after, signal })) {
    for (const line of await linesOf(message, runs, printed, client))
      io.out(`${coloredLine(oneLine(line), io.styles.out)}\n`);
  }
}

async function linesOf(
  message: StreamMessage,
  runs: Map<string, RunFold>,
  printed: Map<string, string>,
  client: RuntimeClient,
): Promise<string[]> {
  if (message.event === 'status') {
    const { apps, host } = message.data;
    return [...apps.flatMap((app) => appLines(app, printed)), ...inspectLines(host, printed)];
  }
  if (message.event === 'log') return outputLines(message.data).map((line) => `    | ${line}`);
  const entry = message.data;
  if (entry.kind === 'event-received' && entry.source !== 'internal') return [`⚡ ${entry.event.name}`];
  if (!('runId' in entry)) return [];
  const fold = runs.get(entry.runId) ?? new RunFold();
  if (entry.seq <= fold.lastSeq || !fold.apply(entry)) return [];
  if (endedStatuses.has(fold.facts?.status ?? 'queued')) runs.delete(entry.runId);
  else runs.set(entry.runId, fold);
  const event = entry.kind === 'wait-started' ? (await client.getRun(entry.runId)).events[0] : undefined;
  return progressLines(entry, {
    fold,
    matchingData: (_, condition) => matchingData(condition, { ...event }),
  });
}

function inspectLines({ inspect = [] }: HostState, printed: Map<string, string>): string[] {
  return inspect.flatMap(({ pid, port }) => {
    const text = `Debugger listening on 127.0.0.1:${port}`;
    if (printed.get(String(pid)) === text) return [];
    printed.set(String(pid), text);
    return [text];
  });
}

function appLines(app: AppState, printed: Map<string, string>): string[] {
  const names = app.functions.map((fn) => fn.name).join(', ');
  const text = app.problem ?? `${app.appId} (${app.source} at ${new URL(app.url).origin}): ${names}`;
  const key = `${app.appId} ${app.url}`;
  if (printed.get(key) === text) return [];
  printed.set(key, text);
  return [text];
}
