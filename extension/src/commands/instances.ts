/** Which of the steps on one node is shown: loops and maps run a step many times. */
import * as vscode from 'vscode';
import { stateIcon } from '../state-icon.ts';
import { stepRow } from '../views/run-tree-model.ts';
import { textArgument } from './arguments.ts';
import type { Command } from './command.ts';

interface InstanceItem extends vscode.QuickPickItem {
  /** Null: all of them. */
  hashedId: string | null;
}

/** Arguments: uri of a document, ID of a function in it and of one of its nodes. Text, graph and inspector show the chosen one. */
export const chooseInstance: Command = {
  id: 'steplight.chooseInstance',
  run: async (steplight, first, second, third) => {
    const [uri, functionId, nodeId] = [textArgument(first), textArgument(second), textArgument(third)];
    const graph = uri !== null && functionId !== null ? steplight.graphSession.graph(uri, functionId) : null;
    if (uri === null || graph === null || nodeId === null) return;
    const shown = steplight.graphSession.shown(uri, graph);
    const hashedIds = shown?.overlay.nodes[nodeId]?.steps ?? [];
    if (!shown || hashedIds.length === 0) return;
    const { progress, now } = shown;
    const steps = new Map(progress.steps.map((step) => [step.step.hashedId, step]));
    const chosen = steplight.graphSession.instanceOf(progress.runId, nodeId);
    const items = hashedIds.flatMap((hashedId, index): InstanceItem[] => {
      const step = steps.get(hashedId);
      if (!step) return [];
      const row = stepRow(progress, step, now, vscode.l10n);
      return [
        {
          label: `${index + 1}. ${row.label}`,
          iconPath: stateIcon(row.look),
          description: row.description,
          hashedId,
          picked: hashedId === chosen,
        },
      ];
    });
    const picked = await pick(items, chosen, graph.nodes.find(({ id }) => id === nodeId)?.label ?? '');
    if (picked) steplight.graphSession.chooseInstance(progress.runId, nodeId, picked.hashedId);
  },
};

async function pick(
  items: InstanceItem[],
  chosen: string | null,
  name: string,
): Promise<InstanceItem | undefined> {
  const all: InstanceItem = {
    label: vscode.l10n.t('$(list-flat) All Instances'),
    description: chosen === null ? vscode.l10n.t('shown now') : '',
    hashedId: null,
  };
  return await vscode.window.showQuickPick([all, ...items], {
    title: vscode.l10n.t('Choose an instance of {0}', name),
    matchOnDescription: true,
  });
}
