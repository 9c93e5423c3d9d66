/** Starts a runtime from a process's options. */
import { registryOf } from './compose-apps.ts';
import type { HostLog } from './contract/api.ts';
import { defaultDataFolder } from './data-folder.ts';
import { whoOwns } from './discovery/port-owner.ts';
import type { ProcessOptions } from './process-options.ts';
import { startRuntime } from './runtime.ts';
import type { Runtime } from './runtime-options.ts';

export interface ProcessHooks {
  log: (level: HostLog['level'], text: string) => void;
  /** See `RuntimeOptions.onStopped`. */
  onStopped?: (error: unknown) => void;
}

export function startFromOptions(
  options: ProcessOptions,
  { log, onStopped }: ProcessHooks,
): Promise<Runtime> {
  return startRuntime({
    port: options.port,
    dataFolder: options.inMemory ? null : (options.data ?? defaultDataFolder(options.workspace)),
    createApps: registryOf({
      discovery: options.discovery,
      poll: options.poll,
      apps: options.apps,
      inspect: options.inspect,
      // A schedule is known only when its function is loaded.
      lazy: !options.cron,
      refuseConnections: options.refuseConnections,
      log,
    }),
    backoff: options.backoff,
    requestTimeout: options.requestTimeout,
    synchronous: options.synchronous,
    retention: options.retention,
    cron: options.cron,
    allowedOrigins: options.allowedOrigins,
    allowedHosts: options.allowedHosts,
    ...(options.gatewayPort === null ? {} : { gatewayPort: options.gatewayPort }),
    log,
    whoOwns,
    ...(onStopped ? { onStopped } : {}),
  });
}
