/** Apps that run by themselves: discovered, named by the user, or registered. */
import type { Clock } from '../clock.ts';
import type { AppState } from '../contract/api.ts';
import { whoOwns } from '../discovery/port-owner.ts';
import { checksumOf, type RegisteredApp } from '../registration/registered-app.ts';
import { cloudModeProblem, inspectApp, type SyncResult, syncApp } from '../registration/sync.ts';

/** How the runtime found an app. Only those that the user named are kept when they go away. */
export type DiscoverySource = 'named' | 'found' | 'registered';

export interface RunningApp {
  url: string;
  source: DiscoverySource;
  app: RegisteredApp | null;
  checksum: string | null;
  status: AppState['status'];
  problem: string | null;
  sdk: string | null;
  framework: string | null;
  targetsThisRuntime: boolean;
  syncedAt: number;
  /** It answers syncs itself, so its registrations can be ignored. */
  syncsInBand: boolean;
  /** Consecutive syncs without an answer. */
  misses: number;
  /** How many times as long as others it has to answer, as it was too slow before. */
  patience: number;
  /** When the app was last asked which server it calls, Unix milliseconds. */
  targetLearntAt: number;
}

/** One that calls another server may belong to another project, unless the user named it. */
export function isUsedHere({ status, targetsThisRuntime, source }: RunningApp): boolean {
  return status === 'ok' && (targetsThisRuntime || source === 'named');
}

export interface RunningAppsOptions {
  clock: Clock;
  log: (level: 'info' | 'warn', text: string) => void;
  /** Where apps can reach this runtime, e.g. `http://127.0.0.1:8288`. */
  serverOrigin: () => string;
  onChange: () => void;
  /** Milliseconds an app has to answer a sync, at first; default 5,000. */
  syncTimeout?: number;
}

/** `timedOut`: it did not answer in time, and gets longer the next time. */
type SyncFailure = { kind: 'unreachable' | 'not-an-app' | 'error'; problem: string; timedOut?: boolean };

const defaultServerPort = 8288;
/** After about a minute of failed polls, an app that the user did not name is removed. */
const maxMisses = 12;
const defaultSyncTimeout = 5_000;
/** Forty seconds: a development server that compiles a large page. */
const maxPatience = 8;
/** How often an app that calls another server is checked again. */
const targetCheckIntervalMs = 30_000;

export class RunningApps {
  readonly #options: RunningAppsOptions;
  readonly #apps = new Map<string, RunningApp>();
  /** Apps that are being asked to call their server, and whether they called this one. */
  readonly #asked = new Set<{ app: RunningApp; called: boolean }>();
  readonly #syncing = new Map<RunningApp, Promise<void>>();
  #askingUnknown: Promise<unknown> = Promise.resolve();

  constructor(options: RunningAppsOptions) {
    this.#options = options;
  }

  all(): RunningApp[] {
    return [...this.#apps.values()];
  }

  /** Ports that known apps listen on. */
  ports(): number[] {
    return this.all().map(({ url }) => portOf(url));
  }

  /** Adds an app and syncs it. */
  async add(url: string, source: DiscoverySource): Promise<RunningApp> {
    const key = keyOf(url);
    const running = this.#apps.get(key) ?? {
      url,
      source,
      app: null,
      checksum: null,
      status: 'unreachable' as const,
      problem: null,
      sdk: null,
      framework: null,
      targetsThisRuntime: false,
      syncedAt: this.#options.clock.now(),
      syncsInBand: false,
      misses: 0,
      patience: 1,
      targetLearntAt: 0,
    };
    const wasUsed = isUsedHere(running);
    if (source === 'named') running.source = 'named';
    this.#apps.set(key, running);
    await this.#syncNext(running);
    if (isUsedHere(running) !== wasUsed) this.#options.onChange();
    return running;
  }

  /** Takes what an app posted to `/fn/register`. @returns whether anything is new. */
  register(app: RegisteredApp, body: unknown): boolean {
    // An app that is asked to register may do so with another URL than the one it was asked at.
    const running = this.#apps.get(keyOf(app.url)) ?? this.#askedAs(app);
    if (running) {
      for (const asked of this.#asked) if (asked.app === running) asked.called = true;
      const isNew = !running.targetsThisRuntime;
      running.targetsThisRuntime = true;
      if (!running.syncsInBand)
        return this.#accept(running, app, body) || this.#registeredHere(running, isNew);
      return this.#registeredHere(running, isNew);
    }
    const created: RunningApp = {
      url: app.url,
      source: 'registered',
      app: null,
      checksum: null,
      status: 'ok',
      problem: null,
      sdk: app.sdk,
      framework: app.framework,
      targetsThisRuntime: true,
      syncedAt: this.#options.clock.now(),
      syncsInBand: false,
      misses: 0,
      patience: 1,
      targetLearntAt: 0,
    };
    this.#apps.set(keyOf(app.url), created);
    return this.#accept(created, app, body);
  }

  /** False when there is no app at this URL. */
  remove(url: string): boolean {
    const removed = this.#apps.delete(keyOf(url));
    if (removed) this.#options.onChange();
    return removed;
  }

  /** Syncs every known app again. */
  async poll(): Promise<void> {
    await Promise.all(
      this.all().map(async (running) => {
        await this.#syncNext(running);
        const isGone = running.source !== 'named' && running.misses >= maxMisses;
        if (isGone && this.#apps.delete(keyOf(running.url))) this.#options.onChange();
      }),
    );
  }

  /** The syncs of an app come one after the other, and do not wait for those of an app that hangs. */
  #syncNext(running: RunningApp): Promise<void> {
    const sync = () => this.#sync(running);
    const next = (this.#syncing.get(running) ?? Promise.resolve()).then(sync, sync).finally(() => {
      if (this.#syncing.get(running) === next) this.#syncing.delete(running);
    });
    this.#syncing.set(running, next);
    return next;
  }

  /** The app that was asked and registers with another URL than the one it was asked at. */
  #askedAs(app: RegisteredApp): RunningApp | null {
    const asked = [...this.#asked].map((each) => each.app);
    return (
      asked.find((each) => each.app?.appId === app.appId) ?? asked.find((each) => each.app === null) ?? null
    );
  }

  async #sync(running: RunningApp): Promise<void> {
    const before = running.status;
    if (before !== 'ok' || running.app === null) {
      // It is new, or was away and may have come back as another app.
      const seen = await inspectApp(running.url, this.#timeoutFor(running));
      if (seen.kind !== 'sdk') return this.#fail(running, seen);
      running.sdk = seen.inspection.sdk;
      running.framework = seen.inspection.framework;
      if (seen.inspection.mode === 'cloud')
        return this.#fail(running, { kind: 'error', problem: cloudModeProblem(running.url) });
      if (isInBand(seen.inspection.major)) {
        if (!(await this.#syncInBand(running))) return;
        await this.#learnTarget(running, seen.inspection.modeIsExplicit);
      } else {
        await this.#syncOutOfBand(running);
      }
      return;
    }
    if (isInBand(running.app.sdkMajor)) {
      const isDue = this.#options.clock.now() - running.targetLearntAt >= targetCheckIntervalMs;
      if ((await this.#syncInBand(running)) && isDue) await this.#learnTarget(running, true);
    } else await this.#syncOutOfBand(running);
  }

  async #syncInBand(running: RunningApp): Promise<boolean> {
    const { result } = await this.#whileAsking(running, () =>
      syncApp(running.url, true, this.#timeoutFor(running)),
    );
    if (result.kind === 'in-band') {
      running.syncsInBand = true;
      this.#accept(running, result.app, result.checksumBody);
      return true;
    }
    // A version of SDK 3 without in-band sync has registered with its server instead.
    if (result.kind === 'out-of-band') return running.app !== null || this.#noteElsewhere(running);
    // A busy app answers late; that does not mean it is gone.
    const isBusy = result.kind === 'unreachable' && result.timedOut && running.status === 'ok';
    if (!isBusy) this.#fail(running, result);
    return isBusy;
  }

  /** Finds out whether the app's own server is this runtime, by asking it to register there. */
  async #learnTarget(running: RunningApp, modeIsExplicit: boolean): Promise<void> {
    if (running.targetsThisRuntime) return;
    running.targetLearntAt = this.#options.clock.now();
    if (modeIsExplicit || (await this.#mayRegister(running))) {
      await this.#whileAsking(running, () => syncApp(running.url, false, this.#timeoutFor(running)));
    }
    if (!running.targetsThisRuntime) this.#noteElsewhere(running);
  }

  async #syncOutOfBand(running: RunningApp): Promise<void> {
    // An app that registered here before does so again.
    if (!running.targetsThisRuntime && !(await this.#mayRegister(running))) {
      this.#noteElsewhere(running);
      return;
    }
    const { result, called } = await this.#whileAsking(running, () =>
      syncApp(running.url, false, this.#timeoutFor(running)),
    );
    if (result.kind === 'out-of-band') {
      running.syncedAt = this.#options.clock.now();
      if (!called) this.#noteElsewhere(running);
    } else if (result.kind === 'in-band') {
      this.#accept(running, result.app, result.checksumBody);
    } else {
      this.#fail(running, result);
    }
  }

  /**
   * Apps whose functions are not known yet are asked one at a time, so that a registration can be matched to the app that
   * was asked. They have just answered an inspection.
   */
  #whileAsking(
    app: RunningApp,
    ask: () => Promise<SyncResult>,
  ): Promise<{ result: SyncResult; called: boolean }> {
    const start = async () => {
      const asked = { app, called: false };
      this.#asked.add(asked);
      try {
        return { result: await ask(), called: asked.called };
      } finally {
        this.#asked.delete(asked);
      }
    };
    if (app.app !== null) return start();
    const asking = this.#askingUnknown.then(start, start);
    this.#askingUnknown = asking;
    return asking;
  }

  /**
   * Whether an app that looks for its server itself may be asked to register: if it finds none at the default port, it registers
   * with Inngest Cloud.
   */
  async #mayRegister({ source }: RunningApp): Promise<boolean> {
    if (source === 'named' || portOf(this.#options.serverOrigin()) === defaultServerPort) return true;
    return (await whoOwns(defaultServerPort)).kind !== 'unknown';
  }

  #accept(running: RunningApp, app: RegisteredApp, body: unknown): boolean {
    const checksum = checksumOf(body);
    const isNew = running.checksum !== checksum || running.status !== 'ok';
    running.app = app;
    running.checksum = checksum;
    running.sdk = app.sdk ?? running.sdk;
    running.framework = app.framework ?? running.framework;
    running.status = 'ok';
    running.misses = 0;
    running.syncedAt = this.#options.clock.now();
    if (running.targetsThisRuntime) running.problem = null;
    if (!isNew) return false;
    this.#options.log(
      'info',
      `${app.appId} serves ${count(app.functions.length, 'function')} at ${running.url}`,
    );
    for (const warning of app.warnings)
      this.#options.log('warn', `Inngest's servers would reject ${app.appId}: ${warning}`);
    this.#options.onChange();
    return true;
  }

  /** @returns whether the app can still be used. */
  #noteElsewhere(running: RunningApp): boolean {
    const origin = this.#options.serverOrigin().replace('127.0.0.1', 'localhost');
    const major = running.app?.sdkMajor ?? null;
    const variable = major === 1 || major === 2 ? 'INNGEST_DEVSERVER_URL' : 'INNGEST_DEV';
    const problem = `The app at ${running.url} sends its events to another server; start it with ${variable}=${origin}`;
    running.targetsThisRuntime = false;
    if (running.app === null) running.status = 'error';
    if (running.problem !== problem) {
      running.problem = problem;
      this.#options.log('warn', problem);
      this.#options.onChange();
    }
    return running.app !== null;
  }

  #timeoutFor({ patience }: RunningApp): number {
    return (this.#options.syncTimeout ?? defaultSyncTimeout) * patience;
  }

  #fail(running: RunningApp, failure: SyncFailure): void {
    const { kind, problem } = failure;
    if (failure.timedOut) running.patience = Math.min(2 * running.patience, maxPatience);
    if (kind !== 'error') running.misses++;
    const status = kind === 'unreachable' ? 'unreachable' : 'error';
    if (running.status === status && running.problem === problem) return;
    running.status = status;
    running.problem = problem;
    // It may come back with another server configured.
    running.targetsThisRuntime = false;
    this.#options.log('warn', problem);
    this.#options.onChange();
  }

  /** It has called this runtime, so its checkpoints will arrive. @returns whether that is new. */
  #registeredHere(running: RunningApp, isNew: boolean): boolean {
    if (running.status !== 'ok' || (!isNew && running.problem === null)) return false;
    running.problem = null;
    this.#options.onChange();
    return true;
  }
}

function isInBand(major: number | null): boolean {
  return major !== null && major >= 3;
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port ? Number(port) : protocol === 'https:' ? 443 : 80;
}

/** The same for `localhost` and its addresses. */
function keyOf(url: string): string {
  const { hostname, pathname } = new URL(url);
  const host = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname) ? 'localhost' : hostname;
  return `${host}:${portOf(url)}${pathname.replace(/\/$/, '')}`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
