/** The runtime's clock in the status bar, while it stands still or is ahead of the real one; a click opens its menu. */
import * as vscode from 'vscode';
import { durationText } from '../format/time.ts';
import type { Runs } from '../runtime/runs.ts';

/** Less is what setting it takes. */
const noticed = 1_000;

export class ClockItem implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #runs: Runs;
  readonly #subscription: vscode.Disposable;

  constructor(runs: Runs) {
    this.#runs = runs;
    this.#item = vscode.window.createStatusBarItem('steplight.clock', vscode.StatusBarAlignment.Left, 9);
    this.#item.name = vscode.l10n.t('Steplight: clock');
    this.#item.command = 'steplight.showClock';
    this.#subscription = runs.onDidChangeStatus(() => this.#draw());
  }

  #draw(): void {
    const clock = this.#runs.status?.clock;
    const paused = clock?.paused === true;
    void vscode.commands.executeCommand('setContext', 'steplight.clockPaused', paused);
    if (!clock || (!paused && clock.ahead < noticed)) {
      this.#item.hide();
      return;
    }
    const { l10n } = vscode;
    const ahead = clock.ahead >= noticed ? durationText(clock.ahead) : null;
    const time = new Date(this.#runs.now).toLocaleString();
    this.#item.text = [
      paused ? `$(debug-pause) ${l10n.t('time paused')}` : '$(clock)',
      ...(ahead === null ? [] : [`+${ahead}`]),
    ].join(' ');
    const state = paused
      ? l10n.t('Time stands still for the runs: it is {0}. Nothing comes due.', time)
      : l10n.t('For the runs it is {0}, {1} ahead of your clock.', time, ahead ?? '');
    this.#item.tooltip = state;
    this.#item.accessibilityInformation = { label: state, role: 'button' };
    this.#item.backgroundColor = paused
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
    this.#item.show();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }
}
