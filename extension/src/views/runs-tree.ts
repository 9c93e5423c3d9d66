/** The Runs view: runs by time or by function, newest first, with their steps below. */
import * as vscode from 'vscode';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import type { RunFilter } from '../../../runtime/src/contract/run-filter.ts';
import { activeRunsText, runsText } from '../format/counts.ts';
import type { BlockedRuns } from '../runtime/blocked-runs.ts';
import type { Runs } from '../runtime/runs.ts';
import { repeatedNames } from '../server/function-order.ts';
import { filterText } from './run-filter-text.ts';
import { type Grouping, groupings, groupRuns, importedGroup, type RunGroup } from './run-groups.ts';
import { groupItem, moreItem, runItem, runTooltip, stepItem } from './run-items.ts';
import { maxListed, RunList } from './run-list.ts';
import { changedKeys, type Structure } from './tree-changes.ts';

/** The argument of commands in the view's menus. */
export interface RunElement {
  runId: string;
  /** Null: the run itself. */
  hashedId: string | null;
}

export type RunsElement = RunElement | { group: string } | { more: true };

/** Many changes in a row are drawn at once. Milliseconds. */
const refreshDelay = 120;
/** Times and countdowns are looked at so often; only rows whose text changed are drawn. */
const clockTick = 1_000;
const groupingKey = 'steplight.runs.grouping';
const moreKey = 'more';
/** So many groups are all unfolded at first. */
const fewGroups = 3;

export class RunsTree implements vscode.TreeDataProvider<RunsElement>, vscode.Disposable {
  readonly #runs: Runs;
  readonly #blocked: BlockedRuns;
  readonly #memory: vscode.Memento;
  readonly #list: RunList;
  readonly #view: vscode.TreeView<RunsElement>;
  readonly #changed = new vscode.EventEmitter<RunsElement[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #subscriptions: vscode.Disposable[];
  readonly #clock: NodeJS.Timeout;
  #refresh: NodeJS.Timeout | null = null;
  #grouping: Grouping;
  #groups: readonly RunGroup[] = [];
  /** Names of several functions. */
  #repeated: ReadonlySet<string> = new Set();
  #structure: Structure = new Map();
  /** What is drawn, by key. VS Code knows elements by their identity, so that they are kept. */
  readonly #elements = new Map<string, RunsElement>();
  #rows: Map<string, string> = new Map();
  /** Whether a group was unfolded at first. */
  readonly #expanded = new Map<string, boolean>();

  /** @param memory remembers the grouping. */
  constructor(runs: Runs, blocked: BlockedRuns, memory: vscode.Memento) {
    this.#runs = runs;
    this.#blocked = blocked;
    this.#memory = memory;
    const remembered = memory.get<string>(groupingKey);
    this.#grouping = groupings.find((each) => each === remembered) ?? 'time';
    this.#list = new RunList(runs, () => this.#soon());
    this.#view = vscode.window.createTreeView('steplight.runs', {
      treeDataProvider: this,
      canSelectMany: true,
    });
    this.#subscriptions = [
      runs.onDidChange(({ run }) => {
        this.#list.changed(run.runId);
        this.#soon();
      }),
      runs.onDidReset(() => void this.#list.reset()),
      runs.imports.onDidChange(() => this.#soon()),
      blocked.onDidChange(() => this.#soon()),
      this.#view.onDidChangeVisibility(() => this.#soon()),
    ];
    this.#clock = setInterval(() => this.#view.visible && this.#drawChanges(), clockTick);
    this.#tellGrouping();
  }

  get filter(): RunFilter | null {
    return this.#list.filter;
  }

  /** Null: all runs. */
  async setFilter(filter: RunFilter | null): Promise<void> {
    await vscode.commands.executeCommand('setContext', 'steplight.runsFiltered', filter !== null);
    this.#expanded.clear();
    await this.#list.setFilter(filter);
  }

  async group(by: Grouping): Promise<void> {
    this.#grouping = by;
    this.#tellGrouping();
    this.#soon();
    await this.#memory.update(groupingKey, by);
  }

  loadMore(): Promise<void> {
    return this.#list.loadMore();
  }

  #tellGrouping(): void {
    void vscode.commands.executeCommand('setContext', 'steplight.runsGrouping', this.#grouping);
  }

  #soon(): void {
    this.#refresh ??= setTimeout(() => {
      this.#refresh = null;
      this.#drawChanges();
      const active = this.#runs.active().length;
      this.#view.badge =
        active === 0 ? undefined : { value: active, tooltip: activeRunsText(active, vscode.l10n) };
    }, refreshDelay);
  }

  #drawChanges(): void {
    this.#readList();
    const structure = this.#structureNow();
    const rows = new Map([...this.#rows.keys()].map((key) => [key, this.#textOf(key)]));
    const changed = changedKeys(this.#structure, structure, { before: this.#rows, after: rows });
    this.#structure = structure;
    this.#rows = rows;
    this.#forgetElements();
    this.#tellList();
    if (changed.includes('')) this.#changed.fire(undefined);
    else {
      const elements = changed
        .map((key) => this.#elements.get(key))
        .filter((element) => element !== undefined);
      if (elements.length > 0) this.#changed.fire(elements);
    }
  }

  #readList(): void {
    const { runs } = this.#list;
    const groups = groupRuns(runs, this.#grouping, this.#runs.now, vscode.l10n);
    // The runtime, which filters, does not know them.
    const imported = this.#list.filter ? [] : importedGroup(this.#runs.imports.all(), vscode.l10n);
    this.#groups = [...groups, ...imported];
    const functions = new Map(
      runs.map(({ functionId, functionName }) => [functionId, { name: functionName }]),
    );
    this.#repeated = repeatedNames([...functions.values()]);
  }

  /** Steps belong to the text of their run. */
  #structureNow(): Map<string, string[]> {
    const root = this.#groups.map(({ key }) => groupKey(key));
    if (this.#list.hasMore || this.#isCut) root.push(moreKey);
    const below = this.#groups.map(({ key, runs }): [string, string[]] => [
      groupKey(key),
      runs.map(({ runId }) => runId),
    ]);
    return new Map([['', root], ...below]);
  }

  get #isCut(): boolean {
    return this.#list.runs.length >= maxListed;
  }

  /** What is not listed any more was not drawn either. */
  #forgetElements(): void {
    const listed = new Set([...this.#structure.values()].flat());
    for (const [key, element] of this.#elements) {
      const isListed = listed.has('runId' in element ? element.runId : key);
      if (isListed) continue;
      this.#elements.delete(key);
      this.#rows.delete(key);
    }
  }

  #tellList(): void {
    const { filter, isSearching, problem, runs, hasMore } = this.#list;
    this.#view.description = filter ? filterText(filter) : '';
    if (problem !== null) this.#view.message = vscode.l10n.t('The search failed: {0}', problem);
    else if (isSearching) this.#view.message = vscode.l10n.t('Searching…');
    else if (!filter) this.#view.message = '';
    else if (runs.length === 0) this.#view.message = vscode.l10n.t('No matching runs.');
    else {
      const count = hasMore ? `${runs.length}+` : runsText(runs.length, vscode.l10n);
      this.#view.message = vscode.l10n.t('Matching: {0}', count);
    }
  }

  /** Changes when what is drawn changes. */
  #textOf(key: string): string {
    const element = this.#elements.get(key);
    return element ? textOf(this.#itemOf(element), this.#lastSeqOf(element)) : '';
  }

  /** A run is drawn again with each of its entries, for it may have another step. */
  #lastSeqOf(element: RunsElement): number {
    return 'runId' in element && element.hashedId === null ? (this.#run(element.runId)?.lastSeq ?? 0) : 0;
  }

  getChildren(element?: RunsElement): RunsElement[] {
    if (!element) {
      this.#readList();
      this.#structure = this.#structureNow();
      return (this.#structure.get('') ?? []).map((key) => this.#element(key));
    }
    if ('group' in element) {
      const group = this.#groups.find(({ key }) => key === element.group);
      return (group?.runs ?? []).map(({ runId }) => this.#runElement(runId, null));
    }
    if ('more' in element || element.hashedId !== null) return [];
    const steps = this.#run(element.runId)?.steps ?? [];
    return steps.map(({ step }) => this.#runElement(element.runId, step.hashedId));
  }

  getTreeItem(element: RunsElement): vscode.TreeItem {
    const item = this.#itemOf(element);
    this.#rows.set(keyOf(element), textOf(item, this.#lastSeqOf(element)));
    return item;
  }

  /** Values may be large: they are read when somebody looks. */
  resolveTreeItem(item: vscode.TreeItem, element: RunsElement): vscode.TreeItem {
    if ('runId' in element) {
      const run = this.#runs.get(element.runId) ?? this.#list.get(element.runId);
      if (run) item.tooltip = runTooltip(run, element.hashedId);
    }
    return item;
  }

  #itemOf(element: RunsElement): vscode.TreeItem {
    if ('more' in element) return moreItem(this.#list.isSearching, this.#isCut);
    if ('group' in element) {
      const group = this.#groups.find(({ key }) => key === element.group);
      return group ? groupItem(group, this.#startsExpanded(group)) : new vscode.TreeItem(element.group);
    }
    const run = this.#run(element.runId);
    if (!run) return new vscode.TreeItem(element.runId);
    const step = run.steps.find((candidate) => candidate.step.hashedId === element.hashedId);
    const { now } = this.#runs;
    if (step) return stepItem(run, step, now);
    return runItem(run, {
      now,
      blockedBy: this.#blocked.reason(run),
      isGrouped: this.#grouping === 'function',
      isNameRepeated: this.#repeated.has(run.functionName),
    });
  }

  /** Decided once, so that a later change does not fold what the user unfolded. */
  #startsExpanded({ key }: RunGroup): boolean {
    const isFew = this.#groups.length <= fewGroups;
    const expanded =
      this.#expanded.get(key) ?? (isFew || (this.#grouping === 'time' && this.#groups[0]?.key === key));
    this.#expanded.set(key, expanded);
    return expanded;
  }

  /** Of all that is listed, whether its values are kept or not. */
  #run(runId: string): RunProgress | undefined {
    return this.#runs.peek(runId) ?? this.#list.get(runId);
  }

  getParent(element: RunsElement): RunsElement | null {
    if (!('runId' in element)) return null;
    if (element.hashedId !== null) return this.#runElement(element.runId, null);
    const group = this.#groups.find(({ runs }) => runs.some(({ runId }) => runId === element.runId));
    return group ? this.#element(groupKey(group.key)) : null;
  }

  #runElement(runId: string, hashedId: string | null): RunsElement {
    return this.#keep({ runId, hashedId });
  }

  #element(key: string): RunsElement {
    return this.#keep(key === moreKey ? { more: true } : { group: key.slice(groupKey('').length) });
  }

  #keep(element: RunsElement): RunsElement {
    const key = keyOf(element);
    const known = this.#elements.get(key);
    if (known) return known;
    this.#elements.set(key, element);
    return element;
  }

  async reveal(runId: string): Promise<void> {
    await this.#view.reveal(this.#runElement(runId, null), { expand: true, focus: true });
  }

  dispose(): void {
    clearInterval(this.#clock);
    if (this.#refresh) clearTimeout(this.#refresh);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#list.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }
}

function textOf({ label, description, contextValue, collapsibleState }: vscode.TreeItem, lastSeq: number) {
  return JSON.stringify([label, description, contextValue, collapsibleState, lastSeq]);
}

function groupKey(key: string): string {
  return `group ${key}`;
}

function keyOf(element: RunsElement): string {
  if ('more' in element) return moreKey;
  if ('group' in element) return groupKey(element.group);
  return element.hashedId === null ? element.runId : `${element.runId}/${element.hashedId}`;
}
