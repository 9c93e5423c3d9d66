/**
 * Entry of the host, a child process of the runtime: loads the user's files and serves the functions in them.
 *
 * It reports over the IPC channel (`host-messages.ts`), and ends when the channel closes.
 */

import * as inspector from 'node:inspector';
import { pathToFileURL } from 'node:url';
import { describeError } from '../contract/error-text.ts';
import type { FromHost, HostProblem, ToHost } from './host-messages.ts';
import { HostServer } from './host-server.ts';
import { guardLoadEffects, refusedCode } from './load-effects.ts';
import { toProblem } from './loading/load-problem.ts';
import { installLoader, type Loader } from './loading/loader.ts';
import { configFiles } from './loading/tsconfig.ts';
import { captureOutput } from './output-capture.ts';
import { type RecordedClient, recordFunctions } from './recording.ts';
import { handlerFor, registrationOf, sdkCopyOf } from './sdk-handler.ts';
import { sdkVersion } from './sdk-version.ts';
import { runningCode } from './step-context.ts';

/** A file that awaits something at its top level must not block the others. */
const fileLoadTimeoutMs = 30_000;

/** Time for responses to reach their senders. */
const giveBackTimeoutMs = 100;

const send = (message: FromHost) => {
  if (process.connected) process.send?.(message);
};

captureOutput((level, text, { runId, step }) => send({ type: 'log', level, text, runId, step }));
/** The file that is loaded now, or was last. */
let loading = '';
/** Of all files so far. */
const problems: HostProblem[] = [];
let prepared: Prepared | Error | null = null;
let loads: Promise<void> = Promise.resolve();
const server = new HostServer();
const recorded = recordFunctions();

process.on('disconnect', () => process.exit(0));
// The runtime decides when its hosts end: what they have at work is given back first.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('message', (message: ToHost) => {
  if (message.type === 'drain') void drain(message.within);
  else if (message.type === 'ping') send({ type: 'pong' });
  else {
    prepared ??= prepare(message);
    const { files, mayBeEmpty } = message;
    loads = loads
      .then(() => load(files, mayBeEmpty))
      .catch((error: unknown) => {
        send({ type: 'failed', problem: { ...toProblem(error, ''), file: null, line: null } });
      });
  }
});
// Node's warnings about its own experimental features do not concern the user.
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (warning.name !== 'ExperimentalWarning') console.warn(`${warning.name}: ${warning.message}`);
});
process.on('unhandledRejection', (reason) => {
  send({
    type: 'log',
    level: 'error',
    text: `Unhandled rejection: ${describeError(reason)}`,
    ...runningCode(),
  });
});
process.on('uncaughtException', (error) => {
  console.error(`Uncaught exception: ${describeError(error)}`);
  if ((error as { code?: unknown }).code === refusedCode) return;
  // The process is in an unknown state: the runtime starts a new one.
  process.exitCode = 1;
  setImmediate(() => process.exit(1));
});

interface Prepared {
  loader: Loader;
  loaded: LoadedFiles;
  origin: Promise<string>;
}

function prepare({ inspect, connections, cacheFolder }: Extract<ToHost, { type: 'load' }>): Prepared | Error {
  if (inspect !== null) listenForDebugger(inspect);
  guardLoadEffects({
    connections,
    loading: () => loading,
    report: (notice) => send({ type: 'notice', notice }),
  });
  const loaded = new LoadedFiles();
  try {
    const loader = installLoader(cacheFolder, { onLoaded: loaded.add, onSdk: adaptToSdk });
    return { loader, loaded, origin: server.listen() };
  } catch (error) {
    return error as Error;
  }
}

async function load(files: string[], mayBeEmpty: boolean): Promise<void> {
  if (prepared === null || prepared instanceof Error) throw prepared;
  const { loader, loaded } = prepared;
  for (const file of files) {
    loaded.add(file);
    loading = file;
    try {
      await withTimeout(import(pathToFileURL(file).href), file);
    } catch (error) {
      problems.push(toProblem(error, file, loader.findSyntaxError));
    }
  }
  const registrations: unknown[] = [];
  const origin = await prepared.origin;
  for (const [index, each] of recorded.entries()) {
    try {
      registrations.push(await serve(each, origin, `/${index + 1}/api/inngest`));
    } catch (error) {
      problems.push({ ...toProblem(error, files[0] ?? ''), file: null, line: null });
    }
  }
  for (const file of configFiles()) loaded.add(file);
  // First, so that changes are noticed as soon as the functions are served.
  loaded.report();
  const [problem] = problems;
  const isFine = registrations.length > 0 || (mayBeEmpty && problem === undefined);
  if (isFine) send({ type: 'ready', registrations, problem: problem ?? null });
  else send({ type: 'failed', problem: problem ?? noFunctions(files) });
}

/** Before anything is loaded, so that breakpoints can be anywhere. */
function listenForDebugger(port: number): void {
  inspector.open(port, '127.0.0.1');
  // The port is in use, usually by the host that this one replaces.
  if (inspector.url() === undefined && port !== 0) inspector.open(0, '127.0.0.1');
  const url = inspector.url();
  if (url !== undefined) send({ type: 'inspectable', port: Number(new URL(url).port) });
}

async function serve(each: RecordedClient, origin: string, path: string): Promise<unknown> {
  const copy = await sdkCopyOf(each);
  const handler = handlerFor(copy, each);
  server.mount(path, handler);
  return registrationOf(copy, each, handler, `${origin}${path}`);
}

async function drain(within: number): Promise<void> {
  setTimeout(() => {
    server.giveBack();
    setTimeout(end, giveBackTimeoutMs);
  }, within).unref();
  await server.close();
  end();
}

/** Node would wait for an attached debugger to detach. */
function end(): void {
  if (inspector.url() !== undefined) inspector.close();
  process.exit(0);
}

/** SDK 1 and 2 read other variables, about which SDK 3 complains (protocol 1.6). */
function adaptToSdk(sdkModule: string): void {
  if (Number.parseInt(sdkVersion(sdkModule), 10) >= 3) return;
  process.env.INNGEST_DEVSERVER_URL = process.env.INNGEST_BASE_URL;
  process.env.INNGEST_API_BASE_URL = process.env.INNGEST_BASE_URL;
  // Not used outside production, but warned about at each request when missing.
  process.env.INNGEST_SIGNING_KEY = 'signkey-local-00';
}

/** Reports each loaded file once, in batches. */
class LoadedFiles {
  readonly #known = new Set<string>();
  #fresh: string[] = [];

  readonly add = (file: string): void => {
    if (this.#known.has(file)) return;
    this.#known.add(file);
    if (this.#fresh.length === 0) setImmediate(() => this.report());
    this.#fresh.push(file);
  };

  report(): void {
    if (this.#fresh.length > 0) send({ type: 'loaded', files: this.#fresh });
    this.#fresh = [];
  }
}

function noFunctions(files: string[]): HostProblem {
  return {
    message:
      'No function was created while loading. Functions that are created inside a class or a function exist only while the app runs: start the app with INNGEST_DEV=1, and Steplight will find it.',
    file: files[0] ?? null,
    line: null,
  };
}

function withTimeout<T>(work: Promise<T>, file: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`${file} did not finish loading: it awaits something at its top level`)),
      fileLoadTimeoutMs,
    );
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
