/** The Functions view: every function of the workspace with what starts it; many are grouped by app and folder. */
import * as vscode from 'vscode';
import type { FunctionSummary } from '../../../server/src/protocol.ts';
import { functionsText } from '../format/counts.ts';
import type { ServedFunctions } from '../runtime/served-functions.ts';
import type { FunctionIndex } from '../server/function-index.ts';
import { type FunctionGroup, type FunctionNode, groupFunctions, isFunctionMatch } from './function-groups.ts';

/** A function is its summary, for the commands of the view's menus. */
type FunctionElement = FunctionSummary | FunctionGroup;

export class FunctionsTree implements vscode.TreeDataProvider<FunctionElement>, vscode.Disposable {
  readonly #functions: FunctionIndex;
  readonly #served: ServedFunctions;
  readonly #view: vscode.TreeView<FunctionElement>;
  readonly #subscription: vscode.Disposable;
  readonly onDidChangeTreeData: vscode.Event<void>;
  readonly #changed = new vscode.EventEmitter<void>();
  #filter = '';
  #nodes: readonly FunctionNode[] = [];
  readonly #apps = new Map<FunctionSummary, string | null>();
  /** What was drawn last: the list changes with each keystroke in a function's file, and seldom what is seen of it. */
  #drawn = '';

  constructor(functions: FunctionIndex, served: ServedFunctions) {
    this.#functions = functions;
    this.#served = served;
    this.onDidChangeTreeData = this.#changed.event;
    this.#view = vscode.window.createTreeView('steplight.functions', {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.#subscription = functions.onDidChange(() => {
      this.#draw();
      void vscode.commands.executeCommand('setContext', 'steplight.indexed', functions.isComplete);
    });
  }

  get filter(): string {
    return this.#filter;
  }

  /** Words that are looked for in names, IDs, apps, triggers and paths; empty: all functions. */
  setFilter(text: string): void {
    this.#filter = text.trim();
    this.#view.description = this.#filter;
    void vscode.commands.executeCommand('setContext', 'steplight.functionsFiltered', this.#filter !== '');
    this.#draw();
  }

  #draw(): void {
    const all = this.#functions.functions;
    const found =
      this.#filter === '' ? all : all.filter((each) => isFunctionMatch(each, pathOf(each), this.#filter));
    this.#view.message =
      this.#filter === '' ? '' : vscode.l10n.t('Matching: {0}', functionsText(found.length, vscode.l10n));
    const drawn = JSON.stringify([
      this.#filter,
      found.map((each) => [each.id, each.uri, each.name, each.app, each.triggers, this.#isServed(each)]),
    ]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#nodes = groupFunctions(found, pathOf, vscode.l10n.t('Other functions'));
    this.#changed.fire();
  }

  getChildren(element?: FunctionElement): FunctionElement[] {
    if (element && !isGroup(element)) return [];
    return (element ? element.children : this.#nodes).map((node) => {
      if (node.kind !== 'function') return node;
      this.#apps.set(node.summary, node.app);
      return node.summary;
    });
  }

  getTreeItem(element: FunctionElement): vscode.TreeItem {
    return isGroup(element) ? groupItem(element, this.#filter) : this.#functionItem(element);
  }

  #isServed(summary: FunctionSummary): boolean {
    return this.#served.serves(summary.uri, summary);
  }

  #functionItem(summary: FunctionSummary): vscode.TreeItem {
    const item = new vscode.TreeItem(summary.name);
    const uri = vscode.Uri.parse(summary.uri);
    item.id = `${summary.uri}#${summary.id}`;
    const triggers = summary.triggers.map((trigger) => trigger.event ?? trigger.cron ?? '?').join(', ');
    const app = this.#apps.get(summary) ?? null;
    item.description = app === null ? triggers : `${app} · ${triggers}`;
    item.tooltip = `${summary.id}\n${vscode.workspace.asRelativePath(uri)}`;
    item.iconPath = new vscode.ThemeIcon('symbol-event');
    if (this.#isServed(summary)) {
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

function groupItem({ kind, key, label, count }: FunctionGroup, filter: string): vscode.TreeItem {
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(label, filter === '' ? Collapsed : Expanded);
  // Another ID, for VS Code remembers what was folded.
  item.id = filter === '' ? key : `${key} of ${filter}`;
  item.description = String(count);
  item.iconPath = new vscode.ThemeIcon(kind === 'app' ? 'package' : 'folder');
  item.contextValue = 'group';
  item.accessibilityInformation = { label: `${label}, ${functionsText(count, vscode.l10n)}` };
  return item;
}

function isGroup(element: FunctionElement): element is FunctionGroup {
  return 'children' in element;
}

function pathOf(summary: FunctionSummary): string {
  return vscode.workspace.asRelativePath(vscode.Uri.parse(summary.uri));
}
