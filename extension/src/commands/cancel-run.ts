import * as vscode from 'vscode';
import type { Command } from './command.ts';
import { runIdOf } from './command-arguments.ts';
import { pickRun } from './pick-run.ts';

/** Argument: a run id or a run of the view. */
export const cancelRun: Command = {
  id: 'steplight.cancelRun',
  run: async (steplight, target) => {
    const runId =
      runIdOf(target) ??
      (await pickRun(steplight.runs.active(), vscode.l10n.t('Cancel which run?')))?.runId ??
      null;
    if (runId !== null) await (await steplight.session.ready()).cancelRun(runId);
  },
};
