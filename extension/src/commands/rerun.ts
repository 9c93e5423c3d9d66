/** Running again: from the start, or from a step on. Steps that ended before it keep their results and are not executed again. */
import * as vscode from 'vscode';
import type { RerunBody } from '../../../runtime/src/contract/api.ts';
import type { RunProgress, StepProgress } from '../../../runtime/src/contract/progress.ts';
import { Notice } from '../actionable-error.ts';
import type { Steplight } from '../context.ts';
import { oneLineJson } from '../send-event/payload.ts';
import { stateIcon } from '../state-icon.ts';
import { stepRow } from '../views/run-tree-model.ts';
import { runIdOf, selectedRunIds, stepOf } from './arguments.ts';
import type { Command } from './command.ts';
import { pickRun } from './pick.ts';

/** Arguments: run id and hashed step id, or a step or run of the view. */
export const rerunFrom: Command = {
  id: 'steplight.rerunFrom',
  changesRun: true,
  run: async (steplight, first, second) => {
    const place = await placeOf(steplight, first, second);
    if (place) await rerunWith(steplight, place.run, { from: { step: place.step.step.hashedId } });
  },
};

/** Arguments as above. Asks for the step's input or, where the SDK passes none, for an earlier step's result. */
export const rerunEdited: Command = {
  id: 'steplight.rerunEdited',
  changesRun: true,
  run: async (steplight, first, second) => {
    const place = await placeOf(steplight, first, second);
    if (!place) return;
    const { run, step } = place;
    const from = { step: step.step.hashedId };
    if (takesInput(run, step)) {
      const input = await askJson(vscode.l10n.t('Input of {0}', step.step.name), step.input ?? [], true);
      if (input !== undefined) await rerunWith(steplight, run, { from, input: input as unknown[] });
      return;
    }
    const results = earlierResults(run, step);
    if (results.length === 0) {
      await offerEvent(run, step);
      return;
    }
    const title = vscode.l10n.t('Select a step to edit its result');
    const earlier = await pickOf(run, results, title, steplight.runs.now);
    if (!earlier) return;
    const output = await askJson(
      vscode.l10n.t('Result of {0}', earlier.step.name),
      earlier.output ?? null,
      false,
    );
    if (output !== undefined)
      await rerunWith(steplight, run, { from, outputs: { [earlier.step.hashedId]: output } });
  },
};

/** Argument: a run id or a run of the view. */
export const rerunFromFailure: Command = {
  id: 'steplight.rerunFromFailure',
  changesRun: true,
  run: async (steplight, target) => {
    const failed = steplight.runs.all().filter(({ status }) => status === 'failed');
    const id =
      runIdOf(target) ?? (await pickRun(steplight, failed, vscode.l10n.t('Select a run to rerun')))?.runId;
    const run = id === undefined ? undefined : await steplight.runs.find(id);
    if (run) await rerunWith(steplight, run, { from: 'failure' });
  },
};

async function rerunWith(steplight: Steplight, { runId }: RunProgress, request: RerunBody): Promise<void> {
  await (await steplight.session.ready()).rerun(runId, request);
}

async function placeOf(
  steplight: Steplight,
  first: unknown,
  second: unknown,
): Promise<{ run: RunProgress; step: StepProgress } | null> {
  const named = stepOf(first, second);
  const withSteps = steplight.runs.all().filter(({ steps }) => steps.length > 0);
  const runId =
    named?.runId ??
    runIdOf(first) ??
    (await pickRun(steplight, withSteps, vscode.l10n.t('Select a run to rerun')))?.runId;
  const run = runId === undefined ? undefined : await steplight.runs.find(runId);
  if (!run) return null;
  const step = named
    ? run.steps.find((each) => each.step.hashedId === named.hashedId)
    : await pickOf(run, run.steps, vscode.l10n.t('Select a step to rerun from'), steplight.runs.now);
  return step ? { run, step } : null;
}

/** SDK 1 and 2 pass no input to a step's code. */
function takesInput({ sdk }: RunProgress, { step, input }: StepProgress): boolean {
  return input !== undefined && step.op.startsWith('Step') && !/^js:v[12]\./.test(sdk ?? '');
}

function earlierResults(run: RunProgress, chosen: StepProgress): StepProgress[] {
  const end = chosen.endedAt ?? Number.POSITIVE_INFINITY;
  return run.steps.filter(
    (step) =>
      step !== chosen && step.status === 'completed' && step.sleep === null && (step.endedAt ?? end) <= end,
  );
}

/** The first step depends on the event alone. */
async function offerEvent({ runId }: RunProgress, { step }: StepProgress): Promise<void> {
  const open = vscode.l10n.t('Open Event');
  const text = vscode.l10n.t(
    '{0} has no input and no earlier step. Edit the event and send it again instead.',
    step.name,
  );
  if ((await vscode.window.showInformationMessage(text, open)) === open)
    await vscode.commands.executeCommand('steplight.openEvent', runId);
}

async function pickOf(
  run: RunProgress,
  steps: readonly StepProgress[],
  title: string,
  now: number,
): Promise<StepProgress | null> {
  if (steps.length === 0) throw new Notice(vscode.l10n.t('This run has no steps. Rerun it from the start.'));
  const items = steps.map((step) => {
    const row = stepRow(run, step, now, vscode.l10n);
    return { label: row.label, iconPath: stateIcon(row.look), description: row.description, step };
  });
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.step ?? null;
}

/** Undefined when the user cancels. */
async function askJson(title: string, value: unknown, isArguments: boolean): Promise<unknown> {
  const text = await vscode.window.showInputBox({
    title,
    prompt: isArguments
      ? vscode.l10n.t('The arguments of the step as a JSON array.')
      : vscode.l10n.t('The result as JSON.'),
    value: oneLineJson(value),
    ignoreFocusOut: true,
    validateInput: (typed) => (parsed(typed, isArguments) === undefined ? problem(isArguments) : undefined),
  });
  return text === undefined ? undefined : parsed(text, isArguments);
}

function parsed(text: string, isArguments: boolean): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isArguments && !Array.isArray(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

function problem(isArguments: boolean): string {
  return isArguments ? vscode.l10n.t('Must be a JSON array: [ … ].') : vscode.l10n.t('Invalid JSON.');
}

/** Arguments: a run id or a run of the view, and all runs selected there. Starts new runs from the same events. */
export const rerun: Command = {
  id: 'steplight.rerun',
  changesRun: true,
  run: async (steplight, target, selected) => {
    const runIds = selectedRunIds(target, selected) ?? [];
    if (runIds.length > 1) {
      await rerunSelected(steplight, runIds);
      return;
    }
    const runId =
      runIds[0] ??
      (await pickRun(steplight, steplight.runs.all(), vscode.l10n.t('Select a run to rerun')))?.runId ??
      null;
    if (runId !== null) await (await steplight.session.ready()).rerun(runId);
  },
};

async function rerunSelected(steplight: Steplight, runIds: readonly string[]): Promise<void> {
  const action = vscode.l10n.t('Rerun');
  const question = vscode.l10n.t('Rerun {0} runs?', runIds.length);
  if ((await vscode.window.showWarningMessage(question, { modal: true }, action)) !== action) return;
  const { refused } = await (await steplight.session.ready()).rerunRuns({ runIds });
  const [first] = refused;
  if (first)
    throw new Notice(
      vscode.l10n.t('{0} of {1} runs could not be rerun: {2}', refused.length, runIds.length, first.message),
    );
}
