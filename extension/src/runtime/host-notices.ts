/** Tells once in a window what the functions' code does when it is loaded: it starts a server, or connects somewhere. */
import * as vscode from 'vscode';
import type { HostNotice } from '../../../runtime/src/contract/api.ts';
import type { Settings } from '../settings.ts';
import { openPlace, withPlace } from './open-place.ts';
import type { Runs } from './runs.ts';

export class HostNotices implements vscode.Disposable {
  readonly #subscription: vscode.Disposable;
  readonly #settings: Settings;
  readonly #told = new Set<string>();

  constructor(runs: Runs, settings: Settings) {
    this.#settings = settings;
    this.#subscription = runs.onDidChangeStatus((status) => {
      for (const notice of status?.host.notices ?? []) void this.#tell(notice);
    });
  }

  async #tell(notice: HostNotice): Promise<void> {
    const { about, file, line } = notice;
    const text = withPlace(notice);
    if (this.#told.has(text)) return;
    this.#told.add(text);
    const { l10n } = vscode;
    const open = l10n.t('Open File');
    const refuse = l10n.t('Refuse Connections');
    const canRefuse = about === 'connection' && !this.#settings.get('refuseConnections');
    const buttons = [...(file === null ? [] : [open]), ...(canRefuse ? [refuse] : [])];
    const choice = await vscode.window.showWarningMessage(text, ...buttons);
    if (choice === open && file !== null) await openPlace(file, line);
    if (choice === refuse) {
      const target = vscode.ConfigurationTarget.Workspace;
      await vscode.workspace.getConfiguration('steplight').update('refuseConnections', true, target);
    }
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
