/** Asks which run or step is meant when a command comes from the palette; one candidate is taken unasked. */
import * as vscode from 'vscode';
import type { RunProgress, StepProgress, StepStatus } from '../../../runtime/src/contract/progress.ts';
import { runRow, stepRow } from '../views/run-tree-model.ts';

/** @returns null when the person cancels. @throws when there is none to pick from. */
export async function pickRun(runs: readonly RunProgress[], title: string): Promise<RunProgress | null> {
  if (runs.length === 0) throw new Error(vscode.l10n.t('There is no such run.'));
  if (runs.length === 1) return runs[0] ?? null;
  const items = runs.map((run) => {
    const row = runRow(run, Date.now(), vscode.l10n);
    return { label: `$(${row.icon}) ${row.label}`, description: row.description, detail: run.runId, run };
  });
  const picked = await vscode.window.showQuickPick(items, {
    title,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.run ?? null;
}

export interface PickedStep {
  runId: string;
  hashedId: string;
}

/** As {@link pickRun}, over the steps of active runs that are in one of the states. */
export async function pickStep(
  runs: readonly RunProgress[],
  statuses: readonly StepStatus[],
  title: string,
  accepts: (step: StepProgress) => boolean = () => true,
): Promise<PickedStep | null> {
  const candidates = runs.flatMap((run) =>
    run.steps
      .filter((step) => statuses.includes(step.status) && accepts(step))
      .map((step) => ({ run, step, runId: run.runId, hashedId: step.step.hashedId })),
  );
  if (candidates.length === 0) {
    throw new Error(vscode.l10n.t('No run has a step that is {0}.', statuses.join(' / ')));
  }
  if (candidates.length === 1) return candidates[0] ?? null;
  const items = candidates.map((candidate) => {
    const row = stepRow(candidate.run, candidate.step, Date.now(), vscode.l10n);
    return {
      label: `$(${row.icon}) ${row.label}`,
      description: row.description,
      detail: `${candidate.run.functionName} · ${candidate.runId}`,
      candidate,
    };
  });
  const picked = await vscode.window.showQuickPick(items, {
    title,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.candidate ?? null;
}
