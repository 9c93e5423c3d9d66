/** A program in a process group of its own, so that it ends with everything it started, and never outlives us. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

const running = new Set<number>();
const windows = process.platform === 'win32';

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(windows ? pid : -pid, signal);
  } catch {
    // It has ended already.
  }
}

process.on('exit', () => {
  for (const pid of running) signalGroup(pid, 'SIGKILL');
});

export interface ProgramOptions {
  command: string;
  args: string[];
  cwd?: string;
  env: NodeJS.ProcessEnv;
  /** File that takes what it prints. */
  log: string;
}

export class Program {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #log: string;

  constructor({ command, args, cwd, env, log }: ProgramOptions) {
    const output = openSync(log, 'a');
    this.#child = spawn(command, args, { cwd, env, stdio: ['ignore', output, output], detached: !windows });
    closeSync(output);
    const { pid } = this.#child;
    if (pid === undefined) throw new Error(`${command} could not be started`);
    this.pid = pid;
    this.#log = log;
    running.add(pid);
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  get output(): string {
    return readFileSync(this.#log, 'utf8');
  }

  /** Asks the whole group to end; what has not after five seconds is killed. */
  async stop(): Promise<void> {
    const ended = this.hasEnded
      ? Promise.resolve()
      : new Promise((resolve) => this.#child.once('exit', resolve));
    signalGroup(this.pid, 'SIGTERM');
    const impatient = setTimeout(() => signalGroup(this.pid, 'SIGKILL'), 5000);
    await ended;
    clearTimeout(impatient);
    signalGroup(this.pid, 'SIGKILL');
    running.delete(this.pid);
  }

  /** The end by power cut, for the whole group. */
  async kill(): Promise<void> {
    const ended = this.hasEnded
      ? Promise.resolve()
      : new Promise((resolve) => this.#child.once('exit', resolve));
    signalGroup(this.pid, 'SIGKILL');
    await ended;
    running.delete(this.pid);
  }
}
