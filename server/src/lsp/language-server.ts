/** The language server: owns the workspace and what runs behind it, and connects both to a client. */
import {
  CodeActionKind,
  CodeLensRefreshRequest,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
  WatchKind,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { DiagnosticsPublisher } from '../features/diagnostics.ts';
import { listKey, summariesOf } from '../features/function-list.ts';
import { ProblemFinder } from '../features/problem-finder.ts';
import { notifications } from '../protocol.ts';
import { severitiesFrom } from '../rules/severities.ts';
import { BuildQueue } from '../workspace/build-queue.ts';
import { pathOf, uriOf } from '../workspace/document-uri.ts';
import { Workspace } from '../workspace/workspace.ts';
import { BackgroundIndex } from './background-index.ts';
import { type Client, type ClientAbilities, clientOf, plainClient } from './client.ts';
import { IndexProgress } from './index-progress.ts';
import { languageFeatures, registerLanguageFeatures } from './language-features.ts';
import { registerRequests } from './requests.ts';
import type { ServerContext } from './server-context.ts';

const watchers = [
  { globPattern: '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}' },
  { globPattern: '**/{package,tsconfig,jsconfig}.json' },
  // When a folder is moved or removed, editors report the folder alone.
  { globPattern: '**/*', kind: WatchKind.Create | WatchKind.Delete },
];

export class LanguageServer implements ServerContext {
  readonly workspace = new Workspace();
  readonly #connection: Connection;
  readonly #documents = new TextDocuments(TextDocument);
  readonly #problems: ProblemFinder;
  readonly #diagnostics: DiagnosticsPublisher;
  readonly #queue: BuildQueue;
  readonly #index: BackgroundIndex;
  #client: Client = plainClient;
  /** The list of functions that the client knows. */
  #announcedList = listKey([]);

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#problems = new ProblemFinder(this.workspace, (code, error) =>
      this.#logFailure(`Rule ${code}`, error),
    );
    this.#diagnostics = new DiagnosticsPublisher(
      this.workspace,
      this.#problems,
      (published) => void connection.sendDiagnostics(published),
      (error) => this.#logFailure('Diagnostics', error),
    );
    this.#queue = new BuildQueue((paths) => this.#announce(paths));
    this.#index = new BackgroundIndex(this.workspace, {
      progress: () => (this.abilities.progress ? new IndexProgress(connection.window) : null),
      onIndexed: () => {
        this.#problems.workspaceIsKnown();
        this.#announce(this.workspace.openPaths());
      },
      onChanged: (paths) => this.#queue.add(paths),
      onError: (what, error) => this.#logFailure(what, error),
    });
  }

  get abilities(): ClientAbilities {
    return this.#client.abilities;
  }

  get indexed(): Promise<void> {
    return this.#index.indexed;
  }

  readonly isStopped = (): boolean => this.#index.isStopped();

  readonly pathFor = (uri: string): string => pathOf(uri, this.#documents.get(uri)?.languageId);

  listen(): void {
    const connection = this.#connection;
    connection.onInitialize((params) => this.#initialize(params));
    connection.onInitialized(() => this.#start());
    connection.onDidChangeConfiguration(({ settings }) => this.#readSeverities(settings));
    connection.onDidChangeWatchedFiles(({ changes }) => {
      for (const { uri } of changes) this.#queue.add(this.workspace.fileChanged(pathOf(uri)));
    });
    connection.onShutdown(() => this.#stop());
    this.#followDocuments();
    registerRequests(connection, this);
    registerLanguageFeatures(connection, this, (path, isCancelled) =>
      this.#problems.problemsIn(path, this.#diagnostics.severities, isCancelled),
    );
    this.#documents.listen(connection);
    connection.listen();
  }

  #initialize(params: InitializeParams): InitializeResult {
    this.#client = clientOf(params);
    const { options } = this.#client;
    return {
      serverInfo: { name: 'steplight' },
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        ...(options.codeLens ? { codeLensProvider: { resolveProvider: false } } : {}),
        documentSymbolProvider: { label: 'Steplight' },
        ...languageFeatures,
        inlayHintProvider: options.cronHints,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  }

  #start(): void {
    const { client, workspace } = this.#connection;
    const { folders, options, abilities } = this.#client;
    this.#diagnostics.severities = severitiesFrom(options.rules);
    if (abilities.configuration) {
      void this.#readSeverities();
      void client.register(DidChangeConfigurationNotification.type, { section: 'steplight.rules' });
    }
    this.#index.add(folders);
    void this.#index.warm().then(() => this.#refreshLenses());
    if (abilities.workspaceFolders) {
      workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        for (const { uri } of removed) this.workspace.removeRoot(pathOf(uri));
        this.#index.add(added.map(({ uri }) => pathOf(uri)));
      });
    }
    if (abilities.watchedFiles) void client.register(DidChangeWatchedFilesNotification.type, { watchers });
  }

  #stop(): void {
    this.#index.stop();
    this.#queue.stop();
    this.#diagnostics.stop();
  }

  #followDocuments(): void {
    this.#documents.onDidChangeContent(({ document }) => {
      const { uri, languageId, version } = document;
      this.#queue.add(this.workspace.setText(uri, languageId, version, document.getText()));
    });
    this.#documents.onDidClose(({ document }) => {
      void this.#connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
      this.#queue.add(this.workspace.close(document.uri, document.languageId));
    });
  }

  /** Tells the client, and everything behind the graphs, that these files have changed. */
  #announce(paths: readonly string[]): void {
    for (const path of paths) {
      const state = this.workspace.stateOf(path);
      const change = { uri: state?.uri ?? uriOf(path), version: state?.version ?? null };
      void this.#connection.sendNotification(notifications.graphsChanged.method, change);
    }
    this.#diagnostics.schedule();
    this.#index.followWrappers();
    const summaries = this.workspace.lists().flatMap(summariesOf);
    const list = listKey(summaries);
    if (list === this.#announcedList) return;
    this.#announcedList = list;
    void this.#connection.sendNotification(notifications.functionsChanged.method, {
      count: summaries.length,
    });
    this.#refreshLenses();
  }

  /** Lenses above senders depend on other files, so the client cannot know when they change. */
  #refreshLenses(): void {
    if (!this.abilities.lensRefresh) return;
    void this.#connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined);
  }

  /** Asks clients that answer; the others send the settings at the start and with each change. */
  async #readSeverities(pushed?: unknown): Promise<void> {
    const settings: unknown = this.abilities.configuration
      ? await this.#connection.workspace.getConfiguration('steplight.rules')
      : (pushed as { steplight?: { rules?: unknown } } | undefined)?.steplight?.rules;
    if (settings === undefined) return;
    this.#diagnostics.severities = severitiesFrom(settings);
    this.#diagnostics.schedule();
  }

  /** The one place where failures are logged; everything else carries on. */
  #logFailure(what: string, error: unknown): void {
    this.#connection.console.error(`${what} failed: ${error instanceof Error ? error.stack : String(error)}`);
  }
}
