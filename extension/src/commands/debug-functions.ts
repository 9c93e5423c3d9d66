/** Attaches the editor's debugger to the processes that host the functions, and again to those that replace them. */
import * as vscode from 'vscode';
import type { HostState } from '../../../runtime/src/contract/api.ts';
import type { Steplight } from '../context.ts';
import type { Command } from './command.ts';

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
  return vscode.l10n.t('Steplight hosts no function here. Debug the app that serves them as you usually do.');
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
        name: vscode.l10n.t('Steplight functions'),
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

  /** Of a process that was replaced there is nothing to do; otherwise a person has had enough. */
  #ended(session: vscode.DebugSession): void {
    const [pid] = [...this.#sessions].find(([, known]) => known?.id === session.id) ?? [];
    if (pid === undefined) return;
    const { status } = this.#steplight.runs;
    if (!status?.host.inspect?.some((place) => place.pid === pid)) return;
    for (const subscription of this.#subscriptions) subscription.dispose();
    const { state } = this.#steplight.runtime;
    if (state.status === 'ready' && !this.#steplight.settings.hostDebug)
      void state.client.inspectHost(null).catch((error) => this.#steplight.log.error('debugger', error));
  }
}
