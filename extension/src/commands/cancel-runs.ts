import * as vscode from 'vscode';
import type { CancelRunsRequest } from '../../../runtime/src/contract/api.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import type { Command } from './command.ts';

interface Group extends vscode.QuickPickItem {
  request: CancelRunsRequest;
  count: number;
}

/** Asks which runs, by function and status, and once more before it ends them: there is no way back. */
export const cancelRuns: Command = {
  id: 'steplight.cancelRuns',
  run: async (steplight) => {
    const active = steplight.runs.active();
    if (active.length === 0) throw new Error(vscode.l10n.t('No run is active.'));
    const title = vscode.l10n.t('Cancel which runs?');
    const picked = await vscode.window.showQuickPick(groupsOf(active), { title, matchOnDescription: true });
    if (!picked) return;
    const cancel = vscode.l10n.t('Cancel Runs');
    const question =
      picked.count === 1 ? vscode.l10n.t('Cancel 1 run?') : vscode.l10n.t('Cancel {0} runs?', picked.count);
    const detail = vscode.l10n.t('A cancelled run cannot be brought back; it can be run again.');
    const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, cancel);
    if (answer === cancel) await (await steplight.session.ready()).cancelRuns(picked.request);
  },
};

function groupsOf(runs: readonly RunProgress[]): Group[] {
  const groups = new Map<string, Group>();
  const add = (label: string, request: CancelRunsRequest) => {
    const known = groups.get(label) ?? { label, request, count: 0 };
    groups.set(label, { ...known, count: known.count + 1 });
  };
  for (const run of runs) {
    const status = run.status as NonNullable<CancelRunsRequest['status']>;
    add(vscode.l10n.t('All'), { all: true });
    add(run.functionName, { functionId: run.functionId });
    add(`${run.functionName} · ${status}`, { functionId: run.functionId, status });
  }
  return [...groups.values()].map((group) => ({ ...group, description: String(group.count) }));
}
