/**
 * Keeps the loading of functions from having effects that belong to the app. Most projects start their server and their workers where
 * they define functions or near it, and loading that code must neither take the app's port nor do its work a second time.
 *
 * Whatever a run does is its own business: only code outside of runs is guarded.
 */
import { ChildProcess } from 'node:child_process';
import net from 'node:net';
import { PassThrough, Writable } from 'node:stream';
import type { HostNotice } from '../contract/api.ts';
import { userPlaceOf } from './loading/load-problem.ts';
import { isInstalled } from './loading/missing-module.ts';
import { isInsideRun } from './step-context.ts';

export interface LoadEffects {
  /** Whether code outside of runs may connect to other machines. */
  connections: 'report' | 'refuse';
  /** The file that is being loaded, for code that runs later and has no line of the user in its stack. */
  loading: () => string;
  /** Called once for each place and effect. */
  report: (notice: HostNotice) => void;
}

/** What the host itself does. */
const exempt = new WeakSet<net.Server>();

export function exemptServer(server: net.Server): void {
  exempt.add(server);
}

/** The failure of a connection that was refused: it must not end the host. */
export const refusedCode = 'STEPLIGHT_REFUSED';

const elsewhere =
  'move createFunction to a file of its own, or start the app yourself: Steplight then uses it';

export function guardLoadEffects(effects: LoadEffects): void {
  const told = new Set<string>();
  const report: Report = (about, what, message) => {
    const { file, line } = userPlaceOf(stackOf(), effects.loading());
    const key = `${file}:${line} ${about} ${what}`;
    if (told.has(key)) return;
    told.add(key);
    effects.report({ about, message, file, line });
  };
  guardListening(report);
  guardConnecting(report, effects.connections);
  guardProcesses(report);
}

type Report = (about: HostNotice['about'], what: string, message: string) => void;

/** With more frames than errors have usually: frameworks are deep. */
function stackOf(): Error {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 100;
  const error = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  return error;
}

interface Target {
  port?: unknown;
  host?: unknown;
  path?: unknown;
}

/** The overloads of `listen` and `connect`: options, a port and a host, a path, or what Node made of them. */
function targetOf(args: readonly unknown[]): Target {
  const [first, second] = args;
  if (Array.isArray(first)) return targetOf(first);
  if (typeof first === 'object' && first !== null) return first;
  if (typeof first === 'string' && !/^\d+$/.test(first)) return { path: first };
  return { port: first, host: typeof second === 'string' ? second : undefined };
}

function guardListening(report: Report): void {
  const { prototype } = net.Server;
  const listen = prototype.listen as (...args: unknown[]) => net.Server;
  prototype.listen = function (this: net.Server, ...args: unknown[]): net.Server {
    const target = targetOf(args);
    const port = Number(target.port ?? 0);
    // A port that the system chooses is nobody's.
    const isAnybodys = port === 0 && target.path === undefined;
    if (exempt.has(this) || isInsideRun() || isAnybodys) return listen.apply(this, args);
    const place = target.path === undefined ? `port ${port}` : String(target.path);
    report(
      'server',
      place,
      `Loading this file starts a server on ${place}. Steplight did not start the server. To load functions without it, ${elsewhere}.`,
    );
    pretendToListen(this, args, { ...target, port });
    return this;
  } as typeof prototype.listen;
}

/** Code that waits for its server must go on: there may be functions below. */
function pretendToListen(server: net.Server, args: readonly unknown[], { port, host, path }: Target): void {
  const address = path ?? { address: typeof host === 'string' ? host : '127.0.0.1', family: 'IPv4', port };
  const own: Record<string, unknown> = {
    address: () => address,
    listening: true,
    close(callback?: () => void) {
      for (const name of Object.keys(own)) Reflect.deleteProperty(server, name);
      if (typeof callback === 'function') server.once('close', callback);
      process.nextTick(() => server.emit('close'));
      return server;
    },
  };
  for (const [name, value] of Object.entries(own)) {
    Object.defineProperty(server, name, { value, configurable: true, writable: true });
  }
  const callback = args.at(-1);
  if (typeof callback === 'function') server.once('listening', callback as () => void);
  process.nextTick(() => server.emit('listening'));
}

const loopback = /^(localhost|.*\.localhost|127(\.\d+){3}|::1|::ffff:127(\.\d+){3}|0\.0\.0\.0|::)$/i;

function guardConnecting(report: Report, connections: LoadEffects['connections']): void {
  const { prototype } = net.Socket;
  const connect = prototype.connect as (...args: unknown[]) => net.Socket;
  prototype.connect = function (this: net.Socket, ...args: unknown[]): net.Socket {
    const { host, port, path } = targetOf(args);
    const name = typeof host === 'string' && host !== '' ? host : 'localhost';
    if (path || loopback.test(name) || isInsideRun()) return connect.apply(this, args);
    const place = `${name}:${String(port)}`;
    const isRefused = connections === 'refuse';
    report(
      'connection',
      place,
      isRefused
        ? `Loading this file connects to ${place}. Steplight refused the connection, as configured. To load functions without it, ${elsewhere}.`
        : `Loading this file connects to ${place}. To load functions without it, ${elsewhere}. The setting steplight.refuseConnections and the option --refuse-connections refuse such connections.`,
    );
    if (!isRefused) return connect.apply(this, args);
    const error = Object.assign(new Error(`Steplight refused the connection to ${place}`), {
      code: refusedCode,
    });
    process.nextTick(() => this.destroy(error));
    return this;
  } as typeof prototype.connect;
}

interface SpawnOptions {
  file?: unknown;
  args?: unknown[];
}

function guardProcesses(report: Report): void {
  const prototype = ChildProcess.prototype as ChildProcess & { spawn(options: SpawnOptions): number };
  const { spawn } = prototype;
  prototype.spawn = function (this: ChildProcess, options: SpawnOptions): number {
    if (isInsideRun() || !isStartedByUser(stackOf().stack ?? '')) return spawn.call(this, options);
    const [, ...args] = options.args ?? [];
    const command = [options.file, ...args].map(String).join(' ');
    const short = command.length > 80 ? `${command.slice(0, 79)}…` : command;
    report(
      'process',
      command,
      `Loading this file starts a process (${short}). Steplight did not start the process. To load functions without it, ${elsewhere}.`,
    );
    pretendToRun(this);
    return 0;
  };
}

/** Not by a package, and not to wait for what it prints: `exec` and `execFile` are for commands that end. */
function isStartedByUser(stack: string): boolean {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  if (frames.some((frame) => /\b(exec|execFile)\b.*\(node:child_process/.test(frame))) return false;
  const caller = frames.find((frame) => !/\(?node:|load-effects|host\.cjs/.test(frame));
  return caller !== undefined && !isInstalled(caller);
}

/** Like a process that says nothing and does not end. */
function pretendToRun(child: ChildProcess): void {
  const stdin = new Writable({ write: (_chunk, _encoding, done) => done() });
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  Object.assign(child, {
    stdin,
    stdout,
    stderr,
    stdio: [stdin, stdout, stderr],
    send: () => false,
    disconnect() {},
  });
}
