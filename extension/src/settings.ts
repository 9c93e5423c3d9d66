/** The settings of `package.json` as typed getters, and what a change of each one needs. */
import * as vscode from 'vscode';

const section = 'steplight';

export class Settings {
  /** Server and extension both show lenses; the server is told at its start, so a change restarts it. */
  get codeLens(): boolean {
    return this.#read('codeLens', true);
  }

  /** The server is told at its start, so a change restarts it. */
  get cronHints(): boolean {
    return this.#read('cronHints', true);
  }

  get inlineProgress(): boolean {
    return this.#read('inlineProgress', true);
  }

  get runtimeStart(): 'automatic' | 'manual' {
    return this.#read('runtime.start', 'automatic');
  }

  /** Needs a restart of the runtime. */
  get port(): number {
    return this.#read('port', 8288);
  }

  /** Needs a restart of the runtime. */
  get backoff(): 'short' | 'official' {
    return this.#read('backoff', 'short');
  }

  /** Whether cron triggers start runs by themselves. Needs a restart of the runtime. */
  get schedules(): boolean {
    return this.#read('schedules', false);
  }

  /** Whether hosted functions are always started so that a debugger can attach. Needs a restart of the runtime. */
  get hostDebug(): boolean {
    return this.#read('hostDebug', false);
  }

  /** Origins of web pages that may use the runtime, besides those of this machine. Needs a restart of the runtime. */
  get allowedOrigins(): readonly string[] {
    return this.#read('allowedOrigins', []);
  }

  /** For how long runs are kept after their end. Needs a restart of the runtime. */
  get retentionAge(): string {
    return this.#read('retention.age', '30d');
  }

  /** How much room runs may take. Needs a restart of the runtime. */
  get retentionSize(): string {
    return this.#read('retention.size', '1gb');
  }

  onDidChange(name: string, listener: () => void): vscode.Disposable {
    return vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${section}.${name}`)) listener();
    });
  }

  /** Every value as it stands, for a report. */
  all(): Record<string, unknown> {
    const { codeLens, cronHints, inlineProgress, runtimeStart, port, backoff, schedules } = this;
    const { hostDebug, allowedOrigins } = this;
    return {
      codeLens,
      cronHints,
      inlineProgress,
      runtimeStart,
      port,
      backoff,
      schedules,
      hostDebug,
      allowedOrigins,
    };
  }

  #read<T>(name: string, fallback: T): T {
    return vscode.workspace.getConfiguration(section).get<T>(name, fallback);
  }
}
