import * as vscode from 'vscode';
import { allGraphs, nodeUri } from '../graphs/graphs.ts';
import { openNode } from '../graphs/open-code.ts';
import { belongsTo } from '../runtime/run-of-function.ts';
import type { Command } from './command.ts';
import { stepOf } from './command-arguments.ts';
import { functionAtCursor, pickFunction } from './pick-function.ts';

/** Arguments: a step of the Runs view; without one, asks which step of a function. */
export const revealStep: Command = {
  id: 'steplight.revealStep',
  run: async (steplight, first, second) => {
    const target = stepOf(first, second);
    const run = target ? steplight.runs.get(target.runId) : undefined;
    const summary = run
      ? steplight.functions.functions.find((candidate) => belongsTo(run.functionId, candidate))
      : ((await functionAtCursor(steplight)) ??
        (await pickFunction(steplight, vscode.l10n.t('Go to a step of which function?'))));
    if (!summary) return;
    const answer = await steplight.graphs.load(summary.uri);
    const graph = allGraphs(answer?.graphs ?? []).find((candidate) => candidate.id === summary.id);
    if (!graph) return;
    if (run && target) steplight.graphSession.choose(run.functionId, run.runId);
    const overlay = steplight.graphSession.shown(graph)?.overlay;
    const node = target
      ? graph.nodes.find((candidate) => overlay?.nodes[candidate.id]?.steps.includes(target.hashedId))
      : await pickNode(graph.nodes.filter((candidate) => candidate.step));
    if (!node) {
      if (target) throw new Error(vscode.l10n.t('The code has no such step any more.'));
      return;
    }
    await openNode(nodeUri(summary.uri, graph, node), node, steplight.graphs);
  },
};

async function pickNode<N extends { label: string; step?: { tool: string } }>(
  nodes: readonly N[],
): Promise<N | null> {
  const items = nodes.map((node) => ({ label: node.label, description: node.step?.tool ?? '', node }));
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Go to which step?') });
  return picked?.node ?? null;
}
