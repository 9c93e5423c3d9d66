/** Through the past of the run that is shown, and back to live. */
import * as vscode from 'vscode';
import { neighborMoment } from '../../../runtime/src/history/entry-facts.ts';
import { momentTimeText } from '../../../runtime/src/history/moment-time.ts';
import { Notice } from '../actionable-error.ts';
import type { Steplight } from '../context.ts';
import { runIdOf } from './arguments.ts';
import type { Command } from './command.ts';
import { functionAtCursor, pickRun } from './pick.ts';

/** Argument: a run ID or a run of the view. Opens the slider above the graph. */
export const showHistory: Command = {
  id: 'steplight.showHistory',
  run: async (steplight, target) => {
    const runId = runIdOf(target) ?? (await shownRun(steplight));
    if (runId === null) return;
    const run = steplight.runs.get(runId);
    const summary = run ? steplight.served.named(run.functionId) : null;
    if (!run || !summary) throw new Notice(vscode.l10n.t('Run or function not found in this folder.'));
    steplight.graphSession.choose(run.functionId, runId);
    steplight.graphView.open(summary.uri, summary.id);
    steplight.graphView.showHistory();
  },
};

/** Argument: a run ID; all runs without one. */
export const backToLive: Command = {
  id: 'steplight.backToLive',
  run: async ({ moments }, target) => {
    const runId = runIdOf(target);
    if (runId === null) moments.backToLive();
    else await moments.set(runId, null);
  },
};

/** Argument: a run ID; without one, the run that was moved last, or the one that is shown. */
export const previousEntry: Command = {
  id: 'steplight.previousEntry',
  run: (steplight, target) => move(steplight, target, -1, 'entry'),
};

export const nextEntry: Command = {
  id: 'steplight.nextEntry',
  run: (steplight, target) => move(steplight, target, 1, 'entry'),
};

export const previousStep: Command = {
  id: 'steplight.previousStep',
  run: (steplight, target) => move(steplight, target, -1, 'step'),
};

export const nextStep: Command = {
  id: 'steplight.nextStep',
  run: (steplight, target) => move(steplight, target, 1, 'step'),
};

async function move(
  steplight: Steplight,
  target: unknown,
  direction: 1 | -1,
  unit: 'entry' | 'step',
): Promise<void> {
  const { moments } = steplight;
  const runId = runIdOf(target) ?? moments.lastMoved ?? (await shownRun(steplight));
  if (runId === null) return;
  const history = await moments.historyOf(runId);
  const { entries } = history;
  const moment = moments.momentOf(runId);
  const index = moment ? history.indexAt(moment.seq) : entries.length - 1;
  const next = entries[neighborMoment(entries, index, direction, unit)];
  if (next) await moments.set(runId, next.seq);
}

/**
 * Asks when the run is shown in its past, and then shows it live.
 *
 * @param target a run ID, a run of the view, or anything else.
 * @returns false when the user does not want to change the run as it is now.
 */
export async function confirmFromPast({ moments }: Steplight, target: unknown): Promise<boolean> {
  const runId = runIdOf(target);
  const moment = runId === null ? null : moments.momentOf(runId);
  if (runId === null || moment === null) return true;
  const title = vscode.l10n.t('Back to Live and Continue');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('You are viewing this run at {0}.', momentTimeText(moment.at, Date.now())),
    { modal: true, detail: vscode.l10n.t('The action applies to the run as it is now.') },
    title,
  );
  if (answer !== title) return false;
  await moments.set(runId, null);
  return true;
}

/** The run of the graph, or of the function at the cursor; else asks. */
async function shownRun(steplight: Steplight): Promise<string | null> {
  const { graphs, graphSession, graphView, runs } = steplight;
  const onGraph = graphView.shownRunId;
  if (onGraph !== null) return onGraph;
  const summary = await functionAtCursor(steplight);
  if (summary) {
    await graphs.load(summary.uri);
    const graph = graphSession.graph(summary.uri, summary.id);
    const shown = graph ? graphSession.shown(summary.uri, graph) : null;
    if (shown) return shown.progress.runId;
  }
  return (await pickRun(steplight, runs.all(), vscode.l10n.t('Select a run')))?.runId ?? null;
}
