/** Puts the runtime together: journal, engine, apps and HTTP APIs. */
import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { type Clock, systemClock } from './clock.ts';
import { Connect, defaultGatewayPort, withWorkers } from './connect/connect.ts';
import { apiVersion, type PortOwner, type RuntimeStatus } from './contract/api.ts';
import { messageOf } from './contract/error-text.ts';
import { ControlledClock } from './controlled-clock.ts';
import { type DataFolder, takeDataFolder } from './data-folder.ts';
import { ClockControl } from './engine/clock-control.ts';
import { Engine } from './engine/engine.ts';
import { RunOutput } from './host/run-output.ts';
import { Housekeeper } from './housekeeping/housekeeper.ts';
import { whyRefused } from './http/guard.ts';
import { httpApp, listen } from './http/http-server.ts';
import type { Services } from './http/services.ts';
import { acceptUpgrades } from './http/websocket-upgrades.ts';
import type { DiskFullError, Journal } from './journal/journal.ts';
import { MemoryJournal } from './journal/memory-journal.ts';
import { openSqliteJournal } from './journal/open-journal.ts';
import { SqliteJournal } from './journal/sqlite-journal.ts';
import { Notices } from './notices.ts';
import { Realtime } from './realtime/realtime.ts';
import type { ManagedApps, Runtime, RuntimeOptions } from './runtime-options.ts';
import { createFetcher } from './transport/fetcher.ts';
import { listenNear } from './transport/listen-near.ts';
import { createSender, type StoppableSender } from './transport/sender.ts';
import { version } from './version.ts';

/** For requests in flight. The next start repeats those that take longer, as the same attempt. */
const stopGraceMs = 500;
/** Time for the last answers to get out when the runtime cannot go on. */
const lastAnswersMs = 100;
/** How often a runtime with a full disk looks for room. */
const diskRetryMs = 1_000;
const defaultRequestTimeoutMs = 2 * 3_600_000;

/**
 * @throws FolderTakenError, JournalError: their messages say what to do.
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const folder = options.dataFolder === null ? null : takeDataFolder(options.dataFolder);
  const notices = new Notices();
  let journal: Journal | null = null;
  try {
    journal = folder
      ? openSqliteJournal(folder.journalFile, {
          synchronous: options.synchronous,
          afterCrash: folder.afterCrash,
          onNotice: (text) => {
            notices.set('journal', text);
            options.log?.('error', text);
          },
          onProgress: (text) => options.log?.('info', text),
        })
      : new MemoryJournal();
    const runtime = new RuntimeInstance(options, { folder, journal, notices });
    await runtime.start();
    return runtime;
  } catch (error) {
    journal?.close();
    folder?.release();
    throw error;
  }
}

interface Stored {
  /** Null: nothing is kept. */
  folder: DataFolder | null;
  journal: Journal;
  notices: Notices;
}

class RuntimeInstance implements Runtime {
  readonly token = randomBytes(24).toString('base64url');
  readonly engine: Engine;
  readonly journal: Journal;
  readonly apps: ManagedApps;
  readonly connect: Connect;
  readonly #options: RuntimeOptions;
  readonly #folder: DataFolder | null;
  readonly #notices: Notices;
  /** Apps live in real time, runs in one that a person may move. */
  readonly #realTime: Clock;
  readonly #clock: ControlledClock;
  readonly #sender: StoppableSender;
  readonly #realtime: Realtime;
  /** Null for a journal that ends with the process. */
  readonly #housekeeper: Housekeeper | null;
  readonly #startedAt: number;
  readonly #allowedOrigins: ReadonlySet<string>;
  readonly #allowedHosts: ReadonlySet<string>;
  #port: number;
  #portTakenBy: PortOwner | null = null;
  #server: Server | null = null;
  #stopping: Promise<void> | null = null;
  #cancelRetry = () => {};

  constructor(options: RuntimeOptions, { folder, journal, notices }: Stored) {
    this.#options = options;
    this.#folder = folder;
    this.journal = journal;
    this.#notices = notices;
    this.#port = options.port;
    this.#allowedOrigins = new Set(options.allowedOrigins);
    this.#allowedHosts = new Set(options.allowedHosts);
    this.#realTime = options.clock ?? systemClock;
    this.#startedAt = this.#realTime.now();
    this.#clock = new ControlledClock(this.#realTime);
    const setting = journal.clockSetting();
    if (setting) this.#clock.restore(setting);
    const timeout = options.requestTimeout ?? defaultRequestTimeoutMs;
    this.connect = this.#createConnect(timeout);
    this.apps = options.createApps({
      clock: this.#realTime,
      origin: () => this.origin,
      dataFolder: folder?.path ?? null,
      connected: this.connect.apps,
    });
    this.#sender = withWorkers(
      createSender({ timeout, whyLost: (url) => this.apps.whyLost?.(url) ?? null }),
      this.connect,
    );
    this.engine = new Engine({
      journal,
      clock: this.#clock,
      directory: this.apps,
      sender: this.#sender,
      fetcher: createFetcher({ timeout }),
      backoff: options.backoff ?? { kind: 'short' },
      ...(options.random ? { random: options.random } : {}),
      cron: options.cron ?? true,
      onAbandoned: (url, isPending) => this.apps.abandoned?.(url, isPending),
      onFatal: (error) => void this.stop(error),
      onDiskFull: (error, retry) => this.#diskFull(error, retry),
    });
    this.#keepOutput();
    this.#housekeeper = this.#createHousekeeper();
    this.#realtime = new Realtime(this.#realTime);
    this.engine.onEntries((entries) => this.#realtime.follow(entries));
  }

  get port(): number {
    return this.#port;
  }

  get origin(): string {
    return `http://localhost:${this.#port}`;
  }

  /** Listens, resumes what an earlier process left, and lets others find this one. */
  async start(): Promise<void> {
    const services = this.#services();
    const app = httpApp(services);
    const { whoOwns = async (port) => ({ port, kind: 'unknown' as const }) } = this.#options;
    const { server, port } = await listenNear(
      this.#options.port,
      (wanted) => listen(app, wanted),
      async (taken) => {
        this.#portTakenBy = await whoOwns(taken);
      },
    );
    this.#server = server;
    acceptUpgrades(server, services);
    this.#port = port;
    this.engine.start();
    this.#housekeeper?.start();
    await this.apps.start({ port });
    const { token } = this;
    const startedAt = this.#startedAt;
    this.#folder?.writeSession({ pid: process.pid, port, token, version, apiVersion, startedAt });
  }

  status(): RuntimeStatus {
    const { pausedAt, offset } = this.#clock.setting;
    return {
      version,
      apiVersion,
      pid: process.pid,
      port: this.#port,
      dataFolder: this.#folder?.path ?? null,
      now: this.#clock.now(),
      lastSeq: this.journal.lastSeq,
      activeRuns: this.engine.state.runs.size,
      apps: this.apps.apps(),
      host: this.apps.host(),
      clock: {
        paused: pausedAt !== null,
        ahead: pausedAt === null ? offset : this.#clock.now() - this.#realTime.now(),
        nextDue: this.engine.nextDue,
      },
      portTakenBy: this.#portTakenBy,
      notices: this.#notices.texts,
    };
  }

  /** @param error why the runtime cannot go on; null: it was asked to stop. */
  stop(error: unknown = null): Promise<void> {
    // Stopping may find out again that the runtime cannot go on: it must be under way by then.
    this.#stopping ??= Promise.resolve().then(() => this.#stop(error));
    return this.#stopping;
  }

  async #stop(error: unknown): Promise<void> {
    this.#cancelRetry();
    this.#server?.close();
    this.#sender.stop();
    this.connect.stop();
    await this.engine.stop(error === null ? stopGraceMs : 0);
    // Senders learn that what they sent could not be kept.
    if (error !== null) await new Promise((resolve) => setTimeout(resolve, lastAnswersMs));
    // What one of them cannot end must not keep the others, or the lock.
    const ends = [
      () => this.apps.stop(),
      () => this.connect.close(),
      () => this.#realtime.close(),
      () => this.#server?.closeAllConnections(),
      () => this.#sender.close(),
      () => this.#housekeeper?.stop(),
      () => this.journal.close(),
      () => this.#folder?.release(),
    ];
    for (const end of ends) {
      try {
        await end();
      } catch (problem) {
        this.#options.log?.('warn', `Stopping: ${messageOf(problem)}`);
      }
    }
    this.#options.onStopped?.(error);
  }

  /** Tells it once, and tries again until there is room. */
  #diskFull(error: DiskFullError | null, retry: () => void): void {
    if (error === null) {
      this.#notices.set('disk', null);
      this.#options.log?.('info', 'The disk has room again. The runtime continues.');
      return;
    }
    if (this.#stopping) return;
    const text = `${error.message} The runtime continues when there is room.`;
    if (!this.#notices.texts.includes(text)) this.#options.log?.('error', text);
    this.#notices.set('disk', text);
    this.#cancelRetry = this.#realTime.setTimer(this.#realTime.now() + diskRetryMs, retry);
  }

  #createConnect(timeout: number): Connect {
    const { log = () => {}, gatewayPort, port } = this.#options;
    return new Connect({
      clock: this.#realTime,
      log,
      port: gatewayPort ?? (port === 0 ? 0 : defaultGatewayPort),
      timeout,
      isAllowed: (headers) => whyRefused(headers, this.#allowedOrigins, this.#allowedHosts) === null,
      dataFolder: this.#folder?.path ?? null,
      isWanted: (runId) => this.engine.state.runs.has(runId),
    });
  }

  /** Keeps in the journal what hosted functions print. */
  #keepOutput(): void {
    const { engine, journal, apps } = this;
    const output = new RunOutput({
      record: (facts) => engine.record(facts),
      isKnown: (runId) => engine.state.runs.has(runId) || journal.entriesOf(runId).length > 0,
    });
    apps.onLog((log) => output.printed(log));
  }

  #createHousekeeper(): Housekeeper | null {
    if (!(this.journal instanceof SqliteJournal)) return null;
    const { retention = { age: null, size: null }, log } = this.#options;
    return new Housekeeper({
      journal: this.journal,
      clock: this.#realTime,
      retention,
      onError: (error) => log?.('warn', `Old runs could not be removed: ${String(error)}`),
    });
  }

  #services(): Services {
    return {
      engine: this.engine,
      journal: this.journal,
      apps: this.apps,
      connect: this.connect,
      realtime: this.#realtime,
      clock: new ClockControl(this.#clock, this.engine),
      housekeeper: this.#housekeeper,
      notices: this.#notices,
      token: this.token,
      allowedOrigins: this.#allowedOrigins,
      allowedHosts: this.#allowedHosts,
      status: () => this.status(),
      stop: () => void this.stop(),
    };
  }
}
