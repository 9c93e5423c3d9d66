/** Puts the runtime together: journal, engine, apps and HTTP APIs. */
import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { type Clock, systemClock } from './clock.ts';
import { Connect, defaultGatewayPort, withWorkers } from './connect/connect.ts';
import type { ConnectedApps } from './connect/connected-apps.ts';
import { apiVersion, type PortOwner, type RuntimeStatus } from './contract/api.ts';
import { ControlledClock } from './controlled-clock.ts';
import { type DataFolder, takeDataFolder } from './data-folder.ts';
import { ClockControl } from './engine/clock-control.ts';
import type { Backoff } from './engine/decisions/backoff.ts';
import { Engine } from './engine/engine.ts';
import { RunOutput } from './host/run-output.ts';
import { Housekeeper } from './housekeeping/housekeeper.ts';
import type { Retention } from './housekeeping/retention.ts';
import type { AppServices } from './http/app-services.ts';
import { whyRefused } from './http/guard.ts';
import { httpApp, listen } from './http/http-server.ts';
import type { Services } from './http/services.ts';
import { acceptUpgrades } from './http/websocket-upgrades.ts';
import type { Journal } from './journal/journal.ts';
import { MemoryJournal } from './journal/memory-journal.ts';
import { openSqliteJournal } from './journal/open-journal.ts';
import { SqliteJournal } from './journal/sqlite-journal.ts';
import { Realtime } from './realtime/realtime.ts';
import { createFetcher } from './transport/fetcher.ts';
import { listenNear } from './transport/listen-near.ts';
import { createSender } from './transport/sender.ts';
import { version } from './version.ts';

/** The registry of apps, started and stopped with the runtime. */
export interface ManagedApps extends AppServices {
  start(address: { port: number }): Promise<void> | void;
  stop(): Promise<void>;
}

export interface RuntimeOptions {
  /** Wanted port; when it is taken, the next free one is used. 0: any free one. */
  port: number;
  /** Null: nothing is kept. */
  dataFolder: string | null;
  /** @param origin of this runtime, known once it listens. */
  createApps: (context: {
    clock: Clock;
    origin: () => string;
    dataFolder: string | null;
    connected: ConnectedApps;
  }) => ManagedApps;
  /** Wanted port for WebSocket workers; default 8289, or any free one when `port` is 0. */
  gatewayPort?: number;
  log?: (level: 'info' | 'warn' | 'error', text: string) => void;
  clock?: Clock;
  backoff?: Backoff;
  /** Milliseconds a request to an app may take. */
  requestTimeout?: number;
  synchronous?: 'normal' | 'full';
  /** What the journal keeps; default: all. */
  retention?: Retention;
  random?: () => number;
  /** Whether schedules start runs; default true. */
  cron?: boolean;
  /** Origins of web pages that may use the runtime, besides those of this machine. */
  allowedOrigins?: readonly string[];
  /** Who holds the wanted port. */
  whoOwns?: (port: number) => Promise<PortOwner>;
  /** The runtime cannot go on, or was asked over HTTP to stop; it has stopped when this is called. */
  onStopped?: (error: unknown) => void;
}

export interface Runtime {
  readonly port: number;
  readonly token: string;
  readonly origin: string;
  readonly engine: Engine;
  readonly journal: Journal;
  readonly apps: ManagedApps;
  readonly connect: Connect;
  status(): RuntimeStatus;
  /** Requests in flight get up to five seconds. */
  stop(): Promise<void>;
}

const stopGraceMs = 5_000;
/** Milliseconds in which answers get out when the runtime cannot go on. */
const lastAnswersMs = 100;
const defaultRequestTimeoutMs = 2 * 3_600_000;

/**
 * @throws FolderTakenError, JournalError: their messages say what to do.
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const folder = options.dataFolder === null ? null : takeDataFolder(options.dataFolder);
  let journal: Journal | null = null;
  try {
    journal = folder
      ? openSqliteJournal(folder.journalFile, {
          synchronous: options.synchronous,
          afterCrash: folder.afterCrash,
          onNotice: (text) => options.log?.('error', text),
        })
      : new MemoryJournal();
    return await compose(options, folder, journal);
  } catch (error) {
    journal?.close();
    folder?.release();
    throw error;
  }
}

async function compose(
  options: RuntimeOptions,
  folder: DataFolder | null,
  journal: Journal,
): Promise<Runtime> {
  // Apps live in real time; runs in one that a person may move.
  const realTime = options.clock ?? systemClock;
  const clock = new ControlledClock(realTime);
  const setting = journal.clockSetting();
  if (setting) clock.restore(setting);
  const token = randomBytes(24).toString('base64url');
  const startedAt = realTime.now();
  let port = options.port;
  let portTakenBy: PortOwner | null = null;
  const origin = () => `http://localhost:${port}`;
  const allowedOrigins = new Set(options.allowedOrigins);
  const timeout = options.requestTimeout ?? defaultRequestTimeoutMs;
  const connect = new Connect({
    clock: realTime,
    log: options.log ?? (() => {}),
    port: options.gatewayPort ?? (options.port === 0 ? 0 : defaultGatewayPort),
    timeout,
    isAllowed: (headers) => whyRefused(headers, allowedOrigins) === null,
    dataFolder: folder?.path ?? null,
    isWanted: (runId) => engine.state.runs.has(runId),
  });
  const apps = options.createApps({
    clock: realTime,
    origin,
    dataFolder: folder?.path ?? null,
    connected: connect.apps,
  });
  const sender = withWorkers(createSender({ timeout }), connect);
  const gateway = createFetcher({ timeout: options.requestTimeout ?? defaultRequestTimeoutMs });
  const engine = new Engine({
    journal,
    clock,
    directory: apps,
    sender,
    fetcher: gateway,
    backoff: options.backoff ?? { kind: 'short' },
    ...(options.random ? { random: options.random } : {}),
    cron: options.cron ?? true,
    onFatal: (error) => void stop(error),
  });
  const output = new RunOutput({
    record: (facts) => engine.record(facts),
    isKnown: (runId) => engine.state.runs.has(runId) || journal.entriesOf(runId).length > 0,
  });
  apps.onLog((log) => output.printed(log));
  const clockControl = new ClockControl(clock, engine);
  const housekeeper =
    journal instanceof SqliteJournal
      ? new Housekeeper({
          journal,
          clock: realTime,
          retention: options.retention ?? { age: null, size: null },
          onError: (error) => options.log?.('warn', `Old runs could not be removed: ${String(error)}`),
        })
      : null;
  const realtime = new Realtime(realTime);
  engine.onEntries((entries) => realtime.follow(entries));
  const status = (): RuntimeStatus => ({
    version,
    apiVersion,
    pid: process.pid,
    port,
    dataFolder: folder?.path ?? null,
    now: clock.now(),
    lastSeq: journal.lastSeq,
    activeRuns: engine.state.runs.size,
    apps: apps.apps(),
    host: apps.host(),
    clock: {
      paused: clock.setting.pausedAt !== null,
      ahead: clock.setting.pausedAt === null ? clock.setting.offset : clock.now() - realTime.now(),
      nextDue: engine.nextDue,
    },
    portTakenBy,
  });

  let stopping: Promise<void> | null = null;
  let server: Server | null = null;
  const stop = (error: unknown = null): Promise<void> => {
    stopping ??= (async () => {
      server?.close();
      connect.stop();
      await engine.stop(error === null ? stopGraceMs : 0);
      // Who has sent something is told that it could not be kept.
      if (error !== null) await new Promise((resolve) => setTimeout(resolve, lastAnswersMs));
      await apps.stop();
      await connect.close();
      await realtime.close();
      server?.closeAllConnections();
      await sender.close();
      housekeeper?.stop();
      journal.close();
      folder?.release();
      options.onStopped?.(error);
    })();
    return stopping;
  };

  const services: Services = {
    engine,
    journal,
    apps,
    connect,
    realtime,
    clock: clockControl,
    housekeeper,
    token,
    allowedOrigins,
    status,
    stop: () => void stop(),
  };
  const app = httpApp(services);
  const listening = await listenNear(
    options.port,
    (wanted) => listen(app, wanted),
    async (taken) => {
      portTakenBy = options.whoOwns ? await options.whoOwns(taken) : { port: taken, kind: 'unknown' };
    },
  );
  server = listening.server;
  acceptUpgrades(server, services);
  port = listening.port;
  engine.start();
  housekeeper?.start();
  await apps.start({ port });
  folder?.writeSession({ pid: process.pid, port, token, version, apiVersion, startedAt });
  return {
    port,
    token,
    get origin() {
      return origin();
    },
    engine,
    journal,
    apps,
    connect,
    status,
    stop: () => stop(),
  };
}
