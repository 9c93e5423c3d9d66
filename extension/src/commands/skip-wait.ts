import * as vscode from 'vscode';
import { liveStep } from '../runtime/live-step.ts';
import type { Command } from './command.ts';
import { stepOf } from './command-arguments.ts';
import { pickStep } from './pick-run.ts';

/** Arguments: run id and hashed step id, or a step of the view. Ends a wait as timed out, a sleep as over. */
export const skipWait: Command = {
  id: 'steplight.skipWait',
  run: async (steplight, first, second) => {
    const named = stepOf(first, second);
    // A row of the view is that run and no other; what was clicked in the text or on the graph is the step.
    const isRow = typeof first !== 'string';
    const step = named
      ? ((isRow ? null : liveStep(steplight.runs.all(), named)) ?? named)
      : await pickStep(
          steplight.runs.active(),
          ['waiting', 'sleeping', 'retrying'],
          vscode.l10n.t('Skip which wait, sleep or delay?'),
        );
    if (step) await (await steplight.session.ready()).skipStep(step.runId, step.hashedId);
  },
};
