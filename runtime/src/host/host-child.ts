/** One child process that serves the user's functions, from its start to its end. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { HostLog, HostNotice } from '../contract/api.ts';
import { durationText } from '../contract/duration-text.ts';
import { parseRegistration, type RegisteredApp } from '../registration/registered-app.ts';
import type { FromHost, HostProblem, ToHost } from './host-messages.ts';

export interface HostCommand {
  /** The program: node, or VS Code's own executable running as node. */
  program: string;
  args: string[];
}

export interface HostChildOptions {
  command: HostCommand;
  env: NodeJS.ProcessEnv;
  cwd: string;
  files: string[];
  /** Whether it is fine when the files create no function. */
  mayBeEmpty: () => boolean;
  cacheFolder: string | null;
  /** Port for a debugger, 0 for any; null: none. */
  inspect: number | null;
  connections: 'report' | 'refuse';
  onLoaded: (files: string[]) => void;
  onNotice: (notice: HostNotice) => void;
  onLog: (log: Omit<HostLog, 'at'>) => void;
  /** Not called when the child was asked to end. */
  onCrash: (how: string) => void;
}

export type HostOutcome =
  | { kind: 'ready'; apps: RegisteredApp[]; problem: HostProblem | null }
  | { kind: 'failed'; problem: HostProblem };

/** A large app on a slow machine takes some 20 s. */
const loadTimeoutMs = 120_000;

/** What Node prints for people who start it by hand. */
const inspectorMessages =
  /^(Debugger (listening|attached|ending)|For help, see: https:\/\/nodejs|Waiting for the debugger|Starting inspector on)/;

/** Not even a host that never gets to its event loop outlives the runtime. */
const living = new Set<ChildProcess>();

function track(child: ChildProcess): void {
  if (living.size === 0) process.once('exit', endAll);
  living.add(child);
  child.once('exit', () => {
    living.delete(child);
    if (living.size === 0) process.off('exit', endAll);
    // What the user's code has started would have got the terminal's signal.
    signalGroup(child, 'SIGTERM');
  });
}

function endAll(): void {
  for (const child of living) {
    signalGroup(child, 'SIGTERM');
    child.kill('SIGKILL');
  }
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined || process.platform === 'win32') return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Nothing of it is left.
  }
}

export class HostChild {
  /** The result of loading. The child stays alive after a failure, until it is drained. */
  readonly outcome: Promise<HostOutcome>;
  /** Where a debugger can attach; null: nowhere. */
  inspectPort: number | null = null;
  readonly #child: ChildProcess;
  readonly #options: HostChildOptions;
  #isEnding = false;
  /** It has not answered the last ping. */
  isSilent = false;
  /** It was ended because code of the user never let go of its process. */
  wasBusy = false;
  #lastOutput = '';
  /** Of the loads that are under way, in order. */
  readonly #settlers: ((outcome: HostOutcome) => void)[] = [];

  constructor(options: HostChildOptions) {
    this.#options = options;
    this.#child = spawn(options.command.program, options.command.args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      windowsHide: true,
      // Ctrl+C and a terminal that is closed reach the runtime, not its hosts: code of the user may end its process on them.
      detached: process.platform !== 'win32',
    });
    track(this.#child);
    // Output that bypasses the captured streams: of Node itself, or from before they are captured.
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        if (inspectorMessages.test(text)) return;
        this.#lastOutput = (this.#lastOutput + text).slice(-4_000);
        options.onLog({ level: 'warn', text: text.trimEnd(), runId: null, step: null });
      });
    }
    this.#child.on('message', (message: FromHost) => this.#receive(message));
    this.#child.on('error', (error) => this.#end(`could not be started: ${error.message}`));
    this.#child.on('exit', (code, signal) => {
      if (this.wasBusy) this.#end('a step kept it busy after its run had ended');
      else this.#end(howItEnded(code, signal, this.#lastOutput.trim()));
    });
    this.outcome = this.load(options.files);
  }

  /** Loads files, or more of them; one after the other. */
  load(files: string[]): Promise<HostOutcome> {
    const { cacheFolder, inspect, connections } = this.#options;
    const outcome = new Promise<HostOutcome>((resolve) => {
      if (this.#isEnding) resolve(ended('it is ending'));
      else this.#settlers.push(resolve);
    });
    const giveUp = setTimeout(() => this.#gaveUp(files), loadTimeoutMs);
    void outcome.then(() => clearTimeout(giveUp));
    const mayBeEmpty = this.#options.mayBeEmpty();
    this.#send({ type: 'load', files, mayBeEmpty, cacheFolder, inspect, connections });
    return outcome;
  }

  #settle(outcome: HostOutcome): void {
    this.#settlers.shift()?.(outcome);
  }

  get pid(): number | null {
    return this.#child.pid ?? null;
  }

  /**
   * Takes no more requests, and ends when those in flight are answered.
   *
   * @param within milliseconds after which it is ended anyway.
   * @param killAfter milliseconds for it to give back what is left.
   */
  async drain(within: number, killAfter = 500): Promise<void> {
    this.#isEnding = true;
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()));
    this.#send({ type: 'drain', within });
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), within + killAfter);
    await exited;
    clearTimeout(kill);
  }

  ping(): void {
    this.isSilent = true;
    this.#send({ type: 'ping' });
  }

  endBusy(): void {
    this.wasBusy = true;
    this.#child.kill('SIGKILL');
  }

  #receive(message: FromHost): void {
    if (message.type === 'pong') this.isSilent = false;
    else if (message.type === 'loaded') this.#options.onLoaded(message.files);
    else if (message.type === 'inspectable') this.inspectPort = message.port;
    else if (message.type === 'notice') this.#options.onNotice(message.notice);
    else if (message.type === 'log') this.#options.onLog(message);
    else if (message.type === 'failed') this.#settle({ kind: 'failed', problem: message.problem });
    else {
      const parsed = message.registrations.map(parseRegistration);
      const apps = parsed.flatMap((each) => (each.ok ? [each.app] : []));
      const refused = parsed.find((each) => !each.ok);
      const problem =
        message.problem ?? (refused ? { message: refused.error, file: null, line: null } : null);
      this.#settle({ kind: 'ready', apps, problem });
    }
  }

  /** The child's own limit for a file does not help when code blocks its process. */
  #gaveUp([file = null]: (string | null)[]): void {
    const message = `The functions did not load within ${durationText(loadTimeoutMs)}: code at the top level of a file never finishes`;
    this.#settle({ kind: 'failed', problem: { message, file, line: null } });
    this.#isEnding = true;
    this.#child.kill('SIGKILL');
  }

  #end(how: string): void {
    while (this.#settlers.length > 0) this.#settle(ended(how));
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#options.onCrash(how);
  }

  #send(message: ToHost): void {
    if (this.#child.connected) this.#child.send(message, () => {});
  }
}

function ended(how: string): HostOutcome {
  const problem = { message: `The host exited while loading: ${how}`, file: null, line: null };
  return { kind: 'failed', problem };
}

function howItEnded(code: number | null, signal: NodeJS.Signals | null, output: string): string {
  if (/JavaScript heap out of memory/.test(output)) return 'out of memory';
  const how = signal ? `terminated by ${signal}` : `exit code ${code}`;
  return output ? `${how}: ${output}` : how;
}
