/** The Functions view: every function of the workspace, by name, with what starts it. */
import * as vscode from 'vscode';
import type { FunctionSummary } from '../../../server/src/protocol.ts';
import type { ServedFunctions } from '../runtime/served-functions.ts';
import type { FunctionIndex } from '../server/function-index.ts';

export class FunctionsTree implements vscode.TreeDataProvider<FunctionSummary>, vscode.Disposable {
  readonly #functions: FunctionIndex;
  readonly #served: ServedFunctions;
  readonly #view: vscode.TreeView<FunctionSummary>;
  readonly #subscription: vscode.Disposable;
  readonly onDidChangeTreeData: vscode.Event<void>;
  readonly #changed = new vscode.EventEmitter<void>();

  constructor(functions: FunctionIndex, served: ServedFunctions) {
    this.#functions = functions;
    this.#served = served;
    this.onDidChangeTreeData = this.#changed.event;
    this.#view = vscode.window.createTreeView('steplight.functions', { treeDataProvider: this });
    this.#subscription = functions.onDidChange(() => {
      this.#changed.fire();
      void vscode.commands.executeCommand('setContext', 'steplight.indexed', functions.isComplete);
    });
  }

  getChildren(element?: FunctionSummary): FunctionSummary[] {
    if (element) return [];
    return [...this.#functions.functions].sort((a, b) => a.name.localeCompare(b.name));
  }

  getTreeItem(summary: FunctionSummary): vscode.TreeItem {
    const item = new vscode.TreeItem(summary.name);
    const uri = vscode.Uri.parse(summary.uri);
    item.id = `${summary.uri}#${summary.id}`;
    item.description = summary.triggers.map((trigger) => trigger.event ?? trigger.cron ?? '?').join(', ');
    item.tooltip = `${summary.id}\n${vscode.workspace.asRelativePath(uri)}`;
    item.iconPath = new vscode.ThemeIcon('symbol-event');
    if (this.#served.serves(summary.uri, summary)) {
      item.contextValue = summary.triggers.some((trigger) => trigger.event) ? 'function.event' : 'function';
    } else {
      const folder = vscode.workspace.getWorkspaceFolder(uri)?.name ?? '';
      item.description = vscode.l10n.t('{0} · not run in this window', folder);
    }
    // The tooltip, which is read out otherwise, is the ID.
    item.accessibilityInformation = { label: `${summary.name}, ${item.description}` };
    item.command = {
      command: 'steplight.openFunction',
      title: vscode.l10n.t('Go to Function'),
      arguments: [summary],
    };
    return item;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }
}
