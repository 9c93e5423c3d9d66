import * as vscode from 'vscode';
import type { Command } from './command.ts';
import { runIdOf } from './command-arguments.ts';
import { pickRun } from './pick-run.ts';

/** Argument: a run id, or a run or step of the view. What the run waits for, what came near, or why it ended. */
export const explainRun: Command = {
  id: 'steplight.explainRun',
  run: async (steplight, target) => {
    const { runs } = steplight;
    const title = vscode.l10n.t('Explain which run?');
    const picked = runIdOf(target) ?? (await pickRun(runs.all(), title))?.runId ?? null;
    if (picked !== null)
      await steplight.explanations.open('run', picked, runs.get(picked)?.functionName ?? '');
  },
};
