/** The one long-lived object of a window whose workspace uses `inngest`: owns everything that runs, and ends it. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import { Disposables } from './disposables.ts';
import { Comparisons } from './graphs/comparisons.ts';
import { GraphSession } from './graphs/graph-session.ts';
import { Graphs } from './graphs/graphs.ts';
import { InlineProgress } from './inline/inline-progress.ts';
import { PastCodeLens } from './inline/past-code-lens.ts';
import { StepCodeActions } from './inline/step-code-actions.ts';
import { StepCodeLens } from './inline/step-code-lens.ts';
import { StepHover } from './inline/step-hover.ts';
import type { LogChannel } from './log.ts';
import { ComparisonView } from './panels/comparison-panel.ts';
import { EventMapView } from './panels/event-map-panel.ts';
import { GraphView } from './panels/graph-panel.ts';
import { RunPanels } from './panels/run-panels.ts';
import { RunTerminalLinks } from './panels/run-terminal-links.ts';
import { linkedFrames } from './problems/linked-frames.ts';
import { RunDiagnostics } from './problems/run-diagnostics.ts';
import { RunProblemActions } from './problems/run-problem-actions.ts';
import { BlockedRuns } from './runtime/blocked-runs.ts';
import { runtimeDataFolder } from './runtime/data-folder.ts';
import { HostNotices } from './runtime/host-notices.ts';
import { Imports } from './runtime/imports.ts';
import { Moments } from './runtime/moments.ts';
import { Runs } from './runtime/runs.ts';
import { RuntimeProcess } from './runtime/runtime-process.ts';
import { RuntimeSession } from './runtime/runtime-session.ts';
import { ServedFunctions } from './runtime/served-functions.ts';
import { putOnTerminalPath } from './runtime/terminal-path.ts';
import { EventSender } from './send-event/event-sender.ts';
import type { PayloadDocuments } from './send-event/payload-documents.ts';
import { registerPayloadEditor } from './send-event/payload-editor.ts';
import { PayloadMemory } from './send-event/payload-memory.ts';
import { FunctionIndex } from './server/function-index.ts';
import { ServerClient } from './server/server-client.ts';
import { sourceLanguages } from './server/uses-inngest.ts';
import { Settings } from './settings.ts';
import { runtimeArguments, settingsThatRestart } from './settings-table.ts';
import { ClockItem } from './views/clock-item.ts';
import { Explanations } from './views/explanations.ts';
import { FunctionsTree } from './views/functions-tree.ts';
import { NearMissItem } from './views/near-miss-item.ts';
import { PaletteContexts } from './views/palette-contexts.ts';
import { PastItem } from './views/past-item.ts';
import { RunsTree } from './views/runs-tree.ts';
import { RuntimeNotices } from './views/runtime-notices.ts';
import { StatusItem } from './views/status-item.ts';

export class Steplight implements vscode.Disposable {
  readonly extension: vscode.ExtensionContext;
  readonly log: LogChannel;
  readonly settings: Settings;
  readonly server: ServerClient;
  readonly functions: FunctionIndex;
  readonly graphs: Graphs;
  readonly runtime: RuntimeProcess;
  readonly session: RuntimeSession;
  readonly served: ServedFunctions;
  readonly runs: Runs;
  readonly imports: Imports;
  readonly moments: Moments;
  readonly graphSession: GraphSession;
  readonly graphView: GraphView;
  readonly eventMapView: EventMapView;
  readonly runPanels: RunPanels;
  readonly comparisons: Comparisons;
  readonly comparisonView: ComparisonView;
  readonly sender: EventSender;
  readonly documents: PayloadDocuments;
  readonly functionsTree: FunctionsTree;
  readonly runsTree: RunsTree;
  readonly explanations: Explanations;
  readonly #owned = new Disposables();

  constructor(extension: vscode.ExtensionContext, documents: PayloadDocuments, log: LogChannel) {
    const own = this.#owned;
    const { extensionUri } = extension;
    this.extension = extension;
    this.log = log;
    this.documents = documents;
    this.settings = new Settings();
    const { settings } = this;

    const serverModule = extension.asAbsolutePath(path.join('dist', 'server.cjs'));
    this.server = own.add(new ServerClient(serverModule, settings, log.part('server'), log.channel));
    this.functions = own.add(new FunctionIndex(this.server));
    this.graphs = own.add(new Graphs(this.server));

    this.runtime = own.add(new RuntimeProcess(this.#runtimeOptions(), log.part('runtime')));
    this.imports = own.add(new Imports(this.runtime.dataFolder));
    this.runs = own.add(new Runs(this.runtime, this.imports, log.part('runs')));
    this.moments = own.add(new Moments(this.runtime, this.runs));
    this.served = own.add(new ServedFunctions(this.functions, () => this.runs.status?.apps ?? []));
    this.session = own.add(
      new RuntimeSession({
        runtime: this.runtime,
        functions: this.functions,
        served: this.served,
        settings,
        log: log.part('runtime'),
      }),
    );
    this.#logHosts();

    const { server, functions, graphs, session, runs, served } = this;
    this.graphSession = own.add(new GraphSession(graphs, runs, served, this.moments));
    this.comparisons = own.add(new Comparisons(runs));
    this.graphView = own.add(
      new GraphView({
        extensionUri,
        server,
        functions,
        graphs,
        session: this.graphSession,
        comparisons: this.comparisons,
        moments: this.moments,
        log: log.part('graph'),
      }),
    );
    this.eventMapView = own.add(new EventMapView({ extensionUri, server, runs, log: log.part('map') }));
    const { runtime, moments } = this;
    this.runPanels = own.add(
      new RunPanels(
        { extensionUri, runtime, runs, moments, served, log: log.part('run') },
        extension.workspaceState,
      ),
    );
    own.add(vscode.window.registerTerminalLinkProvider(new RunTerminalLinks(runs)));
    const { comparisons } = this;
    this.comparisonView = own.add(
      new ComparisonView({ extensionUri, comparisons, runs, log: log.part('comparison') }),
    );
    const memory = new PayloadMemory(extension.workspaceState);
    this.sender = new EventSender({ server, served, session, runs, memory, documents });

    const blocked = own.add(new BlockedRuns(runs, this.runtime));
    this.#decorateText(blocked);
    this.functionsTree = own.add(new FunctionsTree(functions, served));
    this.runsTree = own.add(new RunsTree(runs, blocked, extension.workspaceState));
    own.add(new StatusItem(this.runtime, runs));
    own.add(new NearMissItem(runs));
    own.add(new RuntimeNotices(runs, extension.workspaceState));
    own.add(new ClockItem(runs));
    own.add(new PaletteContexts(runs));
    own.add(new PastItem(this.moments));
    own.add(new HostNotices(runs, settings));
    this.explanations = own.add(new Explanations(this.session));
    this.#watchEditors();
    own.add(settings.onDidChange(settingsThatRestart('server'), () => void server.restart()));
  }

  /** What is shown in the text of functions. */
  #decorateText(blocked: BlockedRuns): void {
    const { graphs, runs, settings, server, comparisons, graphSession: session } = this;
    const { extensionUri } = this.extension;
    const own = this.#owned;
    const shownRuns = { graphs, blocked, session, comparisons, settings };
    own.add(new InlineProgress({ ...shownRuns, runs, extensionUri }));
    own.add(new RunDiagnostics({ graphs, session, settings }));
    const selector = sourceLanguages.map((language) => ({ language }));
    const lenses = own.add(new StepCodeLens(graphs, session, settings));
    own.add(vscode.languages.registerCodeLensProvider(selector, lenses));
    const pastLenses = own.add(new PastCodeLens(graphs, session));
    own.add(vscode.languages.registerCodeLensProvider(selector, pastLenses));
    own.add(vscode.languages.registerHoverProvider(selector, new StepHover(shownRuns, linkedFrames())));
    const stepActions = new StepCodeActions(graphs, session);
    own.add(vscode.languages.registerCodeActionsProvider(selector, stepActions));
    own.add(vscode.languages.registerCodeActionsProvider(selector, new RunProblemActions()));
    own.add(registerPayloadEditor(server));
  }

  #logHosts(): void {
    const log = this.log.part('functions');
    this.#owned.add(
      this.runs.onHostLog(({ level, text, step }) => log[level](step ? `[${step.name}] ${text}` : text)),
    );
  }

  #runtimeOptions() {
    const { extension, settings } = this;
    const workspaceFolder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? null;
    return {
      module: extension.asAbsolutePath(path.join('dist', 'runtime.cjs')),
      dataFolder: runtimeDataFolder(extension.globalStorageUri.fsPath, workspaceFolder),
      workspaceFolder,
      settingArguments: () => runtimeArguments(settings.values),
    };
  }

  /** Loads graphs where functions are visible, and where there are runs. */
  #watchEditors(): void {
    const load = () => {
      for (const { document } of vscode.window.visibleTextEditors) {
        const uri = document.uri.toString();
        if (this.functions.inDocument(uri).length > 0) void this.graphs.load(uri);
      }
      for (const summary of this.functions.functions) {
        if (this.graphSession.runsOf(summary.uri, summary).length > 0) void this.graphs.load(summary.uri);
      }
      const active = vscode.window.activeTextEditor?.document.uri.toString();
      const hasFunctions = active !== undefined && this.functions.inDocument(active).length > 0;
      void vscode.commands.executeCommand('setContext', 'steplight.editorHasFunctions', hasFunctions);
    };
    this.#owned.add(vscode.window.onDidChangeVisibleTextEditors(load));
    this.#owned.add(vscode.window.onDidChangeActiveTextEditor(load));
    this.#owned.add(this.functions.onDidChange(load));
    this.#owned.add(this.runs.onDidReset(load));
    this.#owned.add(this.runs.onDidChange(({ isNew }) => isNew && load()));
  }

  /** What activation need not wait for. */
  settle(): void {
    this.session.resume();
    try {
      putOnTerminalPath(this.extension, this.runtime.dataFolder);
    } catch (error) {
      this.log.error('the steplight command could not be added to the PATH of terminals', error);
    }
  }

  /** Ends the processes; runs stay in the journal. */
  async stop(): Promise<void> {
    await Promise.all([this.runtime.stop(), this.server.stop()]);
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
