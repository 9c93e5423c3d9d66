/** Loads nothing until the workspace is known to use `inngest`; then makes the one {@link Steplight}. */
import * as vscode from 'vscode';
import { Steplight } from './context.ts';
import { Disposables } from './disposables.ts';
import type { LogChannel } from './log.ts';
import type { PayloadDocuments } from './send-event/payload-documents.ts';
import { mentionsInngest, workspaceUsesInngest } from './server/uses-inngest.ts';

export class ActivationGate implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #documents: PayloadDocuments;
  readonly #log: LogChannel;
  readonly #watchers = new Disposables();
  #steplight: Steplight | null = null;
  #search: Promise<boolean> | null = null;

  constructor(context: vscode.ExtensionContext, documents: PayloadDocuments, log: LogChannel) {
    this.#context = context;
    this.#documents = documents;
    this.#log = log;
  }

  /** Opens as soon as a document or manifest mentions `inngest`. */
  watch(): void {
    this.#watchers.add(
      vscode.workspace.onDidOpenTextDocument((document) => {
        if (mentionsInngest(document)) this.#open();
      }),
    );
    this.#watchers.add(
      vscode.workspace.onDidSaveTextDocument((document) => {
        const isManifest =
          document.uri.path.endsWith('/package.json') && /"inngest"/.test(document.getText());
        if (isManifest || mentionsInngest(document)) this.#open();
      }),
    );
    this.#watchers.add(
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        this.#search = null;
        void this.steplight();
      }),
    );
    // After activation, so that the search delays no other extension.
    setImmediate(() => void this.steplight());
  }

  /** Null when the workspace does not use `inngest`. */
  async steplight(): Promise<Steplight | null> {
    if (this.#steplight) return this.#steplight;
    if (vscode.workspace.textDocuments.some(mentionsInngest)) return this.#open();
    this.#search ??= workspaceUsesInngest();
    const usesInngest = await this.#search;
    if (!usesInngest && !this.#steplight) {
      setContext('idle', true);
      this.#log.info('this workspace does not use inngest; nothing was loaded');
    }
    return usesInngest ? this.#open() : this.#steplight;
  }

  #open(): Steplight {
    if (this.#steplight) return this.#steplight;
    const startedAt = performance.now();
    this.#watchers.dispose();
    const steplight = new Steplight(this.#context, this.#documents, this.#log);
    this.#steplight = steplight;
    setContext('active', true);
    this.#log.info(`this workspace uses inngest; ready in ${Math.round(performance.now() - startedAt)} ms`);
    setImmediate(() => steplight.settle());
    if (process.env.STEPLIGHT_OPEN_GRAPH) openFirstGraph(steplight);
    return steplight;
  }

  async stop(): Promise<void> {
    await this.#steplight?.stop();
  }

  dispose(): void {
    this.#watchers.dispose();
    this.#steplight?.dispose();
  }
}

/** `active`: the workspace uses `inngest`. `idle`: it does not. Neither: not known yet. */
function setContext(name: 'active' | 'idle', value: boolean): void {
  void vscode.commands.executeCommand('setContext', `steplight.${name}`, value);
}

/** For demos: opens the graph of the active editor once its functions are known. */
function openFirstGraph(steplight: Steplight): void {
  const listeners = new Disposables();
  const open = () => {
    const uri = vscode.window.activeTextEditor?.document.uri.toString();
    const [summary] = uri === undefined ? [] : steplight.functions.inDocument(uri);
    if (!summary) return;
    listeners.dispose();
    steplight.graphView.open(summary.uri, summary.id);
  };
  listeners.add(steplight.functions.onDidChange(open));
  listeners.add(vscode.window.onDidChangeActiveTextEditor(open));
  open();
}
