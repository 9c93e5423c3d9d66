/** Starts the language server, and has one typed function per request of its protocol. */
import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  type ErrorHandler,
  LanguageClient,
  type LanguageClientOptions,
  TransportKind,
} from 'vscode-languageclient/node';
import { messageOf } from '../../../runtime/src/contract/error-text.ts';
import type { EventMap } from '../../../server/src/event-map.ts';
import {
  type DocumentGraphs,
  type EventPayload,
  type EventSummary,
  type FunctionSummary,
  type InitializationOptions,
  nodeOptions,
  notifications,
  type RequestSpec,
  requests,
} from '../../../server/src/protocol.ts';
import type { Log } from '../log.ts';
import type { Settings } from '../settings.ts';
import { serverOptions } from '../settings-table.ts';
import { confirmRename } from './confirm-rename.ts';
import { sourceLanguages } from './uses-inngest.ts';

/** After more crashes within a minute the server stays down until the user restarts it. */
const crashesAllowed = 4;

/** The client's errors go to the log only; {@link ServerClient} shows the user what matters, once. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

export class ServerClient implements vscode.Disposable {
  readonly #client: LanguageClient;
  readonly #log: Log;
  readonly #graphsChanged = new vscode.EventEmitter<{ uri: string; version: number | null }>();
  readonly #functionsChanged = new vscode.EventEmitter<void>();
  readonly onGraphsChanged = this.#graphsChanged.event;
  readonly onFunctionsChanged = this.#functionsChanged.event;
  #started: Promise<void> | null = null;

  constructor(module: string, settings: Settings, log: Log, channel: vscode.LogOutputChannel) {
    this.#log = log;
    const options: LanguageClientOptions = {
      documentSelector: sourceLanguages.flatMap((language) => [
        { scheme: 'file', language },
        { scheme: 'untitled', language },
      ]),
      outputChannel: channel,
      initializationOptions: (): InitializationOptions => serverOptions(settings.values),
      middleware: { provideRenameEdits: confirmRename(() => this.#client) },
      initializationFailedHandler: () => false,
      errorHandler: this.#errorHandler(),
    };
    this.#client = new QuietClient(
      'steplight',
      'Steplight',
      { module, transport: TransportKind.ipc, options: { execArgv: [...nodeOptions] } },
      options,
    );
    this.#client.onNotification(
      notifications.graphsChanged.method,
      (change: { uri: string; version: number | null }) => this.#graphsChanged.fire(change),
    );
    this.#client.onNotification(notifications.functionsChanged.method, () => this.#functionsChanged.fire());
  }

  /** From the protocol's values to VS Code's. */
  get converter(): LanguageClient['protocol2CodeConverter'] {
    return this.#client.protocol2CodeConverter;
  }

  #errorHandler(): ErrorHandler {
    let ends: number[] = [];
    return {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        const now = Date.now();
        ends = [...ends.filter((at) => now - at < 60_000), now];
        this.#log.warn(`the language server exited (${ends.length} times within a minute)`);
        if (ends.length <= crashesAllowed) return { action: CloseAction.Restart, handled: true };
        void this.#showDown();
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    };
  }

  async #showDown(): Promise<void> {
    const output = vscode.l10n.t('Show Output');
    const restart = vscode.l10n.t('Restart Language Server');
    const message = vscode.l10n.t('The Steplight language server keeps crashing. Graphs are out of date.');
    const choice = await vscode.window.showErrorMessage(message, restart, output);
    if (choice === output) await vscode.commands.executeCommand('steplight.showOutput');
    if (choice === restart) await vscode.commands.executeCommand('steplight.restartServer');
  }

  /** Rejects when the server process cannot be started. Safe to repeat. */
  start(): Promise<void> {
    this.#started ??= this.#client.start();
    return this.#started;
  }

  async functions(uri?: string): Promise<FunctionSummary[]> {
    return (await this.#ask(requests.listFunctions, uri === undefined ? {} : { uri }))?.functions ?? [];
  }

  /** Null when the server is down. */
  graphs(uri: string): Promise<DocumentGraphs | null> {
    return this.#ask(requests.documentGraphs, { uri });
  }

  nodeAt(
    uri: string,
    position: vscode.Position,
    token?: vscode.CancellationToken,
  ): Promise<{ functionId: string; nodeId: string | null } | null> {
    const { line, character } = position;
    return this.#ask(requests.nodeAt, { uri, position: { line, character } }, token);
  }

  async eventPayload(event: string): Promise<EventPayload> {
    const answer = await this.#ask(requests.eventPayload, { event });
    return answer ?? { event, skeleton: {}, schema: null, source: 'none' };
  }

  async events(): Promise<EventSummary[]> {
    return (await this.#ask(requests.listEvents, {}))?.events ?? [];
  }

  /** Null when the server is down. */
  eventMap(): Promise<{ map: EventMap; uris: Record<string, string> } | null> {
    return this.#ask(requests.eventMap, {});
  }

  /** Null when the server is down, was asked to stop or failed; the reason is in the log, never in a pop-up. */
  async #ask<P, R>(
    spec: RequestSpec<P, R>,
    params: P,
    token: vscode.CancellationToken = new vscode.CancellationTokenSource().token,
  ): Promise<R | null> {
    try {
      await this.start();
      return await this.#client.sendRequest<R>(spec.method, params, token);
    } catch (error) {
      if (!token.isCancellationRequested) {
        this.#log.warn(`${spec.method} failed: ${messageOf(error)}`);
      }
      return null;
    }
  }

  async restart(): Promise<void> {
    this.#started = this.#client.restart();
    await this.#started;
    this.#functionsChanged.fire();
  }

  async stop(): Promise<void> {
    if (this.#started === null) return;
    await this.#started.catch(() => undefined);
    await this.#client.stop(2_000).catch(() => undefined);
  }

  dispose(): void {
    void this.stop();
    this.#graphsChanged.dispose();
    this.#functionsChanged.dispose();
  }
}
