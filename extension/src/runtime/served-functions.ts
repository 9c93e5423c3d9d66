/**
 * Which functions of the window's code the runtime runs. One runtime serves one folder: what is written in another
 * folder of the window runs only when the user's own app brings it.
 */
import * as vscode from 'vscode';
import type { AppState } from '../../../runtime/src/contract/api.ts';
import type { FunctionSummary } from '../../../server/src/protocol.ts';
import { ActionableError } from '../actionable-error.ts';
import type { FunctionIndex } from '../server/function-index.ts';
import { belongsTo } from './run-of-function.ts';

interface Target {
  id: string;
  localId: string;
  app?: string;
}

export class ServedFunctions implements vscode.Disposable {
  readonly #functions: FunctionIndex;
  readonly #apps: () => readonly AppState[];
  readonly #subscriptions: vscode.Disposable[];
  /** Undefined: to be looked up again. */
  #folder: vscode.WorkspaceFolder | null | undefined;

  /** @param apps the apps that the runtime knows now. */
  constructor(functions: FunctionIndex, apps: () => readonly AppState[]) {
    this.#functions = functions;
    this.#apps = apps;
    const forget = () => {
      this.#folder = undefined;
    };
    this.#subscriptions = [
      functions.onDidChange(forget),
      vscode.workspace.onDidChangeWorkspaceFolders(forget),
    ];
  }

  /** The first folder of the window that defines functions; null: none does. */
  get folder(): vscode.WorkspaceFolder | null {
    if (this.#folder === undefined) {
      const withFunctions = new Set(
        this.#functions.functions.map(({ uri }) => folderOf(uri)?.uri.toString()),
      );
      const folders = vscode.workspace.workspaceFolders ?? [];
      this.#folder = folders.find(({ uri }) => withFunctions.has(uri.toString())) ?? null;
    }
    return this.#folder;
  }

  /** Whether the runtime's runs can be runs of this function. */
  serves(uri: string, target: Target): boolean {
    if ((vscode.workspace.workspaceFolders?.length ?? 0) < 2) return true;
    return this.#isInFolder(uri) || this.#isBroughtByApp(target);
  }

  all(): FunctionSummary[] {
    return this.#functions.functions.filter((summary) => this.serves(summary.uri, summary));
  }

  /** The function in the code that a run or an app names. */
  named(wireId: string): FunctionSummary | undefined {
    return this.#functions.functions.find(
      (summary) => belongsTo(wireId, summary) && this.serves(summary.uri, summary),
    );
  }

  /** @throws an error for the user when the runtime does not serve the function's folder. */
  require(summary: FunctionSummary): void {
    if (this.serves(summary.uri, summary)) return;
    const own = folderOf(summary.uri);
    throw new ActionableError(
      vscode.l10n.t(
        'This window runs the functions in "{0}". To run "{1}", open the folder "{2}" in its own window.',
        this.folder?.name ?? '',
        summary.name,
        own?.name ?? '',
      ),
      {
        title: vscode.l10n.t('Open Folder in New Window'),
        command: 'vscode.openFolder',
        arguments: [own?.uri, { forceNewWindow: true }],
      },
    );
  }

  #isInFolder(uri: string): boolean {
    const own = folderOf(uri);
    return own === undefined || own.uri.toString() === this.folder?.uri.toString();
  }

  /** When both folders define it, the one in the served folder is meant. */
  #isBroughtByApp(target: Target): boolean {
    return this.#apps()
      .filter(({ source }) => source !== 'hosted')
      .flatMap((app) => app.functions)
      .some(
        ({ id }) =>
          belongsTo(id, target) &&
          !this.#functions.functions.some((other) => belongsTo(id, other) && this.#isInFolder(other.uri)),
      );
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

function folderOf(uri: string): vscode.WorkspaceFolder | undefined {
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(uri));
}
