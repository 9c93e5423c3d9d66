import * as vscode from 'vscode';
import type { Command } from './command.ts';
import { runIdOf } from './command-arguments.ts';
import { pickRun } from './pick-run.ts';

/** Argument: a run id or a run of the view. Starts a new run from the same event. */
export const rerun: Command = {
  id: 'steplight.rerun',
  run: async (steplight, target) => {
    const runId =
      runIdOf(target) ??
      (await pickRun(steplight.runs.all(), vscode.l10n.t('Rerun which run?')))?.runId ??
      null;
    if (runId !== null) await (await steplight.session.ready()).rerun(runId);
  },
};
