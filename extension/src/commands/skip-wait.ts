import * as vscode from 'vscode';
import type { Command } from './command.ts';
import { stepOf } from './command-arguments.ts';
import { pickStep } from './pick-run.ts';

/** Arguments: run id and hashed step id, or a step of the view. Ends a wait as timed out, a sleep as over. */
export const skipWait: Command = {
  id: 'steplight.skipWait',
  run: async (steplight, first, second) => {
    const step =
      stepOf(first, second) ??
      (await pickStep(
        steplight.runs.active(),
        ['waiting', 'sleeping', 'retrying'],
        vscode.l10n.t('Skip which wait, sleep or delay?'),
      ));
    if (step) await (await steplight.session.ready()).skipStep(step.runId, step.hashedId);
  },
};
