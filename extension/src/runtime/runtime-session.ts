/**
 * When the runtime runs and what it hosts. It starts with the first event, or when an earlier session left a
 * journal. It is told which files define functions, so that it can host those that no running app serves.
 */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { RuntimeClient } from '../../../runtime/src/client/runtime-client.ts';
import { messageOf } from '../../../runtime/src/contract/error-text.ts';
import { ActionableError } from '../actionable-error.ts';
import type { Log } from '../log.ts';
import type { FunctionIndex } from '../server/function-index.ts';
import type { Settings } from '../settings.ts';
import { settingsThatRestart } from '../settings-table.ts';
import type { RuntimeProcess } from './runtime-process.ts';
import type { ServedFunctions } from './served-functions.ts';

export interface RuntimeSessionParts {
  runtime: RuntimeProcess;
  functions: FunctionIndex;
  served: ServedFunctions;
  settings: Settings;
  log: Log;
}

export class RuntimeSession implements vscode.Disposable {
  readonly #runtime: RuntimeProcess;
  readonly #functions: FunctionIndex;
  readonly #served: ServedFunctions;
  readonly #settings: Settings;
  readonly #log: Log;
  readonly #subscriptions: vscode.Disposable[];
  /** What the current runtime was last told to host. */
  #hosted: { client: RuntimeClient; files: string } | null = null;

  constructor({ runtime, functions, served, settings, log }: RuntimeSessionParts) {
    this.#runtime = runtime;
    this.#functions = functions;
    this.#served = served;
    this.#settings = settings;
    this.#log = log;
    this.#subscriptions = [
      runtime.onDidChange((state) => {
        if (state.status === 'ready') void this.#host(state.client).catch((error) => this.#hostFailed(error));
      }),
      functions.onDidChange(() => {
        const { state } = runtime;
        if (state.status === 'ready') void this.#host(state.client).catch((error) => this.#hostFailed(error));
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.resume()),
      settings.onDidChange(settingsThatRestart('runtime'), () => void this.#offerRestart()),
    ];
  }

  /** Resumes the runs of an earlier session, if there are any and the workspace is trusted. */
  resume(): void {
    if (!vscode.workspace.isTrusted || this.#settings.get('runtimeStart') === 'manual') return;
    if (this.#runtime.state.status === 'off' && this.#runtime.hasJournal()) {
      void this.#runtime.start().catch((error) => this.#log.error('resume failed', error));
    }
  }

  /**
   * The runtime, started if need be and told what to host.
   *
   * @throws an error for the user when the workspace is not trusted or the runtime cannot start.
   */
  async ready(): Promise<RuntimeClient> {
    this.requireAllowed();
    return this.startNow();
  }

  /** @throws an error for the user when functions may not run in this window now. */
  requireAllowed(): void {
    if (!vscode.workspace.isTrusted) {
      throw new ActionableError(vscode.l10n.t('Trust this workspace to run its functions.'), {
        title: vscode.l10n.t('Manage Workspace Trust'),
        command: 'workbench.trust.manage',
      });
    }
    if (this.#runtime.state.status !== 'ready' && this.#settings.get('runtimeStart') === 'manual') {
      throw new ActionableError(
        vscode.l10n.t('The runtime is stopped. It is set to start only on command.'),
        {
          title: vscode.l10n.t('Start Runtime'),
          command: 'steplight.startRuntime',
        },
      );
    }
  }

  /** As {@link ready}, even when the runtime is set to start only on command. */
  async startNow(): Promise<RuntimeClient> {
    const client = await this.#runtime.start();
    await this.#host(client);
    return client;
  }

  async #host(client: RuntimeClient): Promise<void> {
    const request = hostRequest(await this.#functions.ready(), this.#served.folder);
    if (request === null) return;
    const files = JSON.stringify(request);
    if (this.#hosted?.client === client && this.#hosted.files === files) return;
    this.#hosted = { client, files };
    this.#log.info(`functions are in ${request.files.join(', ') || 'no file'}`);
    try {
      await client.configureHost(request);
    } catch (error) {
      this.#hosted = null;
      throw error;
    }
  }

  #hostFailed(error: unknown): void {
    this.#log.warn(`the list of functions to host could not be sent to the runtime: ${messageOf(error)}`);
  }

  async #offerRestart(): Promise<void> {
    if (this.#runtime.state.status !== 'ready' || !this.#runtime.state.owned) return;
    const restart = vscode.l10n.t('Restart Runtime');
    const message = vscode.l10n.t('Restart the runtime to apply this setting. Active runs will resume.');
    if ((await vscode.window.showInformationMessage(message, restart)) === restart)
      await this.#runtime.restart();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

/** The files of the folder that define functions; null when there is none. */
function hostRequest(
  functions: readonly { uri: string }[],
  folder: vscode.WorkspaceFolder | null,
): { root: string; files: string[] } | null {
  if (folder === null) return null;
  const root = folder.uri.fsPath;
  const files = functions
    .map((summary) => vscode.Uri.parse(summary.uri))
    .filter((uri) => uri.scheme === 'file')
    .filter((uri) => vscode.workspace.getWorkspaceFolder(uri)?.uri.toString() === folder.uri.toString())
    .map((uri) => path.relative(root, uri.fsPath).split(path.sep).join('/'));
  return files.length > 0 ? { root, files: [...new Set(files)].sort() } : null;
}
