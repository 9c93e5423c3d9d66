/** What an issue needs to say. */
import * as os from 'node:os';
import * as vscode from 'vscode';
import type { Steplight } from '../context.ts';
import type { Command } from './command.ts';

export const showOutput: Command = {
  id: 'steplight.showOutput',
  run: (steplight) => steplight.log.channel.show(true),
};

/** Opens a report for an issue: versions, settings and states; no payload, no code, no token. */
export const collectDiagnostics: Command = {
  id: 'steplight.collectDiagnostics',
  run: async (steplight) => {
    const text = JSON.stringify(await report(steplight), null, 2);
    // The home folder names the user.
    const content = `${text.replaceAll(JSON.stringify(os.homedir()).slice(1, -1), '~')}\n`;
    const document = await vscode.workspace.openTextDocument({ language: 'json', content });
    await vscode.window.showTextDocument(document);
  },
};

async function report(steplight: Steplight): Promise<unknown> {
  const { extension, runtime, runs, settings } = steplight;
  const functions = await steplight.functions.ready();
  const { state } = runtime;
  return {
    steplight: extension.extension.packageJSON.version,
    vscode: vscode.version,
    node: process.version,
    platform: `${os.platform()} ${os.release()} ${os.arch()}`,
    remote: vscode.env.remoteName ?? null,
    trusted: vscode.workspace.isTrusted,
    settings: settings.values,
    runtime: {
      status: state.status,
      ...(state.status === 'ready' ? { port: state.port, owned: state.owned } : {}),
      ...(state.status === 'failed' ? { message: state.message } : {}),
      dataFolder: runtime.dataFolder,
      host: runs.status?.host ?? null,
      apps: (runs.status?.apps ?? []).map(({ appId, source, sdk, status, problem, functions: served }) => {
        return { appId, source, sdk, status, problem, functions: served.length };
      }),
      portTakenBy: runs.status?.portTakenBy ?? null,
    },
    runs: countBy(runs.all().map((run) => run.status)),
    functions: functions.map(({ id, sdk, uri }) => {
      return { id, sdk: sdk?.major ?? null, file: vscode.workspace.asRelativePath(vscode.Uri.parse(uri)) };
    }),
  };
}

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
