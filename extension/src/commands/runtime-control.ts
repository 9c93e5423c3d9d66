import * as vscode from 'vscode';
import type { Command } from './command.ts';

function withProgress(title: string, work: () => Promise<unknown>): Thenable<unknown> {
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, work);
}

export const startRuntime: Command = {
  id: 'steplight.startRuntime',
  run: (steplight) => {
    if (!vscode.workspace.isTrusted) return steplight.session.ready();
    return withProgress(vscode.l10n.t('Starting the Steplight runtime'), () => steplight.session.startNow());
  },
};

export const stopRuntime: Command = {
  id: 'steplight.stopRuntime',
  run: (steplight) =>
    withProgress(vscode.l10n.t('Stopping the Steplight runtime'), () => steplight.runtime.stop()),
};

export const restartRuntime: Command = {
  id: 'steplight.restartRuntime',
  run: (steplight) => {
    if (!vscode.workspace.isTrusted) return steplight.session.ready();
    return withProgress(vscode.l10n.t('Restarting the Steplight runtime'), () => steplight.runtime.restart());
  },
};
