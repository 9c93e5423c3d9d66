/** Comparing two runs of a function. */
import * as vscode from 'vscode';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { originalId } from '../../../runtime/src/history/exported-run.ts';
import { Notice } from '../actionable-error.ts';
import type { Steplight } from '../context.ts';
import { stateIcon } from '../state-icon.ts';
import { runRow } from '../views/run-tree-model.ts';
import { runIdOf, selectedRunIds } from './arguments.ts';
import type { Command } from './command.ts';
import { pickRun } from './pick.ts';

/** Arguments: a run id or a run of the view, and the view's selection or another run id. Asks for what is missing. */
export const compareRuns: Command = {
  id: 'steplight.compareRuns',
  run: async (steplight, first, second) => {
    const chosen = Array.isArray(second)
      ? (selectedRunIds(first, second) ?? [])
      : [runIdOf(first), runIdOf(second)].filter((id) => id !== null);
    if (chosen.length > 2) throw new Notice(vscode.l10n.t('Select two runs to compare.'));
    const { runs } = steplight;
    const all = [...runs.all(), ...runs.imports.all()];
    const title = vscode.l10n.t('Select the first run to compare');
    const a = chosen[0] ?? (await pickRun(steplight, all, title))?.runId;
    const run = a === undefined ? undefined : await runs.find(a);
    if (!run) return;
    const b = chosen[1] ?? (await pickOther(steplight, run, all));
    if (b === undefined) return;
    const other = await runs.find(b);
    if (other && other.functionId !== run.functionId)
      throw new Notice(
        vscode.l10n.t('These are runs of different functions. Select two runs of one function.'),
      );
    if (await steplight.comparisons.compare(run.runId, b)) steplight.comparisonView.open();
  },
};

export const stopComparing: Command = {
  id: 'steplight.stopComparing',
  run: ({ comparisons }) => comparisons.stop(),
};

/** Undefined when the user cancels. */
async function pickOther(
  steplight: Steplight,
  run: RunProgress,
  all: readonly RunProgress[],
): Promise<string | undefined> {
  const others = all.filter(({ runId, functionId }) => functionId === run.functionId && runId !== run.runId);
  if (others.length === 0) throw new Notice(vscode.l10n.t('This function has no other run to compare with.'));
  const { l10n } = vscode;
  const item = (other: RunProgress) => {
    const row = runRow(other, steplight.runs.now, l10n);
    return {
      label: row.label,
      iconPath: stateIcon(row.look),
      description: row.description,
      detail: other.runId,
      runId: other.runId,
    };
  };
  const { likely, rest } = byLikelihood(run, others);
  const items = [
    ...likely.map(({ run: other, why }) => ({ ...item(other), detail: `${whyText(why)} · ${other.runId}` })),
    ...rest.map(item),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: l10n.t('Compare with…'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.runId;
}

type Why = 'origin' | 'success';

function whyText(why: Why): string {
  return why === 'origin' ? vscode.l10n.t('the run that it repeats') : vscode.l10n.t('last completed run');
}

/** First the run that this one repeats, and the last one that completed. */
function byLikelihood(run: RunProgress, others: readonly RunProgress[]) {
  const origin = others.find(({ runId }) => originalId(runId) === run.rerun?.runId);
  const success = others.find((other) => other.status === 'completed' && other !== origin);
  const likely: { run: RunProgress; why: Why }[] = [
    ...(origin ? [{ run: origin, why: 'origin' as const }] : []),
    ...(success ? [{ run: success, why: 'success' as const }] : []),
  ];
  return { likely, rest: others.filter((other) => other !== origin && other !== success) };
}
