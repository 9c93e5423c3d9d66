/** Which function a command without arguments means: the one at the cursor, the file's only one, or a chosen one. */
import * as vscode from 'vscode';
import type { FunctionSummary } from '../../../server/src/protocol.ts';
import type { Steplight } from '../context.ts';

/** The function whose code the cursor is in, or the only one of the active file. */
export async function functionAtCursor(steplight: Steplight): Promise<FunctionSummary | null> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return null;
  const uri = editor.document.uri.toString();
  await whileReading(steplight);
  const place = await steplight.server.nodeAt(uri, editor.selection.active);
  const here = steplight.functions.inDocument(uri);
  return (
    here.find((summary) => summary.id === place?.functionId) ?? (here.length === 1 ? (here[0] ?? null) : null)
  );
}

/** @returns null when the person cancels. @throws when the workspace has no function. */
export async function pickFunction(steplight: Steplight, title: string): Promise<FunctionSummary | null> {
  const functions = await whileReading(steplight);
  if (functions.length === 0) {
    throw new Error(vscode.l10n.t('No Inngest function found: no file of this folder calls createFunction.'));
  }
  if (functions.length === 1) return functions[0] ?? null;
  const items = functions.map((summary) => ({
    label: summary.name,
    description: summary.triggers.map((trigger) => trigger.event ?? trigger.cron ?? '').join(', '),
    detail: vscode.workspace.asRelativePath(vscode.Uri.parse(summary.uri)),
    summary,
  }));
  const picked = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  return picked?.summary ?? null;
}

/** The first reading of a large workspace takes a moment: said in the status bar. */
function whileReading(steplight: Steplight): Thenable<readonly FunctionSummary[]> {
  if (steplight.functions.isComplete) return steplight.functions.ready();
  const title = vscode.l10n.t('Reading the code…');
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    steplight.functions.ready(),
  );
}
