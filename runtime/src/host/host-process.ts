/**
 * Keeps one host running for the files of one package: starts it when asked, replaces it when a loaded file changes or it crashes, and
 * lets requests in flight end on the old one.
 */
import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { Clock } from '../clock.ts';
import type { HostLog, HostNotice, HostState } from '../contract/api.ts';
import { durationText } from '../contract/duration-text.ts';
import { messageOf } from '../contract/error-text.ts';
import type { RegisteredApp } from '../registration/registered-app.ts';

import type { WhyLost } from '../transport/sender.ts';

import { HostChild, type HostCommand } from './host-child.ts';
import { envFilesOf, hostEnvironment } from './host-environment.ts';
import type { HostProblem } from './host-messages.ts';
import { withPlugAndPlay } from './loading/plug-and-play.ts';
import { FileWatcher } from './watch-files.ts';

export interface HostOptions {
  clock: Clock;
  /** Where the functions can reach this runtime. */
  serverOrigin: () => string;
  /** Where compiled sources are remembered; null: nowhere. */
  cacheFolder: string | null;
  command?: HostCommand | undefined;
  /** Port for debuggers, 0 for any; absent or null: none. */
  inspect?: number | null | undefined;
  /** How long requests in flight may take when a host is replaced, milliseconds; then they are given back. */
  drainWithin?: number | undefined;
  /** What becomes of connections to other machines that code opens outside of runs; default: they are reported. */
  connections?: 'report' | 'refuse' | undefined;
  onChange: () => void;
  onLog: (log: HostLog) => void;
}

export interface HostProcessOptions extends Omit<HostOptions, 'inspect'> {
  /** Absolute path of the package's folder: where the code runs and its `.env` files are. */
  folder: string;
  /** Absolute path of the workspace folder. */
  root: string;
  /** Absolute. */
  files: string[];
  /** Port for a debugger, 0 for any; null: none. */
  inspect: number | null;
}

/** See `drainWithin`. */
const defaultDrainMs = 60_000;
const stopTimeoutMs = 5_000;
const stoppedWithinMs = 200;
/** Old hosts that may still have requests. */
const maxDraining = 3;
/** How long a step may go on after its run has ended, when it blocks its host. */
const abandonedGraceMs = 3_000;
const pongWithinMs = 2_000;
const firstRestartDelayMs = 500;
const maxRestartDelayMs = 30_000;
/** A crash of a host that lived this long is a new problem. */
const stableAfterMs = 60_000;

export class HostProcess {
  readonly #options: HostProcessOptions;
  readonly #draining = new Map<HostChild, Promise<void>>();
  #files: string[];
  /** Those of the files that were asked for. */
  #wanted: string[] = [];
  /** The user's files that the current host has loaded, with what they import. */
  readonly #loaded = new Set<string>();
  #inspect: number | null;
  #status: HostState['status'] = 'off';
  #problem: HostState['problem'] = null;
  #notices: HostNotice[] = [];
  readonly #noticesTold = new Set<string>();
  #child: HostChild | null = null;
  #childSince = 0;
  /** The next one, until it has loaded. */
  #loading: HostChild | null = null;
  #apps: RegisteredApp[] = [];
  #watcher: FileWatcher | null = null;
  #starting: Promise<void> | null = null;
  /** Something changed while a host was starting. */
  #isStale = false;
  #restartDelay = firstRestartDelayMs;
  /** Why it crashed last; null: it did not. */
  #lastCrash: string | null = null;
  /** The origins that the last host which ended by itself served at, and how it ended. */
  #ended: { origins: ReadonlySet<string>; how: string; wasBusy: boolean } | null = null;
  #cancelRestart: (() => void) | null = null;

  constructor(options: HostProcessOptions) {
    this.#options = options;
    this.#files = options.files;
    this.#inspect = options.inspect;
  }

  get status(): HostState['status'] {
    return this.#status;
  }

  /** File relative to the workspace. */
  get problem(): HostState['problem'] {
    return this.#problem;
  }

  /** What loaded code did that is the app's to do; files relative to the workspace. */
  get notices(): readonly HostNotice[] {
    return this.#notices;
  }

  /** Null: no debugger can attach. */
  get inspector(): { pid: number; port: number } | null {
    const { pid = null, inspectPort: port = null } = this.#child ?? {};
    return pid === null || port === null ? null : { pid, port };
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** The apps that are served now; after a failed reload, those from before. */
  get apps(): RegisteredApp[] {
    return this.#apps;
  }

  /** Why the host that served this URL has ended; null when it has not. */
  whyLost(url: string): WhyLost | null {
    if (!this.#ended?.origins.has(new URL(url).origin)) return null;
    const { how, wasBusy } = this.#ended;
    if (wasBusy) return { kind: 'replaced' };
    const message = `The process that hosts the functions ended while running the step: ${how}.`;
    return { kind: 'ended', message };
  }

  /** Replaces the host when it is still at work on the request after a while, and takes no messages: it serves nobody. */
  abandoned(url: string, isPending: () => boolean): void {
    const child = this.#child;
    // One that is paused by a debugger takes no messages either.
    if (child === null || this.#inspect !== null || !this.#origins().has(new URL(url).origin)) return;
    const { clock } = this.#options;
    const stillAtWork = () => isPending() && this.#child === child;
    clock.setTimer(clock.now() + abandonedGraceMs, () => {
      if (!stillAtWork()) return;
      child.ping();
      clock.setTimer(clock.now() + pongWithinMs, () => {
        if (stillAtWork() && child.isSilent) child.endBusy();
      });
    });
  }

  #origins(): Set<string> {
    return new Set(this.#apps.map(({ url }) => new URL(url).origin));
  }

  /** Everything was asked for. */
  get #isWhole(): boolean {
    return this.#wanted.length === this.#files.length;
  }

  get loadedFiles(): string[] {
    return [...this.#loaded];
  }

  /** Sets the files; a running host is replaced when those that it is to load differ from those it has. */
  async setFiles(files: string[]): Promise<void> {
    if (files.join('\n') === this.#files.join('\n')) return;
    const isWhole = this.#isWhole;
    const wanted = files.filter((file) => isWhole || this.#wanted.includes(file));
    this.#files = files;
    if (wanted.join('\n') === this.#wanted.join('\n')) return;
    this.#wanted = wanted;
    if (this.#status !== 'off' && this.#status !== 'stopped') await this.#restart('reloading');
  }

  /** Sets the port for a debugger, 0 for any, null for none; a running host is replaced when that is new. */
  async setInspect(inspect: number | null): Promise<void> {
    if (inspect === this.#inspect) return;
    this.#inspect = inspect;
    if (this.#status !== 'off' && this.#status !== 'stopped') await this.#restart('reloading');
  }

  /**
   * Starts the host unless it runs, and lets it load these of its files; resolves when it is ready or has failed. Never rejects.
   */
  async start(files: string[] = this.#files): Promise<void> {
    const more = this.#files.filter((file) => files.includes(file) && !this.#wanted.includes(file));
    this.#wanted = this.#files.filter((file) => this.#wanted.includes(file) || more.includes(file));
    if (this.#starting) {
      await this.#starting;
      if (more.length > 0 && this.#child) await this.#loadMore(more);
      return;
    }
    if (this.#child && this.#status !== 'stopped') {
      if (more.length > 0) await this.#loadMore(more);
      return;
    }
    if (this.#status === 'off' || this.#status === 'stopped' || this.#child === null) {
      await this.#restart('starting');
    }
  }

  async #loadMore(files: string[]): Promise<void> {
    const child = this.#child;
    const missing = files.filter((file) => !this.#loaded.has(file));
    if (child === null || missing.length === 0) return;
    this.#watcher?.add(missing);
    const outcome = await child.load(missing);
    // A host that has ended meanwhile is replaced by one that loads them, too.
    if (this.#child !== child) return;
    if (outcome.kind === 'ready') this.#apps = outcome.apps;
    this.#set(this.#status, this.#relative(outcome.problem));
  }

  /** @param within milliseconds for what is in flight; then it is given back. */
  async stop(within = stopTimeoutMs): Promise<void> {
    this.#cancelRestart?.();
    this.#cancelRestart = null;
    this.#isStale = false;
    await this.#loading?.drain(0);
    await this.#starting;
    this.#watcher?.close();
    this.#watcher = null;
    const child = this.#child;
    this.#child = null;
    this.#apps = [];
    const ending = [...(child ? [child] : []), ...this.#draining.keys()];
    // Nobody takes back anything any more when the runtime stops: its next start resumes what is in flight.
    await Promise.all(ending.map((each) => each.drain(within, within === 0 ? stoppedWithinMs : undefined)));
    if (this.#status !== 'off') this.#set('stopped', null);
  }

  #restart(status: 'starting' | 'reloading'): Promise<void> {
    this.#cancelRestart?.();
    this.#cancelRestart = null;
    if (this.#starting) {
      this.#isStale = true;
      return this.#starting;
    }
    this.#starting = this.#replace(status).catch((error: unknown) => {
      const message = `The host could not be started: ${messageOf(error)}`;
      this.#set('failed', { message, file: null, line: null });
    });
    void this.#starting.then(() => {
      this.#starting = null;
      if (!this.#isStale) return;
      this.#isStale = false;
      void this.#restart('reloading');
    });
    return this.#starting;
  }

  async #replace(status: 'starting' | 'reloading'): Promise<void> {
    this.#notices = [];
    this.#loaded.clear();
    this.#set(status, null);
    const { folder, root } = this.#options;
    const folders = [...new Set([folder, root])];
    const watcher = new FileWatcher((files) => this.#reload(files));
    watcher.add([...this.#files, ...envFilesOf(folders), join(folder, 'package.json')]);
    this.#watcher?.close();
    this.#watcher = watcher;

    const child: HostChild = new HostChild({
      command: withPlugAndPlay(this.#options.command ?? defaultHostCommand(), folder),
      env: hostEnvironment(folders, this.#options.serverOrigin()),
      cwd: folder,
      files: this.#wanted,
      mayBeEmpty: () => !this.#isWhole,
      cacheFolder: this.#options.cacheFolder,
      inspect: this.#inspect,
      connections: this.#options.connections ?? 'report',
      onNotice: (notice) => this.#noticed(notice),
      onLoaded: (files) => {
        for (const file of files) this.#loaded.add(file);
        watcher.add(files);
      },
      onLog: (log) => this.#options.onLog({ at: this.#options.clock.now(), ...pickLog(log) }),
      onCrash: (how) => this.#crashed(child, how),
    });
    this.#loading = child;
    const outcome = await child.outcome;
    this.#loading = null;
    if (outcome.kind === 'failed') {
      await child.drain(0);
      this.#set('failed', this.#relative(outcome.problem));
      return;
    }
    const old = this.#child;
    this.#child = child;
    this.#childSince = this.#options.clock.now();
    this.#apps = outcome.apps;
    this.#set('ready', this.#relative(outcome.problem));
    if (old) this.#drain(old);
  }

  #noticed(notice: HostNotice): void {
    const shown = { ...notice, file: notice.file && this.#display(notice.file) };
    this.#notices.push(shown);
    // The same after each reload is no news.
    if (this.#noticesTold.has(place(shown))) return;
    this.#noticesTold.add(place(shown));
    this.#log('warn', place(shown));
    this.#options.onChange();
  }

  #drain(child: HostChild): void {
    const drained = child
      .drain(this.#options.drainWithin ?? defaultDrainMs)
      .finally(() => this.#draining.delete(child));
    this.#draining.set(child, drained);
    // Each takes as much memory as the app itself.
    const [oldest] = this.#draining.keys();
    if (this.#draining.size > maxDraining && oldest) void oldest.drain(0);
  }

  #reload(files: string[]): void {
    // One that is not loaded may be needed now.
    if (
      files.every(
        (file) => this.#files.includes(file) && !this.#wanted.includes(file) && !this.#loaded.has(file),
      )
    ) {
      this.#options.onChange();
      return;
    }
    this.#resetRestartDelay();
    this.#log(
      'info',
      `${files.map((file) => this.#display(file)).join(', ')} changed: reloading the functions`,
    );
    void this.#restart('reloading');
  }

  #crashed(child: HostChild, how: string): void {
    if (this.#child !== child) return;
    this.#child = null;
    this.#ended = { origins: this.#origins(), how, wasBusy: child.wasBusy };
    const now = this.#options.clock.now();
    if (now - this.#childSince >= stableAfterMs) this.#resetRestartDelay();
    const delay = this.#restartDelay;
    this.#restartDelay = Math.min(delay * 2, maxRestartDelayMs);
    const problem = { message: `The host exited unexpectedly: ${how}`, file: null, line: null };
    // Repeated crashes for the same reason are reported once.
    const isNew = problem.message !== this.#lastCrash;
    this.#lastCrash = problem.message;
    this.#set('failed', problem, isNew);
    if (isNew) this.#log('info', `Reloading the functions in ${durationText(delay)}.`);
    this.#cancelRestart = this.#options.clock.setTimer(now + delay, () => void this.#restart('starting'));
  }

  #resetRestartDelay(): void {
    this.#restartDelay = firstRestartDelayMs;
    this.#lastCrash = null;
  }

  #set(status: HostState['status'], problem: HostState['problem'], isNew = true): void {
    this.#status = status;
    this.#problem = problem;
    if (problem && isNew) this.#log('error', place(problem));
    this.#options.onChange();
  }

  #log(level: HostLog['level'], text: string): void {
    this.#options.onLog({ at: this.#options.clock.now(), level, text, runId: null, step: null });
  }

  #relative(problem: HostProblem | null): HostProblem | null {
    return problem?.file ? { ...problem, file: this.#display(problem.file) } : problem;
  }

  #display(file: string): string {
    return displayPath(this.#options.root, file);
  }
}

/** Relative to the workspace, with slashes, when the file is in it. */
export function displayPath(root: string, file: string): string {
  const path = relative(root, file);
  return path.startsWith('..') || isAbsolute(path) ? file : path.split(sep).join('/');
}

/** The host beside this file: a bundle of its own in the product, a source file in development. */
export function defaultHostCommand(): HostCommand {
  const bundled = join(import.meta.dirname, 'host.cjs');
  const entry = existsSync(bundled) ? bundled : join(import.meta.dirname, 'host-main.ts');
  return { program: process.execPath, args: [entry] };
}

function place({ message, file, line }: HostProblem): string {
  return file === null ? message : `${file}${line === null ? '' : `:${line}`}: ${message}`;
}

function pickLog({ level, text, runId, step }: Omit<HostLog, 'at'>): Omit<HostLog, 'at'> {
  return { level, text, runId, step };
}
