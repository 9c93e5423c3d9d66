/** The state of the runtime in the status bar; a click opens its menu. */
import * as vscode from 'vscode';
import type { AppState, PortOwner, RuntimeStatus } from '../../../runtime/src/contract/api.ts';
import { isElsewhere } from '../runtime/app-elsewhere.ts';
import { installationFor } from '../runtime/install-packages.ts';
import { withPlace } from '../runtime/open-place.ts';
import type { Runs } from '../runtime/runs.ts';
import type { RuntimeProcess } from '../runtime/runtime-process.ts';
import { activeRuns } from './active-runs-text.ts';

/** Milliseconds; runs change many times per second. */
const drawDelay = 100;

export class StatusItem implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #runtime: RuntimeProcess;
  readonly #runs: Runs;
  readonly #subscriptions: vscode.Disposable[];
  #pending: NodeJS.Timeout | null = null;
  /** The port that the user was notified about. */
  #announcedPort: number | null = null;

  constructor(runtime: RuntimeProcess, runs: Runs) {
    this.#runtime = runtime;
    this.#runs = runs;
    this.#item = vscode.window.createStatusBarItem('steplight.status', vscode.StatusBarAlignment.Left, 10);
    this.#item.name = 'Steplight';
    this.#item.command = 'steplight.showMenu';
    this.#subscriptions = [
      runtime.onDidChange(() => this.#draw()),
      runs.onDidChangeStatus((status) => {
        this.#draw();
        void this.#announcePort(status);
        tellContexts(status);
      }),
      runs.onDidChange(() => this.#soon()),
      runs.onDidReset(() => this.#draw()),
    ];
    this.#draw();
    this.#item.show();
  }

  #soon(): void {
    this.#pending ??= setTimeout(() => {
      this.#pending = null;
      this.#draw();
    }, drawDelay);
  }

  #draw(): void {
    const { state } = this.#runtime;
    const { text, tooltip, background } = this.#face();
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    this.#item.backgroundColor = background === null ? undefined : new vscode.ThemeColor(background);
    this.#item.accessibilityInformation = { label: `Steplight: ${tooltip}` };
    void vscode.commands.executeCommand('setContext', 'steplight.runtime', state.status);
  }

  #face(): { text: string; tooltip: string; background: string | null } {
    const { state } = this.#runtime;
    const { l10n } = vscode;
    switch (state.status) {
      case 'off':
        return {
          text: '$(circle-outline) Steplight',
          tooltip: l10n.t('The runtime is stopped. It starts automatically when you send the first event.'),
          background: null,
        };
      case 'starting':
        return {
          text: '$(loading~spin) Steplight',
          tooltip: l10n.t('Starting the runtime…'),
          background: null,
        };
      case 'failed':
        return {
          text: '$(error) Steplight',
          tooltip: state.message,
          background: 'statusBarItem.errorBackground',
        };
      case 'ready': {
        const host = this.#runs.status?.host;
        if (host?.status === 'failed') {
          return {
            text: '$(warning) Steplight',
            tooltip: l10n.t(
              'Could not load the functions: {0}',
              host.problem ? withPlace(host.problem) : '?',
            ),
            background: 'statusBarItem.warningBackground',
          };
        }
        const active = activeRuns(this.#runs.active(), l10n);
        return {
          text: `$(pulse) Steplight :${state.port}${active.text}`,
          tooltip: readyTooltip(state.port, active.tooltip, this.#runs.status),
          background: null,
        };
      }
    }
  }

  async #announcePort(status: RuntimeStatus | null): Promise<void> {
    if (!status?.portTakenBy || this.#announcedPort === status.port) return;
    this.#announcedPort = status.port;
    const use = vscode.l10n.t('Use It Here');
    const isDevServer = status.portTakenBy.kind === 'inngest-dev-server';
    const message = portText(status.portTakenBy, status.port);
    const chosen = await vscode.window.showInformationMessage(message, ...(isDevServer ? [use] : []));
    if (chosen === use) await vscode.commands.executeCommand('steplight.useAppHere');
  }

  dispose(): void {
    if (this.#pending) clearTimeout(this.#pending);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#item.dispose();
  }
}

function portText({ kind, version, port }: PortOwner, own: number): string {
  const { l10n } = vscode;
  if (kind === 'inngest-dev-server') {
    const server = version ? l10n.t('the Inngest dev server {0}', version) : l10n.t('the Inngest dev server');
    return l10n.t('Your app stays with {0} on {1}; runs here are separate, on {2}.', server, port, own);
  }
  const owner = kind === 'steplight' ? l10n.t('another Steplight runtime') : l10n.t('another program');
  return l10n.t('Port {0} is in use by {1}. Steplight is using {2}.', port, owner, own);
}

/** For the commands that act on them. */
function tellContexts(status: RuntimeStatus | null): void {
  const problem = status?.host.problem;
  const isMissing = problem !== null && problem !== undefined && installationFor(problem) !== null;
  void vscode.commands.executeCommand('setContext', 'steplight.packagesMissing', isMissing);
  const isElse = status?.apps.some(isElsewhere) ?? false;
  void vscode.commands.executeCommand('setContext', 'steplight.appElsewhere', isElse);
}

function readyTooltip(port: number, active: string, status: RuntimeStatus | null): string {
  const { l10n } = vscode;
  const apps = (status?.apps ?? []).flatMap((app) => [
    `${app.appId}: ${sourceText(app)}${app.problem === null ? '' : ` — ${app.problem}`}`,
    // It runs here, but Inngest's servers would reject it.
    ...(app.warnings ?? []).map((warning) => `  ${warning}`),
  ]);
  return [
    status?.portTakenBy
      ? portText(status.portTakenBy, port)
      : l10n.t('The runtime is listening on 127.0.0.1:{0}.', port),
    active,
    ...apps,
  ].join('\n');
}

function sourceText({ source, url, workers }: AppState): string {
  if (source === 'hosted') return vscode.l10n.t('hosted by Steplight');
  return source === 'connected' ? vscode.l10n.t('connected workers: {0}', workers ?? 0) : url;
}
