/** The real language server in a process of its own, spoken to as an editor does. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type ClientCapabilities,
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import type { NotificationSpec, RequestSpec } from '../../../server/src/protocol.ts';
import { filesIn } from './check-graph.ts';

const entry = join(import.meta.dirname, '../../../server/src/main.ts');

export class ServerProcess {
  readonly folder: string;
  readonly #process: ChildProcess;
  readonly #connection: ProtocolConnection;
  readonly #received: { method: string; params: unknown }[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #versions = new Map<string, number>();
  #rules: Record<string, string> = {};
  #stderr = '';
  #isStopping = false;

  /** Starts the server on a folder made from a fixture; see `filesIn` for its notation. */
  static async start(
    fixture: string,
    folder = mkdtempSync(join(tmpdir(), 'steplight-')),
    capabilities: ClientCapabilities = {},
    rules: Record<string, string> = {},
  ): Promise<ServerProcess> {
    for (const [path, text] of filesIn(fixture)) {
      const full = join(folder, path);
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, text);
    }
    const server = new ServerProcess(folder);
    server.#rules = rules;
    await server.#initialize(capabilities);
    return server;
  }

  private constructor(folder: string) {
    this.folder = folder;
    this.#process = spawn(process.execPath, [entry, '--stdio'], { stdio: ['pipe', 'pipe', 'pipe'] });
    const { stdin, stdout, stderr } = this.#process;
    if (!stdin || !stdout || !stderr) throw new Error('The server process has no standard streams.');
    stderr.on('data', (data: Buffer) => {
      this.#stderr += data.toString();
    });
    this.#connection = createProtocolConnection(
      new StreamMessageReader(stdout),
      new StreamMessageWriter(stdin),
    );
    this.#connection.onUnhandledNotification((message) => {
      this.#received.push({ method: message.method, params: message.params });
      for (const listener of this.#listeners) listener();
    });
    this.#connection.onRequest('client/registerCapability', () => null);
    // The only settings that the server asks for are `steplight.rules`.
    this.#connection.onRequest('workspace/configuration', () => [this.#rules]);
    this.#connection.listen();
    // Whoever waits for an answer is told at once.
    this.#process.once('exit', (code) => {
      if (this.#isStopping) return;
      console.error(`The server ended with ${code}:\n${this.#stderr}`);
      this.#connection.dispose();
    });
  }

  async #initialize(capabilities: ClientCapabilities): Promise<void> {
    const rootUri = pathToFileURL(this.folder).href;
    await this.#connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri,
      workspaceFolders: [{ uri: rootUri, name: 'fixture' }],
      capabilities,
      initializationOptions: { codeLens: true, rules: this.#rules },
    });
    await this.#connection.sendNotification('initialized', {});
  }

  uri(path: string): string {
    return pathToFileURL(join(this.folder, path)).href;
  }

  ask<P, R>(spec: RequestSpec<P, R>, params: P): Promise<R> {
    return this.#connection.sendRequest<R>(spec.method, params);
  }

  request<R>(method: string, params: unknown): Promise<R> {
    return this.#connection.sendRequest<R>(method, params);
  }

  async open(path: string, text: string): Promise<void> {
    this.#versions.set(path, 1);
    const textDocument = { uri: this.uri(path), languageId: 'typescript', version: 1, text };
    await this.#connection.sendNotification('textDocument/didOpen', { textDocument });
  }

  async close(path: string): Promise<void> {
    await this.#connection.sendNotification('textDocument/didClose', {
      textDocument: { uri: this.uri(path) },
    });
  }

  /** The settings `steplight.rules.*` are these now; told as editors do that can be asked, or that cannot. */
  async configure(rules: Record<string, string>): Promise<void> {
    this.#rules = rules;
    await this.#connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { steplight: { rules } },
    });
  }

  /** Replaces the whole text, unsaved. Returns the new version. */
  async change(path: string, text: string): Promise<number> {
    const version = (this.#versions.get(path) ?? 0) + 1;
    this.#versions.set(path, version);
    await this.#connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.uri(path), version },
      contentChanges: [{ text }],
    });
    return version;
  }

  /** Notifications that have come so far and fit, oldest first. */
  received<P>(fits: (params: P) => boolean): { method: string; params: P }[] {
    return (this.#received as { method: string; params: P }[]).filter(({ params }) => fits(params));
  }

  /** Waits for a notification that fits; already received ones count. */
  async notified<P>(spec: NotificationSpec<P>, fits: (params: P) => boolean): Promise<P> {
    const find = (): { params: unknown } | undefined =>
      this.#received.find(({ method, params }) => method === spec.method && fits(params as P));
    const found = find();
    if (found) return found.params as P;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#listeners.delete(look);
        const seen = this.#received.map(({ method, params }) => `${method} ${JSON.stringify(params)}`);
        reject(new Error(`No ${spec.method} that fits came. Came:\n${seen.join('\n')}\n${this.#stderr}`));
      }, 20_000);
      const look = (): void => {
        const late = find();
        if (!late) return;
        clearTimeout(timer);
        this.#listeners.delete(look);
        resolve(late.params as P);
      };
      this.#listeners.add(look);
    });
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    await this.#connection.sendRequest('shutdown');
    const complaints = this.#received.filter(({ method }) => method === 'window/logMessage');
    await this.#connection.sendNotification('exit');
    await ended;
    this.#connection.dispose();
    rmSync(this.folder, { recursive: true, force: true });
    if (complaints.length > 0) throw new Error(`The server complained: ${JSON.stringify(complaints)}`);
  }
}
