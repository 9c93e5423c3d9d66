/** One VS Code with the packaged extension in it, open on a folder: started, looked at, closed and opened again. */
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { type Browser, openBrowser } from './browser.ts';
import { shots, vsix } from './paths.ts';
import { makePrivateHome, type PrivateHome } from './private-home.ts';
import { installExtension, startVsCodeServer, type VsCodeServer } from './vscode-server.ts';
import { Workbench } from './workbench.ts';

export interface SessionOptions {
  folder: string;
  /** Added to what the extension host and everything it starts see. */
  env?: Record<string, string>;
  settings?: Record<string, unknown>;
  /** Open the folder in Restricted Mode, as one that is not trusted. */
  restricted?: boolean;
  /** Path of another .vsix than the packaged one. */
  extension?: string;
}

export class Session {
  readonly home: PrivateHome;
  readonly #options: SessionOptions;
  #server: VsCodeServer | null = null;
  #browser: Browser | null = null;
  #workbench: Workbench | null = null;

  private constructor(options: SessionOptions) {
    this.#options = options;
    this.home = makePrivateHome({
      // Neither asked for nor given: what happens to a folder that somebody only wants to look at.
      ...(options.restricted ? { 'security.workspace.trust.startupPrompt': 'never' } : {}),
      ...options.settings,
    });
    mkdirSync(shots, { recursive: true });
  }

  static async open(options: SessionOptions): Promise<Session> {
    const session = new Session(options);
    installExtension(session.home, options.extension ?? vsix);
    await session.start();
    return session;
  }

  get workbench(): Workbench {
    if (this.#workbench === null) throw new Error('VS Code is closed');
    return this.#workbench;
  }

  async start(): Promise<void> {
    this.#server = await startVsCodeServer(this.home, this.#options);
    this.#browser = await openBrowser();
    this.#workbench = new Workbench(this.#browser.page);
    await this.#workbench.open(this.#server.origin, this.#options.folder);
  }

  /** Closes the window and ends VS Code with everything it started, as quitting does. The home stays. */
  async quit(): Promise<void> {
    await this.#browser?.close();
    await this.#server?.program.stop();
    this.#browser = null;
    this.#server = null;
    this.#workbench = null;
  }

  async close(): Promise<void> {
    await this.quit();
    this.home.remove();
  }

  async screenshot(name: string): Promise<string> {
    const path = join(shots, `${name}.png`);
    await this.workbench.page.screenshot({ path });
    return path;
  }

  /** When the test fails, what could be seen and was logged is printed; the session must still be open then. */
  explainFailureOf({ onTestFailed, task }: TestContext): void {
    onTestFailed(() =>
      this.explain([task.name, ...(task.result?.errors ?? []).map(({ message }) => message)].join('\n')),
    );
  }

  /** Takes a picture of the window and prints what is on it and in the logs. */
  async explain(title: string): Promise<void> {
    const lines = [`\n── ${title} ──`];
    if (this.#workbench !== null) {
      const name = (title.split('\n')[0] ?? '')
        .slice(0, 60)
        .replaceAll(/[^a-z0-9]+/gi, '-')
        .toLowerCase();
      const [lenses, inline, notifications, statusBar] = await Promise.all([
        this.workbench.lenses().catch(() => []),
        this.workbench.inlineTexts().catch(() => []),
        this.workbench.notifications().catch(() => []),
        this.workbench.statusBarTexts().catch(() => []),
      ]);
      lines.push(
        `picture: ${await this.screenshot(`failed-${name}`).catch(String)}`,
        `code lenses: ${lenses.join(' | ')}`,
        ...inline
          .filter(({ inline: said }) => said !== '')
          .map((line) => `inline: ${line.code.trim()}  ⟵  ${line.inline}`),
        `notifications: ${notifications.join(' | ')}`,
        `status bar: ${statusBar.filter(Boolean).join(' | ')}`,
      );
    }
    lines.push('page errors:', ...tail((this.#browser?.errors ?? []).filter(isOurs), 15));
    for (const file of this.logFiles()) {
      lines.push(`── ${file.slice(this.home.folder.length)}`, ...tail(readLines(file), 40));
    }
    console.error(lines.join('\n'));
  }

  /** All that the extension host and the extension have logged. */
  logText(): string {
    return this.logFiles()
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
  }

  /** Logs of the extension host, of the extension and of what it started. */
  logFiles(): string[] {
    const logs = join(this.home.folder, 'data/logs');
    try {
      return readdirSync(logs, { recursive: true, encoding: 'utf8' })
        .filter((file) => /remoteexthost\.log$|steplight.*\.log$/i.test(file))
        .map((file) => join(logs, file))
        .filter((file) => statSync(file).size > 0);
    } catch {
      return [];
    }
  }
}

/** VS Code looks for services that are not there: a gallery, a sign-in, a native part of the desktop build. */
function isOurs(error: string): boolean {
  return !/gallery|vsda|ERR_NAME_NOT_RESOLVED|auth provider|ERR_INTERNET|404/.test(error);
}

function readLines(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').filter(Boolean);
}

function tail(lines: string[], count: number): string[] {
  return lines.slice(-count).map((line) => `  ${line}`);
}
