/** Says in the status bar that a run is shown in its past; a click goes back to live. */
import * as vscode from 'vscode';
import { momentTimeText } from '../../../runtime/src/history/moment-time.ts';
import type { Moments } from '../runtime/moments.ts';

export class PastItem implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #moments: Moments;
  readonly #subscription: vscode.Disposable;

  constructor(moments: Moments) {
    this.#moments = moments;
    this.#item = vscode.window.createStatusBarItem('steplight.past', vscode.StatusBarAlignment.Left, 8);
    this.#item.name = vscode.l10n.t('Steplight History');
    this.#item.command = 'steplight.backToLive';
    this.#item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
    this.#subscription = moments.onDidChange(() => this.#draw());
  }

  #draw(): void {
    const runId = this.#moments.lastMoved;
    const moment = runId === null ? null : this.#moments.momentOf(runId);
    void vscode.commands.executeCommand('setContext', 'steplight.viewingPast', moment !== null);
    if (moment === null) {
      this.#item.hide();
      return;
    }
    const time = momentTimeText(moment.at, Date.now());
    this.#item.text = `$(history) ${time} · ${vscode.l10n.t('Back to Live')}`;
    const label = vscode.l10n.t('Viewing the past: {0}. Click to go back to live.', time);
    this.#item.tooltip = label;
    this.#item.accessibilityInformation = { label, role: 'button' };
    this.#item.show();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }
}
