/** Tells the command palette what there is to act on, so that it shows only commands that can. */
import * as vscode from 'vscode';
import type { Runs } from '../runtime/runs.ts';
import { type RunContexts, runContexts } from './run-contexts.ts';

/** Milliseconds: runs change many times per second, palettes open rarely. */
const delay = 100;

export class PaletteContexts implements vscode.Disposable {
  readonly #runs: Runs;
  readonly #subscriptions: vscode.Disposable[];
  readonly #told = new Map<string, boolean>();
  #pending: NodeJS.Timeout | null = null;

  constructor(runs: Runs) {
    this.#runs = runs;
    this.#subscriptions = [runs.onDidChange(() => this.#soon()), runs.onDidReset(() => this.#soon())];
    this.#tell();
  }

  #soon(): void {
    this.#pending ??= setTimeout(() => {
      this.#pending = null;
      this.#tell();
    }, delay);
  }

  #tell(): void {
    const contexts: RunContexts = runContexts(this.#runs.all());
    for (const [key, value] of Object.entries(contexts)) {
      if (this.#told.get(key) === value) continue;
      this.#told.set(key, value);
      void vscode.commands.executeCommand('setContext', `steplight.${key}`, value);
    }
  }

  dispose(): void {
    if (this.#pending) clearTimeout(this.#pending);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
