/** Options of a runtime process, from its command line. */
import { parseArgs } from 'node:util';
import type { Backoff } from './engine/decisions/backoff.ts';
import { defaultRetention, type Retention, readAge, readSize } from './housekeeping/retention.ts';
import { parseDuration } from './sdk-protocol/duration.ts';
import { messageOf } from './text/error-message.ts';

/** The command line is wrong; the message says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const defaultPort = 8288;

export const processFlags = {
  port: { type: 'string', short: 'p' },
  'connect-gateway-port': { type: 'string' },
  data: { type: 'string' },
  workspace: { type: 'string' },
  'in-memory': { type: 'boolean' },
  app: { type: 'string', multiple: true },
  // The official dev server's name for it.
  'sdk-url': { type: 'string', multiple: true, short: 'u' },
  functions: { type: 'string', multiple: true },
  'no-discovery': { type: 'boolean' },
  'no-poll': { type: 'boolean' },
  'no-cron': { type: 'boolean' },
  inspect: { type: 'string' },
  'allow-origin': { type: 'string', multiple: true },
  backoff: { type: 'string' },
  'retry-interval': { type: 'string' },
  'request-timeout': { type: 'string' },
  synchronous: { type: 'string' },
  keep: { type: 'string' },
  'keep-size': { type: 'string' },
  'exit-with-parent': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  // Settings of the official dev server without meaning here, so that its scripts work unchanged.
  tick: { type: 'string' },
  'log-level': { type: 'string' },
} as const;

export interface ProcessOptions {
  port: number;
  /** Of WebSocket workers; null: the default. */
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
  /** Port at which debuggers can attach to hosts, 0 for any; null: none. */
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
  const { values } = parsed(args);
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
    backoff: readBackoff(values.backoff, values['retry-interval']),
    requestTimeout: readTime('--request-timeout', values['request-timeout'] ?? '2h'),
    synchronous: oneOf('--synchronous', values.synchronous ?? 'normal', ['normal', 'full']),
    retention: readRetention(values.keep, values['keep-size']),
    exitWithParent: values['exit-with-parent'] ?? false,
    help: values.help ?? false,
  };
}

function parsed(args: readonly string[]) {
  try {
    // As with Node, the port may be omitted.
    const complete = args.map((arg) => (arg === '--inspect' ? '--inspect=0' : arg));
    return parseArgs({ args: complete, options: processFlags, allowPositionals: false });
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

/** As browsers write it: `https://app.example`, without a path. */
function readOrigin(text: string): string {
  const origin = URL.canParse(text) ? new URL(text).origin : 'null';
  if (origin === 'null')
    throw new UsageError(`--allow-origin: "${text}" is no origin (try https://app.example).`);
  return origin;
}

/** Null when it is not given. */
function readPort(flag: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError(`${flag}: "${text}" is no port.`);
  return port;
}

function readBackoff(kind: string | undefined, interval: string | undefined): Backoff {
  if (interval !== undefined) return { kind: 'fixed', milliseconds: readTime('--retry-interval', interval) };
  return { kind: oneOf('--backoff', kind ?? 'short', ['short', 'official']) };
}

/** @throws UsageError */
export function readRetention(keep: string | undefined, keepSize: string | undefined): Retention {
  const age = keep === undefined ? defaultRetention.age : readAge(keep);
  if (age === undefined) throw new UsageError(`--keep: "${keep}" is no duration (try 30d, or forever).`);
  const size = keepSize === undefined ? defaultRetention.size : readSize(keepSize);
  if (size === undefined) throw new UsageError(`--keep-size: "${keepSize}" is no size (try 500mb, or any).`);
  return { age, size };
}

/** Seconds, or a duration such as `1m30s`. */
function readTime(flag: string, text: string): number {
  const milliseconds = parseDuration(/^\d+(\.\d+)?$/.test(text) ? `${text}s` : text);
  if (milliseconds === null) throw new UsageError(`${flag}: "${text}" is no duration (try 30s or 2h).`);
  return milliseconds;
}

function oneOf<T extends string>(flag: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === text);
  if (!found) throw new UsageError(`${flag}: "${text}" is none of ${allowed.join(', ')}.`);
  return found;
}
