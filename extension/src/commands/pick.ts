/** Which function, run or step a command means when it is not told; a single candidate is taken without asking. */
import * as vscode from 'vscode';
import type { RunProgress, StepProgress, StepStatus } from '../../../runtime/src/contract/progress.ts';
import type { FunctionSummary } from '../../../server/src/protocol.ts';
import { Notice } from '../actionable-error.ts';
import type { Steplight } from '../context.ts';
import { stepStatusText } from '../format/step-status.ts';
import { nearestFirst, repeatedNames } from '../server/function-order.ts';
import { stateIcon } from '../state-icon.ts';
import { runRow, stepRow } from '../views/run-tree-model.ts';

/** The function whose code the cursor is in, or the only one of the active file. */
export async function functionAtCursor(steplight: Steplight): Promise<FunctionSummary | null> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return null;
  const uri = editor.document.uri.toString();
  await readyFunctions(steplight);
  const place = await steplight.server.nodeAt(uri, editor.selection.active);
  const here = steplight.functions.inDocument(uri);
  return (
    here.find((summary) => summary.id === place?.functionId) ?? (here.length === 1 ? (here[0] ?? null) : null)
  );
}

/** @returns null when the user cancels. @throws when the workspace has no function. */
export async function pickFunction(steplight: Steplight, title: string): Promise<FunctionSummary | null> {
  const functions = await readyFunctions(steplight);
  return functions.length === 1 ? (functions[0] ?? null) : chooseFunction(steplight, functions, title);
}

/** As {@link pickFunction}, but asks even when there is only one. */
export async function chooseFunction(
  steplight: Steplight,
  functions: readonly FunctionSummary[],
  title: string,
): Promise<FunctionSummary | null> {
  if (functions.length === 0) throw new Notice(vscode.l10n.t('No Inngest functions found.'));
  const uri = vscode.window.activeTextEditor?.document.uri.toString();
  const here = await functionAtCursor(steplight);
  const cursor = uri === undefined ? null : { uri, ...(here ? { functionId: here.id } : {}) };
  const items = functionItems(nearestFirst(functions, cursor), uri);
  const picked = await vscode.window.showQuickPick(items, {
    title,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.summary ?? null;
}

interface FunctionItem extends vscode.QuickPickItem {
  /** Null: a separator. */
  summary: FunctionSummary | null;
}

/** Under the current file and the apps, where there are several. */
function functionItems(
  functions: readonly FunctionSummary[],
  currentUri: string | undefined,
): FunctionItem[] {
  const repeated = repeatedNames(functions);
  const heading = ({ uri, app }: FunctionSummary) =>
    uri === currentUri ? vscode.l10n.t('Current File') : (app ?? vscode.l10n.t('Other functions'));
  const groups = Map.groupBy(functions, heading);
  return [...groups].flatMap(([label, found]) => {
    const items = found.map((summary): FunctionItem => {
      const triggers = summary.triggers.map(({ event, cron }) => event ?? cron ?? '').join(', ');
      const app = repeated.has(summary.name) ? (summary.app ?? null) : null;
      return {
        label: summary.name,
        description: [...(app === null ? [] : [app]), triggers].join(' · '),
        detail: vscode.workspace.asRelativePath(vscode.Uri.parse(summary.uri)),
        summary,
      };
    });
    if (groups.size === 1) return items;
    return [{ label, kind: vscode.QuickPickItemKind.Separator, summary: null }, ...items];
  });
}

/** The first analysis of a large workspace takes a moment: shown in the status bar. */
function readyFunctions(steplight: Steplight): Thenable<readonly FunctionSummary[]> {
  if (steplight.functions.isComplete) return steplight.functions.ready();
  const title = vscode.l10n.t('Analyzing code…');
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    steplight.functions.ready(),
  );
}

/** @returns null when the user cancels. @throws when there is none to pick from. */
export async function pickRun(
  steplight: Steplight,
  runs: readonly RunProgress[],
  title: string,
): Promise<RunProgress | null> {
  if (runs.length === 0) throw new Notice(vscode.l10n.t('No matching runs.'));
  if (runs.length === 1) return runs[0] ?? null;
  const items = runs.map((run) => {
    const row = runRow(run, steplight.runs.now, vscode.l10n);
    return {
      label: row.label,
      iconPath: stateIcon(row.look),
      description: row.description,
      detail: run.runId,
      run,
    };
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
  steplight: Steplight,
  statuses: readonly StepStatus[],
  title: string,
  accepts: (step: StepProgress) => boolean = () => true,
): Promise<PickedStep | null> {
  const candidates = steplight.runs
    .active()
    .flatMap((run) =>
      run.steps
        .filter((step) => statuses.includes(step.status) && accepts(step))
        .map((step) => ({ run, step, runId: run.runId, hashedId: step.step.hashedId })),
    );
  if (candidates.length === 0) {
    throw new Notice(
      vscode.l10n.t(
        'No {0} steps.',
        statuses.map((status) => stepStatusText(status, vscode.l10n)).join(' / '),
      ),
    );
  }
  if (candidates.length === 1) return candidates[0] ?? null;
  const items = candidates.map((candidate) => {
    const row = stepRow(candidate.run, candidate.step, steplight.runs.now, vscode.l10n);
    return {
      label: row.label,
      iconPath: stateIcon(row.look),
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
