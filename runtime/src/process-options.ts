/** Reads the options of a runtime process from its command line. */

import type { Backoff } from './engine/decisions/backoff.ts';
import { defaultRetention, type Retention, readAge, readSize } from './housekeeping/retention.ts';
import { duration, invalid, oneOf, parseOptions, portNumber } from './options.ts';

export const defaultPort = 8288;

export const processFlags = {
  port: { type: 'string', short: 'p' },
  'connect-gateway-port': { type: 'string' },
  data: { type: 'string' },
  workspace: { type: 'string' },
  'in-memory': { type: 'boolean' },
  app: { type: 'string', multiple: true },
  // The official dev server's spelling.
  'sdk-url': { type: 'string', multiple: true, short: 'u' },
  functions: { type: 'string', multiple: true },
  'no-discovery': { type: 'boolean' },
  'no-poll': { type: 'boolean' },
  'no-cron': { type: 'boolean' },
  inspect: { type: 'string' },
  'allow-origin': { type: 'string', multiple: true },
  'allow-host': { type: 'string', multiple: true },
  'refuse-connections': { type: 'boolean' },
  backoff: { type: 'string' },
  'retry-interval': { type: 'string' },
  'request-timeout': { type: 'string' },
  synchronous: { type: 'string' },
  keep: { type: 'string' },
  'keep-size': { type: 'string' },
  'exit-with-parent': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  // Options of the official dev server that have no effect here, so that its scripts work unchanged.
  tick: { type: 'string' },
  'log-level': { type: 'string' },
} as const;

export interface ProcessOptions {
  port: number;
  /** For WebSocket workers; null: the default. */
  gatewayPort: number | null;
  /** Null: the workspace's default folder. */
  data: string | null;
  workspace: string;
  inMemory: boolean;
  apps: string[];
  /** Files or patterns. */
  functions: string[];
  discovery: boolean;
  /** Whether known apps are synced again periodically. */
  poll: boolean;
  /** Whether schedules start runs. */
  cron: boolean;
  /** Origins of web pages that may use the runtime, besides those of this machine. */
  allowedOrigins: string[];
  /** Names by which programs may call this machine, besides those of the loopback interface. */
  allowedHosts: string[];
  /** Refuse connections to other machines that hosted code opens when it is loaded. */
  refuseConnections: boolean;
  /** Port for debuggers of hosts, 0 for any free port; null: none. */
  inspect: number | null;
  backoff: Backoff;
  /** Milliseconds. */
  requestTimeout: number;
  synchronous: 'normal' | 'full';
  retention: Retention;
  exitWithParent: boolean;
  help: boolean;
}

/** @throws UsageError */
export function readProcessOptions(args: readonly string[], cwd: string): ProcessOptions {
  // As with node, the port may be omitted.
  const complete = args.map((arg) => (arg === '--inspect' ? '--inspect=0' : arg));
  const { values } = parseOptions({ args: complete, options: processFlags, allowPositionals: false });
  return {
    port: readPort('--port', values.port) ?? defaultPort,
    gatewayPort: readPort('--connect-gateway-port', values['connect-gateway-port']),
    data: values.data ?? null,
    workspace: values.workspace ?? cwd,
    inMemory: values['in-memory'] ?? false,
    apps: [...(values.app ?? []), ...(values['sdk-url'] ?? [])],
    functions: values.functions ?? [],
    discovery: !values['no-discovery'],
    poll: !values['no-poll'],
    cron: !values['no-cron'],
    inspect: readPort('--inspect', values.inspect),
    allowedOrigins: (values['allow-origin'] ?? []).map(readOrigin),
    allowedHosts: (values['allow-host'] ?? []).map(readHost),
    refuseConnections: values['refuse-connections'] ?? false,
    backoff: readBackoff(values.backoff, values['retry-interval']),
    requestTimeout: duration('--request-timeout', values['request-timeout'] ?? '2h'),
    synchronous: oneOf('--synchronous', values.synchronous ?? 'normal', ['normal', 'full']),
    retention: readRetention(values.keep, values['keep-size']),
    exitWithParent: values['exit-with-parent'] ?? false,
    help: values.help ?? false,
  };
}

/** As browsers write it: `https://app.example`, without a path. */
function readOrigin(text: string): string {
  const origin = URL.canParse(text) ? new URL(text).origin : 'null';
  if (origin === 'null') throw invalid('--allow-origin', 'an origin such as https://app.example');
  return origin;
}

/** A name as in the `Host` header, in lower case, without a port. */
function readHost(text: string): string {
  const host = text.toLowerCase();
  if (!/^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/.test(host))
    throw invalid('--allow-host', 'a host name such as host.docker.internal');
  return host;
}

/** Null when it is not given. */
function readPort(option: string, text: string | undefined): number | null {
  return text === undefined ? null : portNumber(option, text);
}

function readBackoff(kind: string | undefined, interval: string | undefined): Backoff {
  if (interval !== undefined) return { kind: 'fixed', milliseconds: duration('--retry-interval', interval) };
  return { kind: oneOf('--backoff', kind ?? 'short', ['short', 'official']) };
}

/** @throws UsageError */
export function readRetention(keep: string | undefined, keepSize: string | undefined): Retention {
  const age = keep === undefined ? defaultRetention.age : readAge(keep);
  if (age === undefined) throw invalid('--keep', 'a duration such as 30d, or "forever"');
  const size = keepSize === undefined ? defaultRetention.size : readSize(keepSize);
  if (size === undefined) throw invalid('--keep-size', 'a size such as 500mb, or "any"');
  return { age, size };
}
