import * as vscode from 'vscode';
import type { Command } from './command.ts';
import { stepOf } from './command-arguments.ts';
import { pickStep } from './pick-run.ts';

/** Arguments: run id and hashed step id, or a step of the view. */
export const sendMatchingEvent: Command = {
  id: 'steplight.sendMatchingEvent',
  run: async (steplight, first, second) => {
    const step =
      stepOf(first, second) ??
      (await pickStep(
        steplight.runs.active(),
        ['waiting'],
        vscode.l10n.t('Send the event that which step waits for?'),
        (candidate) => candidate.wait !== null,
      ));
    if (step) await steplight.sender.askMatching(step.runId, step.hashedId);
  },
};
