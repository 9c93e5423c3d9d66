import * as vscode from 'vscode';
import { belongsTo } from '../runtime/run-of-function.ts';
import type { Command } from './command.ts';
import { runIdOf } from './command-arguments.ts';
import { pickRun } from './pick-run.ts';

/** Argument: a run id or a run of the view. Shows it on the graph and in the text. */
export const openRun: Command = {
  id: 'steplight.openRun',
  run: async (steplight, target) => {
    const runId = runIdOf(target);
    const run =
      runId === null
        ? await pickRun(steplight.runs.all(), vscode.l10n.t('Show which run?'))
        : steplight.runs.get(runId);
    if (!run) return;
    steplight.graphSession.choose(run.functionId, run.runId);
    const summary = steplight.functions.functions.find((candidate) => belongsTo(run.functionId, candidate));
    if (!summary) {
      throw new Error(vscode.l10n.t('The function {0} is not in this folder any more.', run.functionName));
    }
    steplight.panels.open(summary.uri, summary.id);
  },
};
