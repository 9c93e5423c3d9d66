/** What can be done to a run, or to the step that holds it. */
import * as vscode from 'vscode';
import type { CancelRunsRequest } from '../../../runtime/src/contract/api.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { endedStatuses } from '../../../runtime/src/contract/run.ts';
import { Notice } from '../actionable-error.ts';
import type { Steplight } from '../context.ts';
import { liveStep } from '../runtime/live-step.ts';
import { asCurl, asSend } from '../send-event/command-line.ts';
import { runIdOf, selectedRunIds, stepOf } from './arguments.ts';
import type { Command } from './command.ts';
import { functionAtCursor, pickFunction, pickRun, pickStep } from './pick.ts';

/** Arguments: a run id or a run of the view, and all runs that are selected there. */
export const cancelRun: Command = {
  id: 'steplight.cancelRun',
  changesRun: true,
  run: async (steplight, target, selected) => {
    const runIds = selectedRunIds(target, selected) ?? [];
    if (runIds.length > 1) {
      await cancelSelected(steplight, runIds);
      return;
    }
    const runId =
      runIds[0] ??
      (await pickRun(steplight, steplight.runs.active(), vscode.l10n.t('Select a run to cancel')))?.runId ??
      null;
    if (runId !== null) await (await steplight.session.ready()).cancelRun(runId);
  },
};

interface Group extends vscode.QuickPickItem {
  request: CancelRunsRequest;
  count: number;
}

/** Asks which runs, by function and status, and for confirmation: it cannot be undone. */
export const cancelRuns: Command = {
  id: 'steplight.cancelRuns',
  run: async (steplight) => {
    const active = steplight.runs.active();
    if (active.length === 0) throw new Notice(vscode.l10n.t('No active runs.'));
    const title = vscode.l10n.t('Select the runs to cancel');
    const picked = await vscode.window.showQuickPick(groupsOf(active), { title, matchOnDescription: true });
    if (!picked) return;
    if (await confirmCancel(picked.count)) await (await steplight.session.ready()).cancelRuns(picked.request);
  },
};

async function cancelSelected(steplight: Steplight, runIds: readonly string[]): Promise<void> {
  const active = runIds.filter(
    (runId) => !endedStatuses.has(steplight.runs.peek(runId)?.status ?? 'running'),
  );
  if (active.length === 0) throw new Notice(vscode.l10n.t('All selected runs have ended.'));
  if (await confirmCancel(active.length))
    await (await steplight.session.ready()).cancelRuns({ runIds: active });
}

async function confirmCancel(count: number): Promise<boolean> {
  const cancel = vscode.l10n.t('Cancel Runs');
  const question = count === 1 ? vscode.l10n.t('Cancel 1 run?') : vscode.l10n.t('Cancel {0} runs?', count);
  const detail = vscode.l10n.t('A cancelled run cannot be resumed, but you can rerun it.');
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, cancel)) === cancel;
}

function groupsOf(runs: readonly RunProgress[]): Group[] {
  const groups = new Map<string, Group>();
  const add = (label: string, request: CancelRunsRequest) => {
    const known = groups.get(label) ?? { label, request, count: 0 };
    groups.set(label, { ...known, count: known.count + 1 });
  };
  for (const run of runs) {
    const { status } = run;
    add(vscode.l10n.t('All'), { all: true });
    add(run.functionName, { functionId: run.functionId });
    add(`${run.functionName} · ${status}`, { functionId: run.functionId, status });
  }
  return [...groups.values()].map((group) => ({ ...group, description: String(group.count) }));
}

/** Arguments: run id and hashed step id, a step or a run of the view. Brings the next attempt forward. */
export const retryNow: Command = {
  id: 'steplight.retryNow',
  changesRun: true,
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
  const picked = await pickStep(steplight, ['retrying'], vscode.l10n.t('Select a step to retry'));
  if (picked) await client.skipStep(picked.runId, picked.hashedId);
}

/** Arguments: run id and hashed step id, or a step of the view. Ends a wait as timed out, a sleep as over. */
export const skipWait: Command = {
  id: 'steplight.skipWait',
  changesRun: true,
  run: async (steplight, first, second) => {
    const named = stepOf(first, second);
    // A row of the view means exactly that run; a click in the text or on the graph means the step.
    const isRow = typeof first !== 'string';
    const step = named
      ? ((isRow ? null : liveStep(steplight.runs.all(), named)) ?? named)
      : await pickStep(
          steplight,
          ['waiting', 'sleeping', 'retrying'],
          vscode.l10n.t('Select a wait, sleep or delay to skip'),
        );
    if (step) await (await steplight.session.ready()).skipStep(step.runId, step.hashedId);
  },
};

/** Takes the run's state away from text and graph, until the next run starts. */
export const hideRun: Command = {
  id: 'steplight.hideRun',
  run: async (steplight) => {
    const summary =
      (await functionAtCursor(steplight)) ??
      (await pickFunction(steplight, vscode.l10n.t('Select a function to hide its run')));
    const [run] = summary ? steplight.graphSession.runsOf(summary.uri, summary) : [];
    if (run) steplight.graphSession.choose(run.functionId, null);
  },
};

/** Argument: a run id, or a run or step of the view. Opens its page at what it waits for, what came near, or why it ended. */
export const explainRun: Command = {
  id: 'steplight.explainRun',
  run: async (steplight, target) => {
    const { runs } = steplight;
    const title = vscode.l10n.t('Select a run to explain');
    const picked = runIdOf(target) ?? (await pickRun(steplight, runs.all(), title))?.runId ?? null;
    if (picked !== null) steplight.runPanels.open(picked, 'why');
  },
};

/** Argument: a run of the view. */
export const copyRunId: Command = {
  id: 'steplight.copyRunId',
  run: async (_steplight, target) => {
    const runId = runIdOf(target);
    if (runId !== null) await vscode.env.clipboard.writeText(runId);
  },
};

/** Argument: a run id or a run of the view. */
export const copyAsSend: Command = {
  id: 'steplight.copyAsSend',
  run: (steplight, target) => copy(steplight, target, (event) => asSend(event)),
};

export const copyAsCurl: Command = {
  id: 'steplight.copyAsCurl',
  run: (steplight, target) => copy(steplight, target, (event, port) => asCurl(event, port)),
};

async function copy(
  steplight: Steplight,
  target: unknown,
  text: (event: Parameters<typeof asCurl>[0], port: number) => string,
): Promise<void> {
  const runId = runIdOf(target);
  const [event] = runId === null ? [] : await steplight.runs.eventsOf(runId);
  if (event)
    await vscode.env.clipboard.writeText(
      text(event, steplight.runs.status?.port ?? steplight.settings.get('port')),
    );
}
