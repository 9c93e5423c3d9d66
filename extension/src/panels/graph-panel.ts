/** The graph's webview: its life, and the typed channel to its page. What it shows comes from the graph session. */

import * as vscode from 'vscode';
import { shownStatus } from '../../../runtime/src/contract/shown-status.ts';
import type { FunctionSummary } from '../../../server/src/protocol.ts';
import type { GraphNode } from '../../../server/src/workflow-graph.ts';
import type { FromMomentSlider } from '../../../webview/src/moment-protocol.ts';
import type {
  FromWebview,
  HandlersOf,
  PanelState,
  PickableFunction,
  ToWebview,
} from '../../../webview/src/protocol.ts';
import type { GraphComparison } from '../../../webview/src/public.ts';
import type { Comparisons } from '../graphs/comparisons.ts';
import type { GraphSession } from '../graphs/graph-session.ts';
import { type Graphs, nodeUri } from '../graphs/graphs.ts';
import { openNode } from '../graphs/open-code.ts';
import type { Log } from '../log.ts';
import type { Moments } from '../runtime/moments.ts';
import type { FunctionIndex } from '../server/function-index.ts';
import { nearestFirst } from '../server/function-order.ts';
import type { ServerClient } from '../server/server-client.ts';
import { MomentChannel } from './moment-channel.ts';
import { fillPage, panelIcon, saveSvg } from './page-html.ts';
import { SinglePanel } from './single-panel.ts';

export const graphViewType = 'steplight.graph';
const cursorDelay = 60;
const runsInPicker = 50;

export interface GraphPanelParts {
  extensionUri: vscode.Uri;
  server: ServerClient;
  functions: FunctionIndex;
  graphs: Graphs;
  session: GraphSession;
  comparisons: Comparisons;
  moments: Moments;
  log: Log;
}

export class GraphPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #parts: GraphPanelParts;
  readonly #subscriptions: vscode.Disposable[] = [];
  readonly #slider: MomentChannel;
  readonly #closed = new vscode.EventEmitter<void>();
  readonly onDidClose = this.#closed.event;
  #target: { uri: string; functionId: string } | null;
  #isReady = false;
  #toSelect: string | null = null;
  #lastGraph = '';
  #lastRun: unknown[] = [];
  #lastComparison: GraphComparison | null = null;
  #cursorTimer: NodeJS.Timeout | null = null;
  /** Stays with its function wherever the cursor goes. */
  #isPinned = false;

  constructor(
    panel: vscode.WebviewPanel,
    target: { uri: string; functionId: string } | null,
    parts: GraphPanelParts,
  ) {
    this.#panel = panel;
    this.#parts = parts;
    this.#target = target;
    this.#slider = new MomentChannel(parts.moments, (message) => this.#post(message));
    const { extensionUri, functions, session, comparisons } = parts;
    panel.iconPath = panelIcon(extensionUri);
    this.#subscriptions.push(
      this.#slider,
      panel.onDidDispose(() => this.dispose()),
      panel.webview.onDidReceiveMessage((message: FromWebview) => this.#receive(message)),
      session.onDidChange(() => this.#showAll()),
      functions.onDidChange(() => this.#showAll()),
      comparisons.onDidChange(() => this.#showAll()),
      vscode.window.onDidChangeTextEditorSelection((event) => this.#followCursor(event.textEditor)),
      vscode.window.onDidChangeActiveTextEditor((editor) => editor && this.#followCursor(editor)),
    );
    fillPage(panel.webview, extensionUri, 'graph');
    if (target) this.show(target.uri, target.functionId);
  }

  static create(parts: GraphPanelParts): GraphPanel {
    const panel = vscode.window.createWebviewPanel(
      graphViewType,
      vscode.l10n.t('Graph'),
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true },
    );
    return new GraphPanel(panel, null, parts);
  }

  /** After a restart of VS Code; the page brings back its camera by itself. */
  static restore(
    panel: vscode.WebviewPanel,
    state: Partial<PanelState> | undefined,
    parts: GraphPanelParts,
  ): GraphPanel {
    const target = state?.uri && state.functionId ? { uri: state.uri, functionId: state.functionId } : null;
    const restored = new GraphPanel(panel, target, parts);
    restored.#isPinned = state?.pinned === true;
    return restored;
  }

  /** Null: none is shown. */
  get shownRunId(): string | null {
    return this.#slider.runId;
  }

  /** Opens the slider of the run that is shown. */
  showHistory(): void {
    this.#slider.open();
  }

  /** @param nodeId to select once the graph is there; null: none. */
  show(uri: string, functionId: string, nodeId: string | null = null): void {
    this.#target = { uri, functionId };
    this.#toSelect = nodeId;
    this.#lastGraph = '';
    void this.#parts.graphs.load(uri).then(() => this.#showAll());
  }

  reveal(): void {
    this.#panel.reveal(undefined, true);
  }

  readonly #handlers: HandlersOf<Exclude<FromWebview, FromMomentSlider>> = {
    ready: () => {
      this.#isReady = true;
      this.#lastGraph = '';
      this.#lastRun = [];
      this.#lastComparison = null;
      this.#showAll();
      this.#slider.restart();
    },
    'open-source': ({ nodeId }) => void this.#openSource(nodeId),
    'pick-function': ({ functionId, uri }) => {
      const summary = this.#parts.functions.get(functionId, uri);
      if (summary) this.show(summary.uri, functionId);
    },
    'search-function': () => run('steplight.selectGraph'),
    pin: ({ pinned }) => {
      this.#isPinned = pinned;
      this.#showAll();
    },
    'show-event': ({ event }) => run('steplight.showEventMap', event),
    'pick-run': ({ runId }) => {
      const run = this.#runs().find((candidate) => candidate.runId === runId) ?? this.#runs()[0];
      if (run) this.#parts.session.choose(run.functionId, runId);
    },
    'open-run': ({ runId }) => run('steplight.openRun', runId),
    'compare-run': ({ runId }) => run('steplight.compareRuns', runId),
    'stop-comparing': () => run('steplight.stopComparing'),
    'choose-instance': ({ runId, nodeId, hashedId }) =>
      this.#parts.session.chooseInstance(runId, nodeId, hashedId),
    'send-event': ({ event }) => run('steplight.sendEvent', this.#shownFunction(), event),
    'send-matching-event': ({ runId, hashedId }) => run('steplight.sendMatchingEvent', runId, hashedId),
    skip: ({ runId, hashedId }) => run('steplight.skipWait', runId, hashedId),
    'cancel-run': ({ runId }) => run('steplight.cancelRun', runId),
    rerun: ({ runId }) => run('steplight.rerun', runId),
    'rerun-from': ({ runId, hashedId, edited }) =>
      run(edited ? 'steplight.rerunEdited' : 'steplight.rerunFrom', runId, hashedId),
    'explain-run': ({ runId }) => run('steplight.explainRun', runId),
    'save-svg': ({ svg }) => void saveSvg(svg, this.#graph()?.localId ?? 'graph'),
    failed: ({ message }) => this.#parts.log.error(`the graph page failed: ${message}`),
  };

  #receive(message: FromWebview): void {
    const handlers: Partial<HandlersOf<FromWebview>> = { ...this.#handlers, ...this.#slider.handlers };
    const handler = handlers[message.kind] as ((message: FromWebview) => void) | undefined;
    handler?.(message);
  }

  #graph() {
    return this.#target && this.#parts.session.graph(this.#target.uri, this.#target.functionId);
  }

  #shownFunction(): { id: string; uri: string } | null {
    return this.#target && { id: this.#target.functionId, uri: this.#target.uri };
  }

  #runs() {
    const graph = this.#graph();
    return graph && this.#target ? this.#parts.session.runsOf(this.#target.uri, graph) : [];
  }

  /** Sends what differs from what the page has. */
  #showAll(): void {
    if (!this.#isReady) return;
    this.#showGraph();
    this.#showRun();
    this.#showComparison();
    this.#select();
  }

  #select(): void {
    const nodeId = this.#toSelect;
    if (nodeId === null || !this.#graph()?.nodes.some(({ id }) => id === nodeId)) return;
    this.#toSelect = null;
    this.#post({ kind: 'select-node', nodeId });
  }

  #showGraph(): void {
    const { functions, graphs } = this.#parts;
    this.#followRenamed();
    const graph = this.#graph();
    const message: ToWebview = {
      kind: 'show-graph',
      uri: this.#target?.uri ?? null,
      graph,
      stale: this.#target ? (graphs.peek(this.#target.uri)?.stale ?? false) : false,
      message: graph ? null : this.#emptyMessage(),
      functions: nearestFirst(functions.functions, this.#target && { uri: this.#target.uri }).map(pickable),
      pinned: this.#isPinned,
    };
    const text = JSON.stringify(message);
    if (text === this.#lastGraph) return;
    this.#lastGraph = text;
    this.#panel.title = graph ? graph.name : vscode.l10n.t('Graph');
    this.#post(message);
  }

  /** While the id of the shown function is being edited its graph is the one at the same place of the file. */
  #followRenamed(): void {
    if (!this.#target || this.#graph()) return;
    const known = this.#parts.graphs.peek(this.#target.uri)?.graphs ?? [];
    const only = known.length === 1 ? known[0] : undefined;
    if (only) this.#target = { uri: this.#target.uri, functionId: only.id };
  }

  #emptyMessage(): string {
    if (!this.#target) return vscode.l10n.t('Click "Graph" above a function to see its graph here.');
    return this.#parts.functions.isComplete
      ? vscode.l10n.t('This function is no longer in the file. Select another one above.')
      : vscode.l10n.t('Analyzing code…');
  }

  #showRun(): void {
    const graph = this.#graph();
    const shown = graph && this.#target ? this.#parts.session.shown(this.#target.uri, graph) : null;
    const runs = this.#runs()
      .slice(0, runsInPicker)
      .map((each) => ({ runId: each.runId, status: shownStatus(each), queuedAt: each.queuedAt }));
    const { moment = null } = shown ?? {};
    this.#slider.follow(shown?.progress.runId ?? null);
    // In the past of a run, time stands still.
    const clock = moment ? { ahead: 0, pausedAt: moment.at } : this.#parts.session.clock;
    const identity = [shown?.progress, shown?.overlay, JSON.stringify([runs, clock])];
    if (identity.every((part, index) => part === this.#lastRun[index]) && this.#lastRun.length > 0) return;
    this.#lastRun = identity;
    this.#post({
      kind: 'show-run',
      progress: shown?.progress ?? null,
      overlay: shown?.overlay ?? null,
      runs,
      clock,
    });
  }

  #showComparison(): void {
    const graph = this.#graph();
    const comparison = graph && this.#parts.comparisons.on(graph);
    if (comparison === this.#lastComparison) return;
    this.#lastComparison = comparison;
    this.#post({ kind: 'show-comparison', comparison });
  }

  #followCursor(editor: vscode.TextEditor): void {
    const uri = editor.document.uri.toString();
    const mayShow = this.#shows(uri) || (!this.#isPinned && this.#parts.functions.inDocument(uri).length > 0);
    if (!this.#target || !mayShow) return;
    if (this.#cursorTimer) clearTimeout(this.#cursorTimer);
    this.#cursorTimer = setTimeout(() => void this.#lightNode(editor), cursorDelay);
  }

  /** Whether some node's code stands in the document: the function's own, or a helper's. */
  #shows(uri: string): boolean {
    const target = this.#target;
    if (!target || uri === target.uri) return target !== null;
    const graph = this.#graph();
    return graph?.nodes.some((node) => node.file && nodeUri(target.uri, graph, node) === uri) ?? false;
  }

  /** Lights the node under the cursor; shows the graph of another function when the cursor has entered that. */
  async #lightNode(editor: vscode.TextEditor): Promise<void> {
    const uri = editor.document.uri.toString();
    const cursor = editor.selection.active;
    const place = await this.#parts.server.nodeAt(uri, cursor);
    const target = this.#target;
    if (!target) return;
    if (place?.functionId === target.functionId && (place.nodeId !== null || uri === target.uri)) {
      this.#post({ kind: 'light-node', nodeId: place.nodeId });
      return;
    }
    // A helper may belong to several functions: the one that is shown comes first.
    const own = this.#nodeOfGraph(uri, cursor);
    if (!own && place && !this.#isPinned) this.show(uri, place.functionId);
    else this.#post({ kind: 'light-node', nodeId: own });
  }

  /** The innermost node of the shown graph whose code holds the position. */
  #nodeOfGraph(uri: string, position: vscode.Position): string | null {
    const target = this.#target;
    const graph = this.#graph();
    if (!target || !graph) return null;
    const line = (inGraph: number): number => this.#parts.graphs.lineNow(uri, inGraph);
    const around = graph.nodes.filter(
      (node) =>
        node.kind !== 'start' &&
        nodeUri(target.uri, graph, node) === uri &&
        line(node.range.start.line) <= position.line &&
        position.line <= line(node.range.end.line),
    );
    const size = ({ range }: GraphNode): number => range.end.line - range.start.line;
    return around.sort((a, b) => size(a) - size(b))[0]?.id ?? null;
  }

  async #openSource(nodeId: string): Promise<void> {
    const graph = this.#graph();
    const node = graph?.nodes.find((candidate) => candidate.id === nodeId);
    if (!graph || !node || !this.#target) return;
    await openNode(nodeUri(this.#target.uri, graph, node), node, this.#parts.graphs);
  }

  #post(message: ToWebview): void {
    if (this.#isReady) void this.#panel.webview.postMessage(message);
  }

  dispose(): void {
    if (this.#cursorTimer) clearTimeout(this.#cursorTimer);
    for (const subscription of this.#subscriptions.splice(0)) subscription.dispose();
    this.#panel.dispose();
    this.#closed.fire();
    this.#closed.dispose();
  }
}

/** The graph of the window. */
export class GraphView extends SinglePanel<GraphPanel, PanelState> {
  readonly #parts: GraphPanelParts;

  constructor(parts: GraphPanelParts) {
    super(graphViewType, (panel, state) => GraphPanel.restore(panel, state, parts));
    this.#parts = parts;
  }

  /** @param nodeId to select; null: none. */
  open(uri: string, functionId: string, nodeId: string | null = null): void {
    const shown = this.panel;
    const panel = shown ?? this.keep(GraphPanel.create(this.#parts));
    panel.show(uri, functionId, nodeId);
    shown?.reveal();
  }

  /** Null: no graph is open, or it shows no run. */
  get shownRunId(): string | null {
    return this.panel?.shownRunId ?? null;
  }

  /** Opens the slider above an open graph. */
  showHistory(): void {
    this.panel?.showHistory();
  }
}

/** Where folders of the window may define the same function, its name says which one it is. */
function pickable({ id, name, uri, app }: FunctionSummary): PickableFunction {
  const hasFolders = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  const folder = hasFolders ? vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(uri)) : undefined;
  return { id, uri, name: folder ? `${name} (${folder.name})` : name, ...(app === undefined ? {} : { app }) };
}

function run(command: string, ...args: unknown[]): void {
  void vscode.commands.executeCommand(command, ...args);
}
