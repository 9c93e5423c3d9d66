/** Runs as files: exporting one with masked values, importing one, and removing it again. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import packageJson from '../../../package.json' with { type: 'json' };
import { messageOf } from '../../../runtime/src/contract/error-text.ts';
import { isRecord, recordOf } from '../../../runtime/src/contract/records.ts';
import type { EventRecord } from '../../../runtime/src/contract/run.ts';
import {
  type ExportedRun,
  ExportedRunError,
  exportRun as exportedRun,
  exportSuffix,
  isImportedId,
  originalId,
} from '../../../runtime/src/history/exported-run.ts';
import { maskRun } from '../../../runtime/src/history/mask-values.ts';
import { compilePatterns } from '../../../runtime/src/history/path-patterns.ts';
import { pathText } from '../../../runtime/src/history/value-difference.ts';
import { Notice } from '../actionable-error.ts';
import type { Steplight } from '../context.ts';
import { allGraphs } from '../graphs/graphs.ts';
import { runIdOf } from './arguments.ts';
import type { Command } from './command.ts';
import { pickRun } from './pick.ts';

/** So many fields of an event are offered. */
const maxFields = 100;

/** Argument: a run id or a run of the view. Asks what to mask, and where to. */
export const exportRun: Command = {
  id: 'steplight.exportRun',
  run: async (steplight, target) => {
    const { runs } = steplight;
    const all = [...runs.all(), ...runs.imports.all()];
    const runId =
      runIdOf(target) ?? (await pickRun(steplight, all, vscode.l10n.t('Select a run to export')))?.runId;
    if (runId === undefined) return;
    const run = await wholeRun(steplight, runId);
    const masks = await askMasks(run.events);
    if (!masks) return;
    const uri = await askTarget(run, runId);
    if (!uri) return;
    const masked = maskRun(run, masks);
    await vscode.workspace.fs.writeFile(uri, Buffer.from(`${JSON.stringify(masked, null, 2)}\n`, 'utf8'));
    await tellExported(uri, masked.masked.length);
  },
};

async function wholeRun({ runs, moments, served, graphs }: Steplight, runId: string): Promise<ExportedRun> {
  const imported = runs.imports.whole(runId);
  if (imported) return imported.exported;
  const [{ entries }, events] = await Promise.all([moments.historyOf(runId), runs.eventsOf(runId)]);
  const summary = served.named(runs.peek(runId)?.functionId ?? '');
  const answer = summary ? await graphs.load(summary.uri) : null;
  const graph = allGraphs(answer?.graphs ?? []).find(({ id }) => id === summary?.id) ?? null;
  return exportedRun({
    entries,
    events,
    graph: graph && { ...graph },
    engine: `Steplight ${packageJson.version}`,
  });
}

interface MaskItem extends vscode.QuickPickItem {
  paths: readonly string[];
  is?: 'secrets' | 'other';
}

/** Undefined when the user cancels. */
async function askMasks(events: readonly EventRecord[]) {
  const { l10n } = vscode;
  const items: MaskItem[] = [
    {
      label: l10n.t('Secrets'),
      detail: l10n.t('Passwords, tokens, keys and card numbers, by their names and forms'),
      picked: true,
      paths: [],
      is: 'secrets',
    },
    { label: l10n.t('All event data'), paths: ['event.data', 'event.user'] },
    { label: l10n.t('All step inputs and results'), paths: ['input', 'output'] },
    { label: l10n.t('Console output'), paths: ['text'] },
    { label: l10n.t('Fields of the event'), kind: vscode.QuickPickItemKind.Separator, paths: [] },
    ...fieldsOf(events).map((field) => ({ label: field, paths: [`event.${field}`] })),
    { label: '', kind: vscode.QuickPickItemKind.Separator, paths: [] },
    { label: l10n.t('Other Paths…'), paths: [], is: 'other' },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: l10n.t('Select values to mask in the exported file'),
    placeHolder: l10n.t('A masked value is replaced wherever it occurs'),
    canPickMany: true,
    matchOnDetail: true,
  });
  if (!picked) return undefined;
  const other = picked.some(({ is }) => is === 'other') ? await askPaths() : [];
  if (!other) return undefined;
  return {
    paths: [...picked.flatMap(({ paths }) => paths), ...other],
    secrets: picked.some(({ is }) => is === 'secrets'),
  };
}

/** Undefined when the user cancels. */
async function askPaths(): Promise<string[] | undefined> {
  const { l10n } = vscode;
  const split = (text: string) => text.split(/[,\s]+/).filter((each) => each !== '');
  const text = await vscode.window.showInputBox({
    title: l10n.t('Paths to mask'),
    prompt: l10n.t('Separate paths by spaces. * stands for any part: items[*].price, *.email'),
    ignoreFocusOut: true,
    validateInput: (typed) => {
      try {
        compilePatterns(split(typed));
        return undefined;
      } catch (error) {
        return messageOf(error);
      }
    },
  });
  return text === undefined ? undefined : split(text);
}

/** As in the code, two levels deep: `data.user.email`. */
function fieldsOf(events: readonly EventRecord[]): string[] {
  const fields = new Set<string>();
  for (const { data } of events) {
    for (const [key, value] of Object.entries(recordOf(data))) {
      fields.add(pathText(['data', key]));
      if (isRecord(value)) for (const inner of Object.keys(value)) fields.add(pathText(['data', key, inner]));
    }
  }
  return [...fields].slice(0, maxFields);
}

async function askTarget(run: ExportedRun, runId: string): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `${run.function.id.replaceAll(/[^\w-]+/g, '-')}-${originalId(runId).slice(-6)}${exportSuffix}`;
  return vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Run'),
    // Not `run.json`: VS Code's own dialog compares it with what follows the last dot, and appends it once more.
    filters: { [vscode.l10n.t('Exported Run')]: ['json'] },
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
  });
}

async function tellExported(uri: vscode.Uri, places: number): Promise<void> {
  const { l10n } = vscode;
  const open = l10n.t('Open File');
  const file = path.basename(uri.fsPath);
  const text =
    places === 0
      ? l10n.t('Run exported to {0}. Nothing is masked.', file)
      : l10n.t('Run exported to {0}. Masked places: {1}.', file, places);
  if ((await vscode.window.showInformationMessage(text, open)) === open)
    await vscode.window.showTextDocument(uri);
}

/** Argument: the file, as the explorer gives it; without one, asks. */
export const importRun: Command = {
  id: 'steplight.importRun',
  run: async ({ imports }, target) => {
    const uri = target instanceof vscode.Uri ? target : await askFile();
    if (!uri) return;
    const { run, notices } = imported(() => imports.import(uri.fsPath), uri);
    if (notices.length > 0) void vscode.window.showWarningMessage(notices.join(' '));
    await vscode.commands.executeCommand('steplight.openRun', run.progress.runId);
  },
};

async function askFile(): Promise<vscode.Uri | undefined> {
  const found = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Import Run'),
    filters: { [vscode.l10n.t('Exported Run')]: ['json'] },
  });
  return found?.[0];
}

function imported<T>(act: () => T, uri: vscode.Uri): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof ExportedRunError)) throw error;
    const file = path.basename(uri.fsPath);
    throw new Notice(vscode.l10n.t('{0} is not a run that can be imported: {1}', file, error.message));
  }
}

/** Argument: an imported run of the view. */
export const forgetRun: Command = {
  id: 'steplight.forgetRun',
  run: async (steplight, target) => {
    const { imports } = steplight;
    const title = vscode.l10n.t('Select an imported run to remove');
    const runId = runIdOf(target) ?? (await pickRun(steplight, imports.all(), title))?.runId;
    if (runId !== undefined && isImportedId(runId)) imports.forget(runId);
  },
};
