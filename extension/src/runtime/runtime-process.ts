/**
 * Starts, watches and stops the bundled runtime. One process owns a data folder: when another one does already
 * (a `steplight dev` in a terminal, another window), that one is used, and replaced when it ends.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import * as vscode from 'vscode';
import { RuntimeClient } from '../../../runtime/src/client/runtime-client.ts';
import { readSession } from '../../../runtime/src/client/session.ts';
import { durationText } from '../../../runtime/src/contract/duration-text.ts';
import { messageOf } from '../../../runtime/src/contract/error-text.ts';
import type { Log } from '../log.ts';

export type RuntimeState =
  | { status: 'off' }
  | { status: 'starting' }
  | { status: 'ready'; client: RuntimeClient; port: number; pid: number; owned: boolean }
  | { status: 'failed'; message: string };

type ReadyState = Extract<RuntimeState, { status: 'ready' }>;

export interface RuntimeOptions {
  /** `dist/runtime.cjs`. */
  module: string;
  dataFolder: string;
  /** Absolute path; null: no folder is open. */
  workspaceFolder: string | null;
  /** What the settings say on the command line; read at each start. */
  settingArguments: () => readonly string[];
}

const startTimeout = 15_000;
const stopTimeout = 6_000;
/** After more crashes within a minute the runtime stays down until the user starts it. */
const crashesAllowed = 5;

export class RuntimeProcess implements vscode.Disposable {
  readonly #options: RuntimeOptions;
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<RuntimeState>();
  readonly onDidChange = this.#changed.event;
  #state: RuntimeState = { status: 'off' };
  #starting: Promise<RuntimeClient> | null = null;
  #child: ChildProcess | null = null;
  #crashes: number[] = [];
  #restart: NodeJS.Timeout | null = null;
  #disposed = false;

  constructor(options: RuntimeOptions, log: Log) {
    this.#options = options;
    this.#log = log;
  }

  get state(): RuntimeState {
    return this.#state;
  }

  get dataFolder(): string {
    return this.#options.dataFolder;
  }

  /** Whether an earlier session left runs to resume. */
  hasJournal(): boolean {
    try {
      return readdirSync(this.#options.dataFolder).some((name) => name.startsWith('journal'));
    } catch {
      return false;
    }
  }

  /** Resolves when the runtime answers; rejects with a message for the user. Safe to repeat. */
  start(): Promise<RuntimeClient> {
    if (this.#state.status === 'ready') return Promise.resolve(this.#state.client);
    this.#starting ??= this.#startOrAttach().finally(() => {
      this.#starting = null;
    });
    return this.#starting;
  }

  async #startOrAttach(): Promise<RuntimeClient> {
    this.#cancelRestart();
    this.#set({ status: 'starting' });
    try {
      const state = (await this.#attach()) ?? (await this.#spawn());
      this.#set(state);
      this.#log.info(
        `${state.owned ? 'started' : 'attached to'} process ${state.pid} on port ${state.port}, data in ${this.#options.dataFolder}`,
      );
      return state.client;
    } catch (error) {
      this.#log.error('start failed', error);
      this.#set({ status: 'failed', message: messageOf(error) });
      throw error;
    }
  }

  /** Null when no process owns the data folder. Waits for an owner that does not answer: it is about to exit. */
  async #attach(): Promise<ReadyState | null> {
    const giveUpAt = Date.now() + stopTimeout;
    for (;;) {
      const session = readSession(this.#options.dataFolder);
      if (session === null) return null;
      const client = new RuntimeClient(session);
      const answers = await client.status(AbortSignal.timeout(2_000)).then(
        () => true,
        () => false,
      );
      if (answers) return { status: 'ready', client, port: session.port, pid: session.pid, owned: false };
      if (Date.now() > giveUpAt) return null;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  #spawn(): Promise<ReadyState> {
    const { module, dataFolder, workspaceFolder } = this.#options;
    mkdirSync(dataFolder, { recursive: true });
    const child = spawn(
      process.execPath,
      [
        module,
        '--data',
        dataFolder,
        ...(workspaceFolder === null ? [] : ['--workspace', workspaceFolder]),
        ...this.#options.settingArguments(),
        '--exit-with-parent',
      ],
      { cwd: workspaceFolder ?? dataFolder, env: runtimeEnvironment(), stdio: ['pipe', 'pipe', 'pipe'] },
    );
    this.#child = child;
    const lastErrors: string[] = [];
    // While it repairs a large journal, it says so every now and then.
    let whileStarting = () => {};
    createInterface({ input: child.stderr }).on('line', (line) => {
      const { level, text } = parseLogLine(line);
      whileStarting();
      lastErrors.push(text);
      if (lastErrors.length > 20) lastErrors.shift();
      this.#log[level](text);
    });
    return new Promise((resolve, reject) => {
      const timeout = setTimeout(() => {
        reject(new Error(vscode.l10n.t('The runtime did not start within {0}.', durationText(startTimeout))));
        child.kill();
      }, startTimeout);
      whileStarting = () => timeout.refresh();
      const settle = () => {
        whileStarting = () => {};
        clearTimeout(timeout);
      };
      createInterface({ input: child.stdout }).on('line', (line) => {
        const ready = parseReadyLine(line);
        if (ready === null) {
          this.#log.info(line);
          return;
        }
        settle();
        resolve({
          status: 'ready',
          client: new RuntimeClient(ready),
          port: ready.port,
          pid: child.pid ?? -1,
          owned: true,
        });
      });
      child.on('error', (error) => {
        settle();
        reject(error);
      });
      child.on('exit', (code, signal) => {
        settle();
        reject(
          new Error(
            lastErrors.at(-1) ?? vscode.l10n.t('The runtime exited with {0}.', String(code ?? signal)),
          ),
        );
        if (this.#child === child) this.#ended(code, signal);
      });
    });
  }

  #ended(code: number | null, signal: NodeJS.Signals | null): void {
    this.#child = null;
    if (this.#disposed || this.#state.status !== 'ready') return;
    this.#log.warn(`process exited unexpectedly with ${code ?? signal}; its runs are in the journal`);
    this.#startAgain();
  }

  /** The stream to a runtime that this window does not own broke. */
  lostConnection(): void {
    if (this.#state.status !== 'ready' || this.#state.owned || this.#disposed) return;
    if (readSession(this.#options.dataFolder)?.port === this.#state.port) return;
    this.#log.info('the runtime in use has exited; starting a new one');
    this.#startAgain();
  }

  #startAgain(): void {
    const now = Date.now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < 60_000), now];
    if (this.#crashes.length > crashesAllowed) {
      const message = vscode.l10n.t(
        'The runtime exited {0} times within a minute. Check the output, then start it again.',
        this.#crashes.length,
      );
      this.#set({ status: 'failed', message });
      return;
    }
    this.#set({ status: 'starting' });
    this.#restart = setTimeout(
      () => void this.start().catch(() => undefined),
      250 * 2 ** (this.#crashes.length - 1),
    );
  }

  #cancelRestart(): void {
    if (this.#restart) clearTimeout(this.#restart);
    this.#restart = null;
  }

  /** Gives requests in flight up to five seconds. A runtime that another process started keeps running. */
  async stop(): Promise<void> {
    this.#cancelRestart();
    await this.#starting?.catch(() => undefined);
    const state = this.#state;
    const child = this.#child;
    this.#child = null;
    this.#set({ status: 'off' });
    if (child === null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    if (state.status === 'ready') await state.client.stop().catch(() => child.kill());
    else child.kill();
    const force = setTimeout(() => child.kill('SIGKILL'), stopTimeout);
    if (child.exitCode === null && child.signalCode === null) await ended;
    clearTimeout(force);
  }

  async restart(): Promise<RuntimeClient> {
    await this.stop();
    this.#crashes = [];
    return this.start();
  }

  #set(state: RuntimeState): void {
    this.#state = state;
    this.#changed.fire(state);
  }

  dispose(): void {
    this.#disposed = true;
    void this.stop();
    this.#changed.dispose();
  }
}

function parseReadyLine(line: string): { port: number; token: string } | null {
  if (!line.startsWith('{"ready"')) return null;
  try {
    return (JSON.parse(line) as { ready: { port: number; token: string } }).ready;
  } catch {
    return null;
  }
}

/** The runtime writes `level: text`. */
function parseLogLine(line: string): { level: 'debug' | 'info' | 'warn' | 'error'; text: string } {
  const match = /^(debug|info|warn|error): (.*)$/.exec(line);
  if (!match) return { level: 'info', text: line };
  return { level: match[1] as 'debug' | 'info' | 'warn' | 'error', text: match[2] ?? '' };
}

/** The user's environment, without what VS Code adds for its own processes. */
function runtimeEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|NODE_OPTIONS$)/.test(name));
  return { ...Object.fromEntries(inherited), ELECTRON_RUN_AS_NODE: '1' };
}
