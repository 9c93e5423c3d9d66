import * as vscode from 'vscode';
import type { Command } from './command.ts';
import { functionAtCursor, pickFunction } from './pick-function.ts';

/** Takes the run's state away from text and graph, until the next run starts. */
export const hideRun: Command = {
  id: 'steplight.hideRun',
  run: async (steplight) => {
    const summary =
      (await functionAtCursor(steplight)) ??
      (await pickFunction(steplight, vscode.l10n.t('Hide the run of which function?')));
    const [run] = summary ? steplight.graphSession.runsOf(summary) : [];
    if (run) steplight.graphSession.choose(run.functionId, null);
  },
};
