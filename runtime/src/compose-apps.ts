/** The registry of apps as a runtime wants it. */
import { AppRegistry } from './apps/app-registry.ts';
import type { HostLog } from './contract/api.ts';
import type { RuntimeOptions } from './runtime-options.ts';

export interface AppOptions {
  /** Look for running apps on this machine. */
  discovery: boolean;
  poll?: boolean;
  /** URLs of apps that the user named. */
  apps: string[];
  /** Port at which debuggers can attach to hosts, 0 for any; absent or null: none. */
  inspect?: number | null;
  /** Load only the files that a run needs; absent: all. */
  lazy?: boolean;
  /** Refuse connections to other machines that hosted code opens when it is loaded. */
  refuseConnections?: boolean;
  log: (level: HostLog['level'], text: string) => void;
}

export function registryOf({
  discovery,
  poll = true,
  apps,
  inspect = null,
  refuseConnections = false,
  lazy = false,
  log,
}: AppOptions): RuntimeOptions['createApps'] {
  return ({ clock, origin, dataFolder, connected }) =>
    new AppRegistry({
      clock,
      log,
      discovery,
      poll,
      apps,
      serverOrigin: origin,
      cacheFolder: dataFolder,
      connected,
      inspect,
      refuseConnections,
      lazy,
    });
}
