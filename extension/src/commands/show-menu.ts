import * as vscode from 'vscode';
import type { Command } from './command.ts';

interface MenuItem extends vscode.QuickPickItem {
  command: string;
}

/** The menu of the status bar item. */
export const showMenu: Command = {
  id: 'steplight.showMenu',
  run: async (steplight) => {
    const { l10n } = vscode;
    const isReady = steplight.runtime.state.status === 'ready';
    const item = (icon: string, label: string, command: string): MenuItem => ({
      label: `$(${icon}) ${label}`,
      command: `steplight.${command}`,
    });
    const items: MenuItem[] = [
      item('play', l10n.t('Send Event…'), 'sendEvent'),
      item('type-hierarchy-sub', l10n.t('Open Graph'), 'openGraph'),
      item('history', l10n.t('Show Runs'), 'showRuns'),
      item('zap', l10n.t('Invoke Function…'), 'invokeFunction'),
      item('clock', l10n.t('Clock…'), 'showClock'),
      ...(isReady
        ? [
            item('debug-restart', l10n.t('Restart Runtime'), 'restartRuntime'),
            item('debug-stop', l10n.t('Stop Runtime'), 'stopRuntime'),
          ]
        : [item('debug-start', l10n.t('Start Runtime'), 'startRuntime')]),
      item('output', l10n.t('Show Output'), 'showOutput'),
      item('clippy', l10n.t('Collect Diagnostics'), 'collectDiagnostics'),
    ];
    const picked = await vscode.window.showQuickPick(items, { title: 'Steplight' });
    if (picked) await vscode.commands.executeCommand(picked.command);
  },
};
