import * as vscode from 'vscode';
import { belongsTo } from '../runtime/run-of-function.ts';
import type { Command } from './command.ts';
import { textArgument } from './command-arguments.ts';
import { pickRun } from './pick-run.ts';

/** Argument: a function id, to choose among its runs; without one the Runs view is opened. */
export const showRuns: Command = {
  id: 'steplight.showRuns',
  run: async (steplight, target) => {
    const functionId = textArgument(target);
    if (functionId === null) {
      await vscode.commands.executeCommand('steplight.runs.focus');
      return;
    }
    const summary = steplight.functions.get(functionId) ?? { id: functionId, localId: functionId, app: '' };
    const runs = steplight.runs.all().filter((run) => belongsTo(run.functionId, summary));
    const run = await pickRun(runs, vscode.l10n.t('Show which run?'));
    if (run) await vscode.commands.executeCommand('steplight.openRun', run.runId);
  },
};
