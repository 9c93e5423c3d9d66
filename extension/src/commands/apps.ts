/** Which running app executes the functions. */
import * as vscode from 'vscode';
import type { AppState } from '../../../runtime/src/contract/api.ts';
import { Notice } from '../actionable-error.ts';
import type { Steplight } from '../context.ts';
import { isElsewhere } from '../runtime/app-elsewhere.ts';
import { appUrl } from '../runtime/app-url.ts';
import { install, installationFor } from '../runtime/install-packages.ts';
import { textArgument } from './arguments.ts';
import type { Command } from './command.ts';

/** Argument: a URL or a port; without one, asks for it. For an app where discovery does not look. */
export const connectApp: Command = {
  id: 'steplight.connectApp',
  run: async (steplight, target) => {
    steplight.session.requireAllowed();
    const given = textArgument(target) ?? (await askUrl());
    if (given !== null) await connect(steplight, given);
  },
};

async function askUrl(): Promise<string | null> {
  const { l10n } = vscode;
  const text = await vscode.window.showInputBox({
    title: l10n.t('Connect to App'),
    prompt: l10n.t('URL or port of the app. Without a path, the usual ones are tried, such as /api/inngest.'),
    placeHolder: 'http://localhost:4000/api/inngest',
    validateInput: (value) =>
      value.trim() === '' || appUrl(value) !== null
        ? null
        : l10n.t('Enter a URL, a host and port, or a port.'),
  });
  return text?.trim() || null;
}

async function connect(steplight: Steplight, given: string): Promise<void> {
  const url = appUrl(given);
  if (url === null) throw new Notice(vscode.l10n.t('Enter a URL, a host and port, or a port.'));
  const client = await steplight.session.ready();
  const title = vscode.l10n.t('Connecting to {0}', url);
  const { apps } = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    client.addApp({ url }),
  );
  const { host } = new URL(url);
  const app = apps.find((each) => each.source === 'running' && each.named && new URL(each.url).host === host);
  if (!app) throw new Notice(vscode.l10n.t('No app found at {0}.', url));
  if (app.status !== 'ok') throw new Notice(app.problem ?? vscode.l10n.t('No app found at {0}.', url));
  tell(app);
}

function tell({ appId, url, functions, targetsThisRuntime, problem }: AppState): void {
  const { l10n } = vscode;
  const count = functions.length === 1 ? l10n.t('1 function') : l10n.t('{0} functions', functions.length);
  const connected = l10n.t('Connected to {0} at {1}: {2}.', appId, url, count);
  // It runs its functions for this runtime, but what it sends itself still goes to its own server.
  const rest = targetsThisRuntime || problem === null ? '' : ` ${problem}.`;
  void vscode.window.showInformationMessage(`${connected}${rest}`);
}

/** Lets the app that talks to another server, such as the dev server, run the functions of this runtime, too. */
export const useAppHere: Command = {
  id: 'steplight.useAppHere',
  run: async (steplight) => {
    steplight.session.requireAllowed();
    const apps = (steplight.runs.status?.apps ?? []).filter(isElsewhere);
    if (apps.length === 0) {
      const given = await askUrl();
      if (given !== null) await connect(steplight, given);
      return;
    }
    const items = apps.map(({ appId, url }) => ({ label: appId, description: url, url }));
    const title = vscode.l10n.t('Select the app to use here');
    const picked = items.length === 1 ? items[0] : await vscode.window.showQuickPick(items, { title });
    if (picked) await connect(steplight, picked.url);
  },
};

/** Installs the packages that the functions could not be loaded without. */
export const installPackages: Command = {
  id: 'steplight.installPackages',
  run: (steplight) => {
    steplight.session.requireAllowed();
    const problem = steplight.runs.status?.host.problem;
    const installation = problem ? installationFor(problem) : null;
    if (installation === null) throw new Notice(vscode.l10n.t('No packages are missing.'));
    install(installation);
  },
};
