/** A whole runtime in this process: real HTTP, real journal, and the client that its users have. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RuntimeClient } from '../../../runtime/src/client/runtime-client.ts';
import { registryOf } from '../../../runtime/src/compose-apps.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import type { RunStatus } from '../../../runtime/src/contract/run.ts';
import { startRuntime } from '../../../runtime/src/runtime.ts';
import type { Runtime, RuntimeOptions } from '../../../runtime/src/runtime-options.ts';
import { waitUntil } from '../wait-until.ts';

export interface RuntimeHarness {
  runtime: Runtime;
  client: RuntimeClient;
  /** Runs, oldest first. */
  runs(): Promise<RunProgress[]>;
  /** The only run, once it has this status. */
  runThatIs(status: RunStatus, functionId?: string): Promise<RunProgress>;
  stop(): Promise<void>;
}

export async function runRuntime(
  options: Partial<RuntimeOptions> = {},
  apps: string[] = [],
): Promise<RuntimeHarness> {
  const runtime = await startRuntime({
    port: 0,
    dataFolder: null,
    createApps: registryOf({ discovery: false, apps, log: () => {} }),
    backoff: { kind: 'fixed', milliseconds: 20 },
    requestTimeout: 20_000,
    ...options,
  });
  const client = new RuntimeClient(runtime);
  const runs = async () => (await client.listRuns({ limit: 1000 })).runs.reverse();
  return {
    runtime,
    client,
    runs,
    runThatIs: (status, functionId) =>
      waitUntil(
        `a run that is ${status}`,
        async () =>
          (await runs()).find(
            (run) => run.status === status && (!functionId || run.functionId === functionId),
          ),
        runs,
      ),
    stop: () => runtime.stop(),
  };
}

/** A folder that is removed by the function it comes with. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'steplight-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
