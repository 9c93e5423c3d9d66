import * as vscode from 'vscode';
import type { Command } from './command.ts';
import { runIdOf, stepOf } from './command-arguments.ts';
import { pickStep } from './pick-run.ts';

/** Arguments: run id and hashed step id, a step or a run of the view. Brings the next attempt forward. */
export const retryNow: Command = {
  id: 'steplight.retryNow',
  run: async (steplight, first, second) => {
    const client = await steplight.session.ready();
    const step = stepOf(first, second);
    const runId = runIdOf(first);
    if (step) await client.skipStep(step.runId, step.hashedId);
    else if (runId !== null) await client.retryNow(runId);
    else await retryAny(steplight);
  },
};

async function retryAny(steplight: Parameters<Command['run']>[0]): Promise<void> {
  const client = await steplight.session.ready();
  const [delayed] = steplight.runs.active().filter((run) => run.retryAt !== null);
  if (delayed) {
    await client.retryNow(delayed.runId);
    return;
  }
  const picked = await pickStep(steplight.runs.active(), ['retrying'], vscode.l10n.t('Retry which step?'));
  if (picked) await client.skipStep(picked.runId, picked.hashedId);
}
