/** The only file with an LSP connection: params in, a feature's answer out. */
import {
  CodeActionKind,
  type Connection,
  createConnection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
  TextDocumentSyncKind,
  TextDocuments,
  WatchKind,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { codeActions } from '../features/code-actions.ts';
import { codeLenses } from '../features/code-lens.ts';
import { nodeAtPosition } from '../features/cursor/node-at.ts';
import { DiagnosticsPublisher, notesOf } from '../features/diagnostics.ts';
import { documentSymbols } from '../features/document-symbols.ts';
import { eventsOf } from '../features/events-list.ts';
import { listKey, summariesOf } from '../features/function-list.ts';
import { ProblemFinder } from '../features/problem-finder.ts';
import { senderLenses } from '../features/sender-lens.ts';
import { mapOf } from '../map/workspace-map.ts';
import { payloadFor } from '../payload/event-payload.ts';
import {
  type DocumentGraphs,
  documentGraphs,
  eventMap,
  eventPayload,
  type FunctionSummary,
  functionsChanged,
  graphsChanged,
  type InitializationOptions,
  listEvents,
  listFunctions,
  nodeAt,
  type RequestSpec,
} from '../protocol.ts';
import { severitiesFrom } from '../rules/severities.ts';
import { BuildQueue } from '../workspace/build-queue.ts';
import { pathOf, uriOf } from '../workspace/document-uri.ts';
import { type FileState, Workspace } from '../workspace/workspace.ts';
import {
  abilitiesOf,
  languageFeatures,
  plainClient,
  refreshLenses,
  registerLanguageFeatures,
} from './language-features.ts';

/** Serves on the transport that the command line names (`--node-ipc`, `--stdio`, `--socket=…`). */
export function serve(): void {
  listen(createConnection(ProposedFeatures.all));
}

/** Serves on standard input and output; resolves with the exit code when the client has said `exit`. */
export function serveStdio(): Promise<number> {
  const connection = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(process.stdin),
    new StreamMessageWriter(process.stdout),
  );
  listen(connection);
  return new Promise((resolve) => {
    process.stdin.once('end', () => resolve(0));
    connection.onExit(() => resolve(0));
  });
}

/** A longer index is shown to the person who waits for it. */
const progressAfterMs = 700;

function listen(connection: Connection): void {
  const workspace = new Workspace();
  const documents = new TextDocuments(TextDocument);
  const problems = new ProblemFinder(workspace, (code, error) =>
    connection.console.error(`Rule ${code} failed: ${error instanceof Error ? error.stack : error}`),
  );
  const diagnostics = new DiagnosticsPublisher(
    workspace,
    problems,
    (published) => void connection.sendDiagnostics(published),
    (error) => connection.console.error(`Rules failed: ${error instanceof Error ? error.stack : error}`),
  );
  let options: InitializationOptions = { codeLens: true, cronHints: true };
  let folders: string[] = [];
  let canWatch = false;
  let canChangeFolders = false;
  let canShowProgress = false;
  let canConfigure = false;
  let abilities = plainClient;
  let indexed: Promise<void> = Promise.resolve();
  let isStopped = false;
  let lastList = listKey([]);

  const allSummaries = (): FunctionSummary[] => workspace.lists().flatMap(summariesOf);

  const announce = (paths: readonly string[]): void => {
    for (const path of paths) {
      const state = workspace.stateOf(path);
      const uri = state?.uri ?? uriOf(path);
      void connection.sendNotification(graphsChanged.method, { uri, version: state?.version ?? null });
    }
    diagnostics.schedule();
    if (workspace.hasNewWrappers) followWrappers();
    const summaries = allSummaries();
    const key = listKey(summaries);
    if (key === lastList) return;
    lastList = key;
    void connection.sendNotification(functionsChanged.method, { count: summaries.length });
    refreshLenses(connection, abilities);
  };
  const queue = new BuildQueue(announce);
  let isFollowing = false;
  /** Who calls a wrapper is looked up behind the edit that made, named or removed it. */
  const followWrappers = (): void => {
    if (isFollowing) return;
    isFollowing = true;
    void indexed
      .then(() => workspace.followWrappers(() => isStopped))
      .then((paths) => {
        isFollowing = false;
        if (!isStopped) queue.add(paths);
      });
  };

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    folders = foldersOf(params);
    options = { ...options, ...(params.initializationOptions as Partial<InitializationOptions> | undefined) };
    canWatch = params.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    canChangeFolders = params.capabilities.workspace?.workspaceFolders === true;
    canConfigure = params.capabilities.workspace?.configuration === true;
    abilities = abilitiesOf(params);
    canShowProgress = params.capabilities.window?.workDoneProgress === true;
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
  });

  const indexAll = async (roots: readonly string[]): Promise<void> => {
    const started = Date.now();
    let shown: Awaited<ReturnType<typeof connection.window.createWorkDoneProgress>> | null = null;
    for (const root of roots) {
      await workspace.index(
        root,
        (done, total) => {
          if (!canShowProgress || Date.now() - started < progressAfterMs) return;
          if (shown) shown.report((done / total) * 100, `${done} of ${total} files`);
          else {
            canShowProgress = false;
            void connection.window.createWorkDoneProgress().then((progress) => {
              shown = progress;
              progress.begin('Steplight: reading functions', 0, undefined, false);
            });
          }
        },
        () => isStopped,
      );
    }
    (shown as { done(): void } | null)?.done();
    if (isStopped) return;
    problems.workspaceIsKnown();
    announce(workspace.openPaths());
  };

  const followFolders = (): void => {
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      for (const { uri } of removed) workspace.removeRoot(pathOf(uri));
      indexed = indexed.then(() => indexAll(added.map(({ uri }) => pathOf(uri))));
    });
  };

  /** Editors that answer questions are asked; the others say it at the start and with each change. */
  const readSeverities = async (pushed?: unknown): Promise<void> => {
    const settings: unknown = canConfigure
      ? await connection.workspace.getConfiguration('steplight.rules')
      : (pushed as { steplight?: { rules?: unknown } } | undefined)?.steplight?.rules;
    if (settings === undefined) return;
    diagnostics.severities = severitiesFrom(settings);
    diagnostics.schedule();
  };

  connection.onInitialized(() => {
    diagnostics.severities = severitiesFrom(options.rules);
    if (canConfigure) {
      void readSeverities();
      void connection.client.register(DidChangeConfigurationNotification.type, {
        section: 'steplight.rules',
      });
    }
    const failed = (error: unknown): void =>
      connection.console.error(`Indexing failed: ${error instanceof Error ? error.stack : String(error)}`);
    indexed = indexAll(folders).catch(failed);
    void indexed
      .then(() => workspace.warm(() => isStopped))
      .then(() => refreshLenses(connection, abilities))
      .catch(failed);
    if (canChangeFolders) followFolders();
    if (!canWatch) return;
    void connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: [
        { globPattern: '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}' },
        { globPattern: '**/{package,tsconfig,jsconfig}.json' },
        // Of a folder that is moved or removed nothing but its own name is told.
        { globPattern: '**/*', kind: WatchKind.Create | WatchKind.Delete },
      ],
    });
  });

  documents.onDidChangeContent(({ document }) => {
    queue.add(workspace.setText(document.uri, document.languageId, document.version, document.getText()));
  });
  documents.onDidClose(({ document }) => {
    void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
    queue.add(workspace.close(document.uri, document.languageId));
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) queue.add(workspace.fileChanged(pathOf(uri)));
  });

  connection.onDidChangeConfiguration(({ settings }) => readSeverities(settings));

  const stateFor = (uri: string): FileState | null =>
    workspace.stateOf(pathOf(uri, documents.get(uri)?.languageId));

  /** One place for failures: the client gets an empty answer, the log gets the reason. */
  const answer = <P, R>(spec: RequestSpec<P, R>, make: (params: P) => R | Promise<R>): void => {
    connection.onRequest(spec.method, async (params: P): Promise<R> => make(params));
  };
  answer(listFunctions, async ({ uri }) => {
    if (uri !== undefined) {
      const state = stateFor(uri);
      return { functions: state ? summariesOf({ ...state, functions: state.analysis.graphs }) : [] };
    }
    await indexed;
    return { functions: allSummaries() };
  });
  answer(documentGraphs, ({ uri }): DocumentGraphs => {
    const state = stateFor(uri);
    if (!state) return { uri, version: null, stale: false, graphs: [], notes: [] };
    const { version, stale, analysis } = state;
    return { uri, version, stale, graphs: analysis.graphs, notes: notesOf(state) };
  });
  answer(nodeAt, ({ uri, position }) => {
    const path = pathOf(uri, documents.get(uri)?.languageId);
    const found = nodeAtPosition(workspace, path, position);
    return found ? { functionId: found.graph.id, nodeId: found.node?.id ?? null } : null;
  });
  answer(eventPayload, async ({ event }) => {
    await indexed;
    await workspace.refreshEvents(() => isStopped);
    return payloadFor(workspace, event, new Date());
  });
  answer(eventMap, async () => {
    await indexed;
    // Graphs that nobody has asked for yet are made a few at a time, not all at once in between.
    await workspace.warm(() => isStopped);
    await workspace.refreshEvents(() => isStopped);
    return mapOf(workspace);
  });
  answer(listEvents, async () => {
    await indexed;
    return { events: eventsOf(workspace) };
  });

  connection.onCodeAction(async ({ textDocument, range, context }, token) => {
    if (context.only && !context.only.some((kind) => CodeActionKind.QuickFix.startsWith(kind))) return [];
    const path = pathOf(textDocument.uri, documents.get(textDocument.uri)?.languageId);
    const found = await problems.problemsIn(
      path,
      diagnostics.severities,
      () => token.isCancellationRequested,
    );
    return codeActions(found ?? [], range);
  });
  connection.onCodeLens(({ textDocument }) => {
    const state = stateFor(textDocument.uri);
    return state ? [...codeLenses(state), ...senderLenses(workspace, state.path)] : [];
  });
  connection.onDocumentSymbol(({ textDocument }) => {
    const state = stateFor(textDocument.uri);
    return state ? documentSymbols(state) : [];
  });
  registerLanguageFeatures(
    connection,
    workspace,
    (uri) => pathOf(uri, documents.get(uri)?.languageId),
    () => abilities,
  );
  connection.onShutdown(() => {
    isStopped = true;
    queue.stop();
    diagnostics.stop();
  });

  documents.listen(connection);
  connection.listen();
}

function foldersOf(params: InitializeParams): string[] {
  const uris = params.workspaceFolders?.map(({ uri }) => uri) ?? [];
  if (uris.length === 0 && params.rootUri) uris.push(params.rootUri);
  return uris.filter((uri) => uri.startsWith('file:')).map((uri) => pathOf(uri).replace(/\/$/, ''));
}
