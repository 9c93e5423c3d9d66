/** All functions of the workspace, as the language server knows them. */
import * as vscode from 'vscode';
import type { FunctionSummary } from '../../../server/src/protocol.ts';
import type { ServerClient } from './server-client.ts';

export class FunctionIndex implements vscode.Disposable {
  readonly #server: ServerClient;
  readonly #changed = new vscode.EventEmitter<readonly FunctionSummary[]>();
  readonly #subscription: vscode.Disposable;
  readonly onDidChange = this.#changed.event;
  #functions: readonly FunctionSummary[] = [];
  #isComplete = false;
  #reading: Promise<void> | null = null;
  #readAgain = false;

  constructor(server: ServerClient) {
    this.#server = server;
    this.#subscription = server.onFunctionsChanged(() => void this.#read());
    void this.#read();
  }

  /** What is known now; complete once {@link isComplete}. */
  get functions(): readonly FunctionSummary[] {
    return this.#functions;
  }

  /** False until the server has answered for the first time. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** @param uri its document, for folders of one window may define the same ID; without it, the first one. */
  get(functionId: string, uri?: string): FunctionSummary | undefined {
    return this.#functions.find(
      (summary) => summary.id === functionId && (uri === undefined || summary.uri === uri),
    );
  }

  inDocument(uri: string): readonly FunctionSummary[] {
    return this.#functions.filter((summary) => summary.uri === uri);
  }

  /** Waits for the reading under way. */
  async ready(): Promise<readonly FunctionSummary[]> {
    await this.#reading;
    return this.#functions;
  }

  #read(): Promise<void> {
    if (this.#reading) {
      this.#readAgain = true;
      return this.#reading;
    }
    this.#reading = this.#readOnce().finally(() => {
      this.#reading = null;
      if (this.#readAgain) {
        this.#readAgain = false;
        void this.#read();
      }
    });
    return this.#reading;
  }

  async #readOnce(): Promise<void> {
    this.#functions = await this.#server.functions();
    this.#isComplete = true;
    this.#changed.fire(this.#functions);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
