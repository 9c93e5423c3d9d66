/** A real worker: functions of SDK 3 or 4 that hold a WebSocket open to the runtime instead of being called. */
import type { RuntimeHarness } from '../runtime/runtime-harness.ts';
import { waitUntil } from '../wait-until.ts';
import { type Definition, defineFunctions, type Major } from './sdk.ts';

/** What both SDKs answer to `connect()`. */
interface WorkerConnection {
  readonly connectionId: string;
  readonly state: string;
  close(): Promise<void>;
}

export interface SdkWorker {
  functions: Map<string, unknown>;
  connection: WorkerConnection;
  stop(): Promise<void>;
}

export interface WorkerOptions {
  instanceId?: string;
  maxWorkerConcurrency?: number;
  /** In a thread of its own, as the SDK does unless it is told otherwise; here it is not. */
  isolateExecution?: boolean;
  /** Options of the client. */
  client?: Record<string, unknown>;
}

type Connect = (options: object) => Promise<WorkerConnection>;

/** Connects the definitions as a worker of one app with id `app`, and waits until the runtime knows it. */
export async function connectFunctions(
  major: Major,
  { client, runtime }: Pick<RuntimeHarness, 'client'> & { runtime: { origin: string } },
  definitions: Definition[],
  { client: clientOptions, ...options }: WorkerOptions = {},
): Promise<SdkWorker> {
  const { client: inngest, functions } = await defineFunctions(
    major,
    runtime.origin,
    definitions,
    clientOptions,
  );
  const load = major === 3 ? import('inngest-sdk3/connect') : import('inngest-sdk4/connect');
  const connect = (await load).connect as unknown as Connect;
  const workersBefore = await workersOf(client);
  const connection = await connect({
    apps: [{ client: inngest, functions: [...functions.values()] }],
    handleShutdownSignals: [],
    isolateExecution: false,
    ...options,
  });
  await waitUntil(
    'the worker',
    async () => (await workersOf(client)) > workersBefore,
    () => client.apps(),
  );
  return { functions, connection, stop: () => connection.close() };
}

async function workersOf(client: RuntimeHarness['client']): Promise<number> {
  const { apps } = await client.apps();
  return apps.find(({ appId, source }) => appId === 'app' && source === 'connected')?.workers ?? 0;
}
