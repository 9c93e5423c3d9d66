/**
 * One way to write a workflow for the real SDK of any major, so that one specification holds for all of them.
 *
 * A process must use one major only: SDK 3 and 4 keep different things under the same global symbol.
 */
import type { RuntimeHarness } from './runtime-harness.ts';
import { type SdkApp, serveApp } from './sdk-app.ts';

export type Major = 1 | 2 | 3 | 4;

export interface SentEvent {
  id?: string;
  name: string;
  data: Record<string, unknown>;
}

/** The step tools under the names of SDK 4. */
export interface Steps {
  run<T>(id: string, code: () => T | Promise<T>): Promise<T>;
  sleep(id: string, time: string): Promise<void>;
  waitForEvent(
    id: string,
    options: { event: string; timeout: string; match?: string; if?: string },
  ): Promise<SentEvent | null>;
  sendEvent(id: string, event: SentEvent): Promise<unknown>;
  /** SDK 3 and 4. */
  invoke(id: string, options: { function: unknown; data?: Record<string, unknown> }): Promise<unknown>;
  /** SDK 3 and 4. */
  waitForSignal(id: string, options: { signal: string; timeout: string }): Promise<unknown>;
}

export interface Handled {
  event: SentEvent;
  step: Steps;
  attempt?: number;
  error?: Error;
}
export type Handler = (input: Handled) => unknown;

export interface Definition {
  id: string;
  event: string;
  if?: string;
  retries?: number;
  cancelOn?: { event: string; match?: string }[];
  handler: Handler;
  onFailure?: Handler;
  /** Further options as the SDK takes them. */
  options?: Record<string, unknown>;
}

interface Sdk {
  Inngest: new (options: Record<string, unknown>) => unknown;
  /** For errors that steer retries. */
  NonRetriableError: new (
    message: string,
  ) => Error;
}

async function loadSdk(major: Major): Promise<Sdk> {
  const load = [
    () => import('inngest-sdk1'),
    () => import('inngest-sdk2'),
    () => import('inngest-sdk3'),
    () => import('inngest-sdk4'),
  ] as const;
  return (await load[major - 1]!()) as unknown as Sdk;
}

/** The `edge` adapter: every major has it. */
async function loadServe(major: Major): Promise<(...args: unknown[]) => unknown> {
  const load = [
    () => import('inngest-sdk1/edge.js'),
    () => import('inngest-sdk2/edge'),
    () => import('inngest-sdk3/edge'),
    () => import('inngest-sdk4/edge'),
  ] as const;
  return (await load[major - 1]!()).serve as (...args: unknown[]) => unknown;
}

export async function nonRetriable(major: Major): Promise<Sdk['NonRetriableError']> {
  return (await loadSdk(major)).NonRetriableError;
}

/**
 * Serves the definitions as one app with id `app` and makes it known to the runtime. A definition's `function`
 * for `invoke` is found in the answered map.
 */
export async function serveFunctions(
  major: Major,
  harness: Pick<RuntimeHarness, 'client'> & { runtime: { origin: string } },
  definitions: Definition[],
  { port = 0, client: clientOptions = {} }: { port?: number; client?: Record<string, unknown> } = {},
): Promise<SdkApp & { functions: Map<string, unknown> }> {
  const { origin } = harness.runtime;
  if (major <= 2) process.env.INNGEST_DEVSERVER_URL = origin;
  process.env.INNGEST_EVENT_KEY = 'local';
  // Without one SDK 1 and 2 complain at each request.
  process.env.INNGEST_SIGNING_KEY = 'signkey-test-00';
  const functions = new Map<string, unknown>();
  const client = createClient(await loadSdk(major), major, origin, clientOptions);
  for (const definition of definitions)
    functions.set(definition.id, createFunction(major, client, definition));
  const list = [...functions.values()];
  const serve = await loadServe(major);
  const handler = major <= 2 ? serve(client, list) : serve({ client, functions: list });
  const app = await serveApp(handler as (request: Request) => Promise<Response>, port);
  if (major <= 2) await fetch(app.url, { method: 'PUT', body: '{}' });
  else await harness.client.addApp({ url: app.url });
  const { apps } = await harness.client.apps();
  if (apps.every((each) => each.functions.length === 0))
    throw new Error(`The app of SDK ${major} did not register.`);
  return { ...app, functions };
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
  const { id, event, handler, onFailure, retries, cancelOn, options } = definition;
  const trigger = { event, ...(definition.if ? { [major === 1 ? 'expression' : 'if']: definition.if } : {}) };
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
  if (major <= 2) return call({ name: id, ...common }, trigger, wrapped(handler));
  if (major === 3) return call({ id, ...common }, trigger, wrapped(handler));
  return call({ id, triggers: [trigger], ...common }, wrapped(handler));
}

interface OldSteps {
  run: Steps['run'];
  sleep(time: string): Promise<void>;
  waitForEvent(event: string, options: Record<string, unknown>): Promise<SentEvent | null>;
  sendEvent(event: SentEvent): Promise<unknown>;
}

function oldSteps(step: OldSteps): Steps {
  const missing = () => {
    throw new Error('SDK 1 and 2 do not have this tool.');
  };
  return {
    run: (id, code) => step.run(id, code),
    sleep: (_, time) => step.sleep(time),
    waitForEvent: (_, { event, ...options }) => step.waitForEvent(event, options),
    sendEvent: (_, event) => step.sendEvent(event),
    invoke: missing,
    waitForSignal: missing,
  };
}
