/** Shows what the runtime says about itself: that its journal was damaged, or that the disk is full. Each once. */
import * as vscode from 'vscode';
import type { Runs } from '../runtime/runs.ts';

/** A window that is reloaded attaches to the same runtime. */
const memoryKey = 'steplight.shownNotices';

export class RuntimeNotices implements vscode.Disposable {
  readonly #memory: vscode.Memento;
  readonly #subscription: vscode.Disposable;

  constructor(runs: Runs, memory: vscode.Memento) {
    this.#memory = memory;
    this.#subscription = runs.onDidChangeStatus((status) => {
      if (status) this.#show(status.notices ?? []);
    });
  }

  #show(notices: readonly string[]): void {
    const shown = this.#memory.get<readonly string[]>(memoryKey, []);
    const fresh = notices.filter((text) => !shown.includes(text));
    if (fresh.length === 0 && shown.every((text) => notices.includes(text))) return;
    void this.#memory.update(memoryKey, notices);
    const showOutput = vscode.l10n.t('Show Output');
    for (const text of fresh) {
      void vscode.window.showWarningMessage(text, showOutput).then((chosen) => {
        if (chosen === showOutput) void vscode.commands.executeCommand('steplight.showOutput');
      });
    }
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
