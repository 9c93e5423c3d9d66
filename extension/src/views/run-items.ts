/** Items of the Runs view. */
import * as vscode from 'vscode';
import { errorText } from '../../../runtime/src/contract/error-text.ts';
import type { RunProgress, StepProgress } from '../../../runtime/src/contract/progress.ts';
import { prettyJson } from '../format/values.ts';
import { stateIcon } from '../state-icon.ts';
import type { RunGroup } from './run-groups.ts';
import { groupedRunRow, runRow, spokenRun, stepRow, type TreeRow } from './run-tree-model.ts';

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

export function groupItem({ key, label, description }: RunGroup, isExpanded: boolean): vscode.TreeItem {
  const item = new vscode.TreeItem(label, isExpanded ? Expanded : Collapsed);
  item.id = `group ${key}`;
  item.description = description;
  item.contextValue = 'group';
  return item;
}

/** @param isCut so many are listed that the runtime is not asked for more. */
export function moreItem(isSearching: boolean, isCut: boolean): vscode.TreeItem {
  const { l10n } = vscode;
  if (isCut) {
    const item = new vscode.TreeItem(l10n.t('Filter runs to see older ones…'));
    item.iconPath = new vscode.ThemeIcon('filter');
    item.command = command('steplight.filterRuns', l10n.t('Filter Runs…'));
    return item;
  }
  const item = new vscode.TreeItem(isSearching ? l10n.t('Loading…') : l10n.t('Load More…'));
  item.id = 'more';
  item.iconPath = new vscode.ThemeIcon(isSearching ? 'loading~spin' : 'ellipsis');
  item.command = command('steplight.loadMoreRuns', l10n.t('Load More…'));
  return item;
}

export interface RunContext {
  now: number;
  blockedBy: string | null;
  /** Below the name of its function. */
  isGrouped: boolean;
  /** Other functions have the same name. */
  isNameRepeated: boolean;
}

export function runItem(run: RunProgress, context: RunContext): vscode.TreeItem {
  const { now, blockedBy, isGrouped, isNameRepeated } = context;
  const app = isNameRepeated ? run.appId : null;
  const row = isGrouped
    ? groupedRunRow(run, now, vscode.l10n, blockedBy)
    : runRow(run, now, vscode.l10n, blockedBy, app);
  const item = treeItem(row);
  item.collapsibleState = run.steps.length > 0 ? Collapsed : None;
  item.accessibilityInformation = { label: spokenRun(run, now, vscode.l10n, blockedBy, app) };
  item.command = command('steplight.showRunOnGraph', vscode.l10n.t('Show Run on Graph'), run.runId);
  return item;
}

export function stepItem(run: RunProgress, step: StepProgress, now: number): vscode.TreeItem {
  const item = treeItem(stepRow(run, step, now, vscode.l10n));
  item.command = command('steplight.revealStep', vscode.l10n.t('Go to Step'), {
    runId: run.runId,
    hashedId: step.step.hashedId,
  });
  return item;
}

/** @param hashedId of the step; null: of the run itself. */
export function runTooltip(run: RunProgress, hashedId: string | null): vscode.MarkdownString {
  const step = run.steps.find((candidate) => candidate.step.hashedId === hashedId);
  if (step) return tooltip(step.step.name, step.error ? [errorText(step.error)] : [], step.output);
  return tooltip(
    run.functionName,
    [
      `${vscode.l10n.t('Event')}: ${run.eventName}`,
      `${vscode.l10n.t('Run ID')}: ${run.runId}`,
      new Date(run.queuedAt).toLocaleString(),
      ...(run.error ? [errorText(run.error)] : []),
    ],
    run.output,
  );
}

function treeItem(row: TreeRow): vscode.TreeItem {
  const item = new vscode.TreeItem(row.label);
  item.id = row.id;
  item.description = row.description;
  item.iconPath = stateIcon(row.look);
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
