/** The runtime's clock in the status bar, while it is paused or ahead of real time; a click opens its menu. */
import * as vscode from 'vscode';
import { durationText } from '../../../runtime/src/contract/duration-text.ts';
import type { Runs } from '../runtime/runs.ts';

/** Setting the clock takes up to this long, so less is not shown. */
const minShownMs = 1_000;

export class ClockItem implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #runs: Runs;
  readonly #subscription: vscode.Disposable;

  constructor(runs: Runs) {
    this.#runs = runs;
    this.#item = vscode.window.createStatusBarItem('steplight.clock', vscode.StatusBarAlignment.Left, 9);
    this.#item.name = vscode.l10n.t('Steplight Clock');
    this.#item.command = 'steplight.showClock';
    this.#subscription = runs.onDidChangeStatus(() => this.#draw());
  }

  #draw(): void {
    const clock = this.#runs.status?.clock;
    const paused = clock?.paused === true;
    void vscode.commands.executeCommand('setContext', 'steplight.clockPaused', paused);
    if (!clock || (!paused && clock.ahead < minShownMs)) {
      this.#item.hide();
      return;
    }
    const { l10n } = vscode;
    const ahead = clock.ahead >= minShownMs ? durationText(clock.ahead) : null;
    const time = new Date(this.#runs.now).toLocaleString();
    this.#item.text = [
      paused ? `$(debug-pause) ${l10n.t('Clock paused')}` : '$(clock)',
      ...(ahead === null ? [] : [`+${ahead}`]),
    ].join(' ');
    const state = paused
      ? l10n.t('Clock paused at {0}. No timers will fire.', time)
      : l10n.t('Clock at {0}, {1} ahead of real time.', time, ahead ?? '');
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
