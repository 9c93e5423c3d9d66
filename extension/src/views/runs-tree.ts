/** The Runs view: newest first, steps below each run. */
import * as vscode from 'vscode';
import { errorText } from '../../../runtime/src/contract/error-text.ts';
import type { RunProgress, StepProgress } from '../../../runtime/src/contract/progress.ts';
import { activeRunsText } from '../format/counts.ts';
import { prettyJson } from '../format/values.ts';
import type { BlockedRuns } from '../runtime/blocked-runs.ts';
import type { Runs } from '../runtime/runs.ts';
import { runRow, stepRow, type TreeRow } from './run-tree-model.ts';

/** The argument of commands in the view's menus. */
export interface RunElement {
  runId: string;
  /** Null: the run itself. */
  hashedId: string | null;
}

const refreshDelay = 120;
const refreshTimes = 30_000;
const runsListed = 300;

export class RunsTree implements vscode.TreeDataProvider<RunElement>, vscode.Disposable {
  readonly #runs: Runs;
  readonly #blocked: BlockedRuns;
  readonly #view: vscode.TreeView<RunElement>;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #subscriptions: vscode.Disposable[];
  readonly #clock: NodeJS.Timeout;
  #refresh: NodeJS.Timeout | null = null;

  constructor(runs: Runs, blocked: BlockedRuns) {
    this.#runs = runs;
    this.#blocked = blocked;
    this.#view = vscode.window.createTreeView('steplight.runs', { treeDataProvider: this });
    this.#subscriptions = [
      runs.onDidChange(() => this.#soon()),
      runs.onDidReset(() => this.#soon()),
      blocked.onDidChange(() => this.#soon()),
    ];
    this.#clock = setInterval(() => this.#view.visible && this.#changed.fire(), refreshTimes);
  }

  #soon(): void {
    this.#refresh ??= setTimeout(() => {
      this.#refresh = null;
      this.#changed.fire();
      const active = this.#runs.active().length;
      this.#view.badge =
        active === 0 ? undefined : { value: active, tooltip: activeRunsText(active, vscode.l10n) };
    }, refreshDelay);
  }

  getChildren(element?: RunElement): RunElement[] {
    if (!element) {
      const newest = this.#runs.all().slice(0, runsListed);
      return newest.map((run) => ({ runId: run.runId, hashedId: null }));
    }
    if (element.hashedId !== null) return [];
    const steps = this.#runs.get(element.runId)?.steps ?? [];
    return steps.map((step) => ({ runId: element.runId, hashedId: step.step.hashedId }));
  }

  getTreeItem(element: RunElement): vscode.TreeItem {
    const run = this.#runs.get(element.runId);
    if (!run) return new vscode.TreeItem(element.runId);
    const step = run.steps.find((candidate) => candidate.step.hashedId === element.hashedId);
    const { now } = this.#runs;
    return step ? stepItem(run, step, now) : runItem(run, now, this.#blocked.reason(run));
  }

  getParent(element: RunElement): RunElement | null {
    return element.hashedId === null ? null : { runId: element.runId, hashedId: null };
  }

  async reveal(runId: string): Promise<void> {
    await this.#view.reveal({ runId, hashedId: null }, { expand: true, focus: true });
  }

  dispose(): void {
    clearInterval(this.#clock);
    if (this.#refresh) clearTimeout(this.#refresh);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }
}

function runItem(run: RunProgress, now: number, blockedBy: string | null): vscode.TreeItem {
  const item = treeItem(runRow(run, now, vscode.l10n, blockedBy));
  item.collapsibleState =
    run.steps.length > 0 ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None;
  item.tooltip = tooltip(
    run.functionName,
    [
      `${vscode.l10n.t('Event')}: ${run.eventName}`,
      `${vscode.l10n.t('Run ID')}: ${run.runId}`,
      ...(run.error ? [errorText(run.error)] : []),
    ],
    run.output,
  );
  item.command = command('steplight.showRunOnGraph', vscode.l10n.t('Show Run on Graph'), run.runId);
  return item;
}

function stepItem(run: RunProgress, step: StepProgress, now: number): vscode.TreeItem {
  const item = treeItem(stepRow(run, step, now, vscode.l10n));
  item.tooltip = tooltip(step.step.name, [...(step.error ? [errorText(step.error)] : [])], step.output);
  item.command = command('steplight.revealStep', vscode.l10n.t('Go to Step'), {
    runId: run.runId,
    hashedId: step.step.hashedId,
  } satisfies RunElement);
  return item;
}

function treeItem(row: TreeRow): vscode.TreeItem {
  const item = new vscode.TreeItem(row.label);
  item.id = row.id;
  item.description = row.description;
  item.iconPath = new vscode.ThemeIcon(
    row.icon,
    row.color === null ? undefined : new vscode.ThemeColor(row.color),
  );
  item.contextValue = row.contextValue;
  return item;
}

function tooltip(title: string, lines: string[], output: unknown): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendText(title);
  for (const line of lines) {
    text.appendMarkdown('\n\n');
    text.appendText(line);
  }
  if (output !== undefined) text.appendCodeblock(prettyJson(output, 2_000), 'json');
  return text;
}

function command(id: string, title: string, ...args: unknown[]): vscode.Command {
  return { command: id, title, arguments: args };
}
