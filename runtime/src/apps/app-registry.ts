/**
 * One directory of all functions that can be called: those of running, connected and hosted apps.
 *
 * A running app that calls this runtime, or that the user named, takes precedence over a hosted one with the same id; any
 * other does not, since it may belong to somebody else.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { ConnectedApp, ConnectedApps } from '../connect/connected-apps.ts';
import type { AppState, HostLog, HostRequest, HostResponse, HostState } from '../contract/api.ts';
import { Discovery, endpointAt } from '../discovery/discovery.ts';
import type { FunctionDirectory, Need, ServedFunction } from '../engine/state/function-directory.ts';
import type { HostCommand } from '../host/host-child.ts';
import { Hosts } from '../host/hosts.ts';
import { parseRegistration, type RegisteredApp } from '../registration/registered-app.ts';
import type { WhyLost } from '../transport/sender.ts';
import { type FunctionFile, uncoveredFiles } from './host-coverage.ts';
import { neededFiles, referencedFiles } from './needed-files.ts';
import { isUsedHere, type RunningApp, RunningApps } from './running-apps.ts';
import { servedBy, servedByConnected, servedByRunning } from './served-functions.ts';

export interface AppRegistryOptions {
  clock: Clock;
  log: (level: HostLog['level'], text: string) => void;
  /** Look for running apps on this machine. */
  discovery: boolean;
  /** Sync known apps again every few seconds; default true. */
  poll?: boolean;
  /** URLs of apps that the user named. */
  apps: string[];
  /** Where apps can reach this runtime, e.g. `http://127.0.0.1:8288`; known once it listens. */
  serverOrigin: () => string;
  /** Folder below which compiled sources are remembered; absent or null: nowhere. */
  cacheFolder?: string | null;
  hostCommand?: HostCommand;
  /** Milliseconds an app has to answer a sync; default 5,000. */
  syncTimeout?: number;
  /** Port at which debuggers can attach to hosts, 0 for any; absent or null: none. */
  inspect?: number | null;
  /** How long requests in flight may take when a host is replaced, milliseconds. */
  drainWithin?: number;
  /** Load only the files that a run needs; absent: all. */
  lazy?: boolean;
  /** Refuse connections to other machines that hosted code opens outside of runs; absent: they are reported. */
  refuseConnections?: boolean;
  /** Apps whose workers connect to this runtime; absent: there are none. */
  connected?: ConnectedApps;
}

/** How often known apps are synced and new ones looked for; the same as the official dev server. */
const pollIntervalMs = 5_000;
/** How long discovery may delay an event when the functions can be hosted anyway. */
const lookBeforeHostingMs = 1_500;

export class AppRegistry implements FunctionDirectory {
  readonly #options: AppRegistryOptions;
  readonly #running: RunningApps;
  readonly #hosts: Hosts;
  readonly #discovery: Discovery;
  readonly #changeListeners = new Set<() => void>();
  readonly #logListeners = new Set<(log: HostLog) => void>();
  #port = 0;
  #isStarted = false;
  #cancelPoll: (() => void) | null = null;
  #look: Promise<void> | null = null;
  #byId: Map<string, ServedFunction> | null = null;
  /** What nothing has changed for since it was ready: events of it need not wait. */
  readonly #ready = new Set<string>();

  constructor(options: AppRegistryOptions) {
    this.#options = options;
    const onChange = () => this.#changed();
    this.#running = new RunningApps({
      clock: options.clock,
      log: options.log,
      serverOrigin: options.serverOrigin,
      onChange,
      ...(options.syncTimeout === undefined ? {} : { syncTimeout: options.syncTimeout }),
    });
    this.#hosts = new Hosts({
      clock: options.clock,
      serverOrigin: options.serverOrigin,
      cacheFolder: options.cacheFolder ? join(options.cacheFolder, 'compiled') : null,
      command: options.hostCommand,
      inspect: options.inspect,
      drainWithin: options.drainWithin,
      connections: options.refuseConnections ? 'refuse' : 'report',
      onChange,
      onLog: (log) => {
        for (const listener of this.#logListeners) listener(log);
      },
    });
    this.#discovery = new Discovery(options.clock);
    options.connected?.onChange(onChange);
  }

  /** Starts syncing and discovery; `port` is the runtime's own, where no app listens. */
  start({ port }: { port: number }): void {
    this.#port = port;
    this.#isStarted = true;
    this.#schedule(0);
  }

  async stop(): Promise<void> {
    this.#isStarted = false;
    this.#cancelPoll?.();
    await this.#hosts.stop();
  }

  find(functionId: string): ServedFunction | null {
    return this.#functions().get(functionId) ?? null;
  }

  all(): ServedFunction[] {
    return [...this.#functions().values()];
  }

  /** Discovers running apps, and starts the host if they leave configured files unserved. */
  async ensureReady(need: Need | null = null, signal?: AbortSignal): Promise<void> {
    const wanted = this.#options.lazy ? need : null;
    if (this.#ready.has(all) || this.#ready.has(keyOf(wanted))) return;
    const ready = this.#makeReady(wanted).catch((error: unknown) => {
      this.#options.log('error', `The functions could not be loaded: ${String(error)}`);
    });
    if (!signal) return ready;
    await Promise.race([ready, whenAborted(signal)]);
  }

  onChange(listener: () => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  /** Logs of the host and of the functions in it. @returns how to stop listening. */
  onLog(listener: (log: HostLog) => void): () => void {
    this.#logListeners.add(listener);
    return () => this.#logListeners.delete(listener);
  }

  /** Takes the body of `POST /fn/register`. */
  acceptRegistration(body: unknown): { ok: true; modified: boolean } | { ok: false; error: string } {
    const parsed = parseRegistration(body);
    if (!parsed.ok) return parsed;
    // Old versions of SDK 3 register even when they are asked in band; the functions of hosted apps are known already.
    if (this.#isHosted(parsed.app.url)) return { ok: true, modified: false };
    return { ok: true, modified: this.#running.register(parsed.app, body) };
  }

  apps(): AppState[] {
    // An app is listed once it has answered its first sync, or failed to.
    const known = this.#running.all().filter(({ app, problem }) => app !== null || problem !== null);
    const running = known.map(runningState);
    const winners = known.filter(isUsedHere).map(runningState);
    const runningIds = new Set(
      [
        ...winners,
        ...this.#connected()
          .filter(hasWorkers)
          .map(({ app }) => app),
      ].map(({ appId }) => appId),
    );
    const hosted = this.#hosts.apps
      .filter(({ appId }) => !runningIds.has(appId))
      .map((app) => this.#hostedState(app));
    return [...running, ...this.#connected().map(connectedState), ...hosted];
  }

  host(): HostState {
    return this.#hosts.state;
  }

  /** See `ManagedApps`. */
  whyLost(url: string): WhyLost | null {
    return this.#hosts.whyLost(url);
  }

  /** See `ManagedApps`. */
  abandoned(url: string, isPending: () => boolean): void {
    this.#hosts.abandoned(url, isPending);
  }

  async configureHost({ root, files, start }: HostRequest): Promise<HostResponse> {
    await this.#hosts.configure(root, files);
    await this.#discovery.readHints([root, ...this.#hosts.folders]);
    if (start) await this.#hosts.start();
    return { host: this.host(), apps: this.apps() };
  }

  async inspectHost(port: number | null): Promise<HostResponse> {
    await this.#hosts.inspect(port);
    if (port !== null) await this.#hosts.start();
    return { host: this.host(), apps: this.apps() };
  }

  /** Adds and syncs an app that the user names. The default scheme is `http://`; without a path, the usual ones are tried. */
  async addApp(url: string): Promise<AppState> {
    const given = new URL(withScheme(url));
    const found = given.pathname === '/' ? await endpointAt(given.origin) : null;
    return runningState(await this.#running.add(found ?? withScheme(url), 'named'));
  }

  removeApp(url: string): boolean {
    return URL.canParse(withScheme(url)) && this.#running.remove(withScheme(url));
  }

  async #makeReady(need: Need | null): Promise<void> {
    const isHosting = this.#hosts.apps.length > 0;
    if (!isHosting) {
      const look = this.#lookOnce(true);
      await (this.#hosts.files.length > 0 ? Promise.race([look, this.#after(lookBeforeHostingMs)]) : look);
    }
    const files = await this.#filesNeedingHost();
    const needed = neededFiles(files, need);
    if (needed.length > 0) await this.#hosts.start(needed);
    if (need !== null) await this.#loadReferenced(files);
    // The next event starts a failed host again: what was missing may have been installed by then.
    if (this.all().length > 0 && this.host().status !== 'failed') this.#ready.add(keyOf(need));
  }

  #after(delay: number): Promise<void> {
    const { clock } = this.#options;
    return new Promise((resolve) => clock.setTimer(clock.now() + delay, resolve));
  }

  /** Functions that are invoked by their IDs must be known by then. */
  async #loadReferenced(files: readonly FunctionFile[]): Promise<void> {
    for (;;) {
      const loaded = this.#hosts.loadedFiles;
      const texts = await Promise.all(loaded.map(textOf));
      const missing = referencedFiles(files, texts).filter((file) => !loaded.includes(file));
      if (missing.length === 0) return;
      await this.#hosts.start(missing);
      if (this.#hosts.loadedFiles.length === loaded.length) return;
    }
  }

  async #filesNeedingHost(): Promise<FunctionFile[]> {
    const running = this.#running.all().filter(isUsedHere);
    const served = [...running, ...this.#connected().filter(hasWorkers)].flatMap(({ app }) =>
      app ? app.functions.map(({ id, name }) => ({ appId: app.appId, id, name })) : [],
    );
    const files = await Promise.all(
      this.#hosts.files.map(async (path) => ({ path, text: await textOf(path) })),
    );
    const uncovered = new Set(uncoveredFiles(files, served));
    return files.filter(({ path }) => uncovered.has(path));
  }

  #schedule(delay: number): void {
    this.#cancelPoll = this.#options.clock.setTimer(this.#options.clock.now() + delay, () => {
      void this.#poll();
    });
  }

  async #poll(): Promise<void> {
    try {
      await this.#running.poll();
      await this.#lookOnce(false);
    } catch (error) {
      this.#options.log('warn', `Discovery of running apps failed: ${String(error)}`);
    }
    if (this.#isStarted && this.#options.poll !== false) this.#schedule(pollIntervalMs);
  }

  /** One search at a time; callers share a search that is under way. */
  #lookOnce(eager: boolean): Promise<void> {
    this.#look ??= this.#lookForApps(eager).finally(() => {
      this.#look = null;
    });
    return this.#look;
  }

  async #lookForApps(eager: boolean): Promise<void> {
    const known = this.#running.all();
    const named = this.#options.apps.map(withScheme).filter((url) => !known.some((each) => each.url === url));
    await Promise.all(named.map((url) => this.#running.add(url, 'named')));
    if (!this.#options.discovery || !this.#isStarted) return;
    const hosted = this.#hosts.apps.map(({ url }) => Number(new URL(url).port));
    const skip = new Set([this.#port, 8288, ...hosted, ...this.#running.ports()]);
    const found = await this.#discovery.scan(skip, eager);
    await Promise.all(found.map((url) => this.#running.add(url, 'found')));
  }

  #functions(): Map<string, ServedFunction> {
    if (this.#byId) return this.#byId;
    const byId = new Map<string, ServedFunction>();
    const running = this.#running.all();
    const hosted = this.#hosts.apps.flatMap((app) => servedBy(app, 'hosted', true));
    // From worst to best. An app that does not answer now is better than none: its requests are retried. An app that calls
    // another server can be run, but what it sends goes there.
    const lost = running.filter(({ status }) => status !== 'ok');
    const others = running.filter((each) => each.status === 'ok' && !isUsedHere(each));
    const connected = this.#connected();
    const waiting = connected.filter((each) => !hasWorkers(each)).flatMap(servedByConnected);
    const fallbacks = [...waiting, ...[...lost, ...others].flatMap(servedByRunning)];
    const ours = [
      ...running.filter(isUsedHere).flatMap(servedByRunning),
      ...connected.filter(hasWorkers).flatMap(servedByConnected),
    ];
    for (const each of [...fallbacks, ...hosted, ...ours]) byId.set(each.id, each);
    this.#byId = byId;
    return byId;
  }

  #connected(): ConnectedApp[] {
    return this.#options.connected?.all() ?? [];
  }

  #isHosted(url: string): boolean {
    const { origin } = new URL(url);
    return this.#hosts.apps.some((app) => new URL(app.url).origin === origin);
  }

  #hostedState(app: RegisteredApp): AppState {
    return {
      ...describeApp(app),
      url: app.url,
      source: 'hosted',
      status: 'ok',
      problem: null,
      targetsThisRuntime: true,
      syncedAt: this.#options.clock.now(),
    };
  }

  #changed(): void {
    this.#byId = null;
    this.#ready.clear();
    for (const listener of this.#changeListeners) listener();
  }
}

function runningState(running: RunningApp): AppState {
  const { app, url, source, status, problem, sdk, framework, targetsThisRuntime, syncedAt } = running;
  const description = app ? describeApp(app) : { appId: url, functions: [] };
  const isEmpty = status === 'ok' && app?.functions.length === 0;
  return {
    ...description,
    url,
    source: 'running',
    sdk,
    framework,
    status: isEmpty ? 'error' : status,
    problem: isEmpty ? `The app at ${url} serves no functions: pass them to serve()` : problem,
    targetsThisRuntime,
    ...(source === 'named' ? { named: true as const } : {}),
    syncedAt,
  };
}

function hasWorkers({ workers }: ConnectedApp): boolean {
  return workers > 0;
}

function connectedState({ app, workers, problem, syncedAt }: ConnectedApp): AppState {
  return {
    ...describeApp(app),
    url: app.url,
    source: 'connected',
    workers,
    status: problem === null ? 'ok' : 'unreachable',
    problem,
    targetsThisRuntime: true,
    syncedAt,
  };
}

function describeApp({ appId, sdk, framework, functions, warnings }: RegisteredApp) {
  return {
    appId,
    sdk,
    framework,
    functions: functions.map(({ id, name, triggers }) => ({ id, name, triggers })),
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

const all = 'all';

function keyOf(need: Need | null): string {
  if (need === null) return all;
  return 'event' in need ? `event ${need.event}` : `function ${need.functionId}`;
}

function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

function withScheme(url: string): string {
  return /^https?:\/\//.test(url) ? url : `http://${url}`;
}

function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
