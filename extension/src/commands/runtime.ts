/** The processes behind the editor: runtime, language server, and the hosts under the debugger. */
import * as vscode from 'vscode';
import type { HostState } from '../../../runtime/src/contract/api.ts';
import type { Steplight } from '../context.ts';
import { isElsewhere } from '../runtime/app-elsewhere.ts';
import { installationFor, installTitle } from '../runtime/install-packages.ts';
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

type Place = NonNullable<HostState['inspect']>[number];

export const debugFunctions: Command = {
  id: 'steplight.debugFunctions',
  run: async (steplight) => {
    const client = await steplight.session.ready();
    const title = vscode.l10n.t('Starting the functions under the debugger');
    const { host } = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title },
      () => client.inspectHost(0),
    );
    if (!host.inspect?.length) throw new Error(host.problem?.message ?? notHosted());
    const debugging = new Debugging(steplight);
    await debugging.attach(host.inspect);
  },
};

function notHosted(): string {
  return vscode.l10n.t('Steplight is not hosting any functions. Debug the app that serves them as usual.');
}

/** From the command to the end of the last session. */
class Debugging {
  readonly #steplight: Steplight;
  readonly #subscriptions: vscode.Disposable[];
  /** Sessions by the process that they are attached to. */
  readonly #sessions = new Map<number, vscode.DebugSession | null>();

  constructor(steplight: Steplight) {
    this.#steplight = steplight;
    this.#subscriptions = [
      steplight.runs.onDidChangeStatus((status) => void this.attach(status?.host.inspect ?? [])),
      vscode.debug.onDidStartDebugSession((session) => {
        const pid = session.configuration.steplightHost as unknown;
        if (typeof pid === 'number' && this.#sessions.get(pid) === null) this.#sessions.set(pid, session);
      }),
      vscode.debug.onDidTerminateDebugSession((session) => this.#ended(session)),
    ];
  }

  async attach(places: readonly Place[]): Promise<void> {
    for (const { pid, port } of places) {
      if (this.#sessions.has(pid)) continue;
      this.#sessions.set(pid, null);
      await vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], {
        type: 'node',
        request: 'attach',
        name: vscode.l10n.t('Steplight Functions'),
        address: '127.0.0.1',
        port,
        continueOnAttach: true,
        autoAttachChildProcesses: false,
        skipFiles: ['<node_internals>/**', '**/node_modules/**', '**/dist/host.cjs'],
        resolveSourceMapLocations: ['**', '!**/node_modules/**'],
        steplightHost: pid,
      });
    }
  }

  /** A replaced process needs nothing; otherwise the user has stopped debugging. */
  #ended(session: vscode.DebugSession): void {
    const [pid] = [...this.#sessions].find(([, known]) => known?.id === session.id) ?? [];
    if (pid === undefined) return;
    const { status } = this.#steplight.runs;
    if (!status?.host.inspect?.some((place) => place.pid === pid)) return;
    for (const subscription of this.#subscriptions) subscription.dispose();
    const { state } = this.#steplight.runtime;
    if (state.status === 'ready' && !this.#steplight.settings.get('hostDebug'))
      void state.client.inspectHost(null).catch((error) => this.#steplight.log.error('debugger', error));
  }
}

export const restartServer: Command = {
  id: 'steplight.restartServer',
  run: (steplight) => steplight.server.restart(),
};

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
    const { status } = steplight.runs;
    const problem = status?.host.problem;
    const installation = problem ? installationFor(problem) : null;
    const items: MenuItem[] = [
      ...(installation ? [item('package', installTitle(installation), 'installPackages')] : []),
      ...(status?.apps.some(isElsewhere) ? [item('plug', l10n.t('Use Running App Here'), 'useAppHere')] : []),
      item('play', l10n.t('Send Event…'), 'sendEvent'),
      item('type-hierarchy-sub', l10n.t('Open Graph'), 'openGraph'),
      item('history', l10n.t('Show Runs'), 'showRuns'),
      item('zap', l10n.t('Invoke Function…'), 'invokeFunction'),
      item('clock', l10n.t('Control Time…'), 'showClock'),
      item('plug', l10n.t('Connect to App…'), 'connectApp'),
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
