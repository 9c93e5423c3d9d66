import * as vscode from 'vscode';
import type { FunctionSummary } from '../../../server/src/protocol.ts';
import type { Steplight } from '../context.ts';
import type { Command } from './command.ts';
import { functionOf, textArgument } from './command-arguments.ts';
import { functionAtCursor } from './pick-function.ts';

/** Argument: function id or a function of the view; without one, asks which. Starts it whatever its triggers are. */
export const invokeFunction: Command = {
  id: 'steplight.invokeFunction',
  run: async (steplight, target) => {
    const id = functionOf(target)?.id ?? textArgument(target);
    const summary = id === null ? await choose(steplight) : steplight.functions.get(id);
    if (summary) await steplight.sender.askInvoke(summary);
  },
};

/** The one at the cursor first. */
async function choose(steplight: Steplight): Promise<FunctionSummary | null> {
  const functions = await steplight.functions.ready();
  const here = await functionAtCursor(steplight);
  if (functions.length === 0)
    throw new Error(vscode.l10n.t('No Inngest function found: no file of this folder calls createFunction.'));
  const items = [...functions]
    .sort((a, b) => Number(b === here) - Number(a === here) || a.name.localeCompare(b.name))
    .map((summary) => ({
      label: summary.name,
      description: summary.triggers.map(({ event, cron }) => event ?? cron ?? '').join(', '),
      detail: vscode.workspace.asRelativePath(vscode.Uri.parse(summary.uri)),
      summary,
    }));
  const title = vscode.l10n.t('Invoke which function?');
  const picked = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  return picked?.summary ?? null;
}
