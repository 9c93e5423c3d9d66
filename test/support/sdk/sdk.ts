/**
 * One way to write a workflow for the real SDK of any major, so that one specification holds for all of them.
 *
 * A process must use one major only: SDK 3 and 4 keep different things under the same global symbol.
 */
import type { RuntimeHarness } from '../runtime/runtime-harness.ts';
import { type SdkApp, serveApp } from './sdk-app.ts';

export type Major = 1 | 2 | 3 | 4;

export interface SentEvent {
  id?: string;
  name: string;
  data: Record<string, unknown>;
  /** Unix milliseconds. */
  ts?: number;
}

/** The step tools under the names of SDK 4. */
export interface Steps {
  run<T>(id: string, code: () => T | Promise<T>): Promise<T>;
  sleep(id: string, time: string): Promise<void>;
  sleepUntil(id: string, time: Date | string): Promise<void>;
  waitForEvent(
    id: string,
    options: { event: string; timeout: string; match?: string; if?: string },
  ): Promise<SentEvent | null>;
  sendEvent(id: string, event: SentEvent | SentEvent[]): Promise<unknown>;
  /** SDK 3 and 4. */
  invoke(
    id: string,
    options: { function: unknown; data?: Record<string, unknown>; timeout?: string },
  ): Promise<unknown>;
  /** SDK 3 and 4. */
  waitForSignal(id: string, options: { signal: string; timeout: string }): Promise<unknown>;
}

export interface Handled {
  event: SentEvent;
  /** From SDK 2 on. */
  events?: SentEvent[];
  step: Steps;
  runId: string;
  /** From SDK 2 on. */
  attempt?: number;
  error?: Error;
  /** SDK 4. */
  defer?: (id: string, options: { function: unknown; data: unknown }) => { abort(): void };
  /** SDK 4. */
  group?: { parallel<T>(options: { mode: 'race' }, code: () => Promise<T>): Promise<T> };
}
export type Handler = (input: Handled) => unknown;

/** As users of SDK 3 and 4 write it. */
export type Trigger = { event: string; if?: string } | { cron: string; jitter?: string };

export interface Definition {
  id: string;
  event?: string;
  if?: string;
  /** Instead of `event` and `if`; SDK 1 and 2 take one. */
  triggers?: Trigger[];
  retries?: number;
  cancelOn?: { event: string; match?: string }[];
  handler: Handler;
  /** SDK 4: started by `defer`, when the run that asked for it has ended. */
  deferred?: boolean;
  onFailure?: Handler;
  /** Further options as the SDK takes them. */
  options?: Record<string, unknown>;
}

export interface Sdk {
  Inngest: new (options: Record<string, unknown>) => unknown;
  /** For errors that steer retries. */
  NonRetriableError: new (
    message: string,
  ) => Error;
  /** From SDK 3 on. */
  RetryAfterError: new (
    message: string,
    after: string | number | Date,
  ) => Error;
  /** SDK 2 and 3. */
  InngestMiddleware: new (
    options: Record<string, unknown>,
  ) => unknown;
  /** SDK 4. */
  Middleware: { BaseMiddleware: new (...args: never[]) => object };
}

export async function loadSdk(major: Major): Promise<Sdk> {
  const load = [
    () => import('inngest-sdk1'),
    () => import('inngest-sdk2'),
    () => import('inngest-sdk3'),
    () => import('inngest-sdk4'),
  ] as const;
  return (await load[major - 1]!()) as unknown as Sdk;
}

type Serve = (...args: unknown[]) => unknown;

/** The `edge` adapter, which every major has. It cannot stream. */
async function loadServe(major: Major, streams: boolean): Promise<Serve> {
  if (streams) return streamingServe(major);
  const load = [
    () => import('inngest-sdk1/edge.js'),
    () => import('inngest-sdk2/edge'),
    () => import('inngest-sdk3/edge'),
    () => import('inngest-sdk4/edge'),
  ] as const;
  return (await load[major - 1]!()).serve as (...args: unknown[]) => unknown;
}

/** An adapter that can stream and takes fetch requests. */
async function streamingServe(major: Major): Promise<Serve> {
  if (major === 2) return (await import('inngest-sdk2/next')).serve as Serve;
  const adapter = major === 3 ? import('inngest-sdk3/cloudflare') : import('inngest-sdk4/cloudflare');
  const serve = (await adapter).serve as Serve;
  return (options) => {
    const handler = serve(options) as Serve;
    return (request: unknown) => handler({ request, env: process.env });
  };
}

export async function nonRetriable(major: Major): Promise<Sdk['NonRetriableError']> {
  return (await loadSdk(major)).NonRetriableError;
}

export interface ServeOptions {
  port?: number;
  /** Options of the client. */
  client?: Record<string, unknown>;
  /** Options of `serve`. */
  serve?: Record<string, unknown>;
  /** What becomes of an answer on its way to the runtime. */
  answer?: (response: Response) => Promise<Response>;
  /** False: the runtime is not told; who wants to asks the app himself. */
  sync?: boolean;
}

export interface ServedApp extends SdkApp {
  /** For `invoke`, by the definitions' ids. */
  functions: Map<string, unknown>;
  /** The SDK's client. */
  inngest: { send(events: SentEvent | SentEvent[]): Promise<unknown> };
}

/**
 * Serves the definitions as one app with id `app` and makes it known to the runtime. A definition's `function`
 * for `invoke` is found in the answered map.
 */
export async function serveFunctions(
  major: Major,
  harness: Pick<RuntimeHarness, 'client'> & { runtime: { origin: string } },
  definitions: Definition[],
  { port = 0, client: clientOptions = {}, serve: serveOptions = {}, answer, sync = true }: ServeOptions = {},
): Promise<ServedApp> {
  const { client, functions } = await defineFunctions(
    major,
    harness.runtime.origin,
    definitions,
    clientOptions,
  );
  const list = [...functions.values()];
  const serve = await loadServe(major, 'streaming' in serveOptions);
  const serving = (
    major <= 2 ? serve(client, list, serveOptions) : serve({ client, functions: list, ...serveOptions })
  ) as (request: Request) => Promise<Response>;
  const handler = answer ? async (request: Request) => answer(await serving(request)) : serving;
  const app = { ...(await serveApp(handler, port)), functions, inngest: client as ServedApp['inngest'] };
  if (!sync) return app;
  if (major <= 2) await fetch(app.url, { method: 'PUT', body: '{}' });
  else await harness.client.addApp({ url: app.url });
  const { apps } = await harness.client.apps();
  if (apps.every((each) => each.functions.length === 0))
    throw new Error(`The app of SDK ${major} did not register.`);
  return app;
}

/** The SDK's client with id `app`, and the functions by the definitions' ids. */
export async function defineFunctions(
  major: Major,
  origin: string,
  definitions: Definition[],
  clientOptions: Record<string, unknown> = {},
): Promise<{ client: unknown; functions: Map<string, unknown> }> {
  if (major <= 2) process.env.INNGEST_DEVSERVER_URL = origin;
  // Where SDK 2 looks for states that were too large to send.
  if (major === 2) process.env.INNGEST_API_BASE_URL = origin;
  process.env.INNGEST_EVENT_KEY = 'local';
  // Without one SDK 1 and 2 complain at each request.
  process.env.INNGEST_SIGNING_KEY = 'signkey-test-00';
  const functions = new Map<string, unknown>();
  const client = createClient(await loadSdk(major), major, origin, clientOptions);
  for (const definition of definitions) {
    const create = definition.deferred ? createDeferred : createFunction;
    functions.set(definition.id, await create(major, client, definition));
  }
  return { client, functions };
}

/** SDK 4: a function that others call for when they have ended. */
async function createDeferred(_: Major, client: unknown, { id, handler }: Definition): Promise<unknown> {
  const { createDefer } = await import('inngest-sdk4/experimental');
  return createDefer(client as never, { id }, handler as never);
}

/** SDKs wait a second after each request for a logger that is not called so to flush. */
class DefaultLogger {
  debug(): void {}
  info(): void {}
  warn(): void {}
  error(): void {}
}
const quiet = new DefaultLogger();

function createClient(sdk: Sdk, major: Major, origin: string, options: Record<string, unknown>): unknown {
  const identity = major <= 2 ? { name: 'app' } : { id: 'app', isDev: true, baseUrl: origin };
  return new sdk.Inngest({ ...identity, logger: quiet, ...options });
}

function createFunction(major: Major, client: unknown, definition: Definition): unknown {
  const { id, handler, onFailure, retries, cancelOn, options } = definition;
  const triggers = triggersOf(major, definition);
  const wrapped = (code: Handler) => (input: Handled & { step: never }) =>
    code({ ...input, step: major <= 2 ? oldSteps(input.step) : input.step });
  const common = {
    ...(retries === undefined ? {} : { retries }),
    ...(cancelOn ? { cancelOn } : {}),
    ...(onFailure ? { onFailure: wrapped(onFailure) } : {}),
    ...options,
  };
  const { createFunction: create } = client as { createFunction: (...args: unknown[]) => unknown };
  const call = (...args: unknown[]) => create.apply(client, args);
  if (major <= 2) return call({ name: id, ...common }, triggers[0], wrapped(handler));
  if (major === 3) return call({ id, ...common }, triggers, wrapped(handler));
  return call({ id, triggers, ...common }, wrapped(handler));
}

function triggersOf(major: Major, { event, if: condition, triggers }: Definition): object[] {
  const given: Trigger[] =
    triggers ?? (event === undefined ? [] : [{ event, ...(condition ? { if: condition } : {}) }]);
  if (major !== 1) return given;
  return given.map((trigger) =>
    'if' in trigger ? { event: trigger.event, expression: trigger.if } : trigger,
  );
}

interface OldSteps {
  run: Steps['run'];
  sleep(time: string): Promise<void>;
  sleepUntil(time: Date | string): Promise<void>;
  waitForEvent(event: string, options: Record<string, unknown>): Promise<SentEvent | null>;
  sendEvent(event: SentEvent | SentEvent[]): Promise<unknown>;
}

function oldSteps(step: OldSteps): Steps {
  const missing = () => {
    throw new Error('SDK 1 and 2 do not have this tool.');
  };
  return {
    run: (id, code) => step.run(id, code),
    sleep: (_, time) => step.sleep(time),
    sleepUntil: (_, time) => step.sleepUntil(time),
    waitForEvent: (_, { event, ...options }) => step.waitForEvent(event, options),
    sendEvent: (_, event) => step.sendEvent(event),
    invoke: missing,
    waitForSignal: missing,
  };
}
