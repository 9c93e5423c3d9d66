/** From a function, a run, a step or an event to its code, its graph or its place on the map. */
import * as vscode from 'vscode';
import type { FunctionSummary } from '../../../server/src/protocol.ts';
import type { GraphNode, WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import { Notice } from '../actionable-error.ts';
import type { Steplight } from '../context.ts';
import { allGraphs, nodeUri } from '../graphs/graphs.ts';
import { openNode, openRange } from '../graphs/open-code.ts';
import { belongsTo } from '../runtime/run-of-function.ts';
import { functionOf, runIdOf, stepOf, textArgument } from './arguments.ts';
import type { Command } from './command.ts';
import { chooseFunction, functionAtCursor, pickFunction, pickRun } from './pick.ts';

/** Argument: a function of the view. */
export const openFunction: Command = {
  id: 'steplight.openFunction',
  run: async (steplight, target) => {
    const named = functionOf(target);
    const summary = named
      ? steplight.functions.functions.find(({ id, uri }) => id === named.id && uri === named.uri)
      : await pickFunction(steplight, vscode.l10n.t('Select a function'));
    if (!summary) return;
    const { start } = summary.range;
    const at = new vscode.Position(start.line, start.character);
    await openRange(vscode.Uri.parse(summary.uri), new vscode.Range(at, at));
  },
};

/** Arguments: uri, function id and perhaps the id of a node to select, a function of the view, an editor's uri, or none. */
export const openGraph: Command = {
  id: 'steplight.openGraph',
  run: async (steplight, first, second, third) => {
    const uri = textArgument(first);
    const functionId = textArgument(second);
    if (uri !== null && functionId !== null) {
      steplight.graphView.open(uri, functionId, textArgument(third));
      return;
    }
    const target =
      functionOf(first) ??
      (await functionAtCursor(steplight)) ??
      (await pickFunction(steplight, vscode.l10n.t('Select a function')));
    if (target) steplight.graphView.open(target.uri, target.id);
  },
};

/** Asks for a function, wherever the cursor is, and opens its graph. */
export const selectGraph: Command = {
  id: 'steplight.selectGraph',
  run: async (steplight) => {
    const functions = await steplight.functions.ready();
    const summary = await chooseFunction(steplight, functions, vscode.l10n.t('Select a function'));
    if (summary) steplight.graphView.open(summary.uri, summary.id);
  },
};

/** Argument: a run id or a run of the view. Opens its page; text and graph show it too. */
export const openRun: Command = {
  id: 'steplight.openRun',
  run: async (steplight, target) => {
    const runId =
      runIdOf(target) ??
      (await pickRun(steplight, steplight.runs.all(), vscode.l10n.t('Select a run')))?.runId ??
      null;
    if (runId === null) return;
    const run = await steplight.runs.find(runId);
    if (run) steplight.graphSession.choose(run.functionId, runId);
    steplight.runPanels.open(runId);
  },
};

/** Arguments: a run id or a run of the view, and perhaps the hashed id of a step to select. Text shows the run too. */
export const showRunOnGraph: Command = {
  id: 'steplight.showRunOnGraph',
  run: async (steplight, target, step) => {
    const runId = runIdOf(target);
    const run =
      runId === null
        ? await pickRun(steplight, steplight.runs.all(), vscode.l10n.t('Select a run'))
        : await steplight.runs.find(runId);
    if (!run) return;
    steplight.graphSession.choose(run.functionId, run.runId);
    const summary = steplight.served.named(run.functionId);
    if (!summary) {
      throw new Notice(vscode.l10n.t('Function not found in this folder: {0}.', run.functionName));
    }
    const hashedId = textArgument(step);
    const graph = hashedId === null ? null : await graphOf(steplight, summary);
    const node = graph && hashedId !== null ? nodeOfStep(steplight, summary.uri, graph, hashedId) : null;
    steplight.graphView.open(summary.uri, summary.id, node?.id ?? null);
  },
};

/** Argument: a function id, to choose among its runs; without one the Runs view is opened. */
export const showRuns: Command = {
  id: 'steplight.showRuns',
  run: async (steplight, target) => {
    const functionId = textArgument(target);
    if (functionId === null) {
      await vscode.commands.executeCommand('steplight.runs.focus');
      return;
    }
    const summary = steplight.functions.get(functionId) ?? { id: functionId, localId: functionId, app: '' };
    const runs = steplight.runs.all().filter((run) => belongsTo(run.functionId, summary));
    const run = await pickRun(steplight, runs, vscode.l10n.t('Select a run'));
    if (run) await vscode.commands.executeCommand('steplight.openRun', run.runId);
  },
};

/** Arguments: a step of the Runs view; without one, asks which step of a function. */
export const revealStep: Command = {
  id: 'steplight.revealStep',
  run: async (steplight, first, second) => {
    const target = stepOf(first, second);
    const run = target ? await steplight.runs.find(target.runId) : undefined;
    const summary = run
      ? steplight.served.named(run.functionId)
      : ((await functionAtCursor(steplight)) ??
        (await pickFunction(steplight, vscode.l10n.t('Select a function'))));
    if (!summary) return;
    const graph = await graphOf(steplight, summary);
    if (!graph) return;
    if (run && target) steplight.graphSession.choose(run.functionId, run.runId);
    const node = target
      ? nodeOfStep(steplight, summary.uri, graph, target.hashedId)
      : await pickNode(graph.nodes.filter((candidate) => candidate.step));
    if (!node) {
      if (target) throw new Notice(vscode.l10n.t('Step not found. The code may have changed since the run.'));
      return;
    }
    await openNode(nodeUri(summary.uri, graph, node), node, steplight.graphs);
  },
};

async function graphOf(steplight: Steplight, summary: FunctionSummary): Promise<WorkflowGraph | null> {
  const answer = await steplight.graphs.load(summary.uri);
  return allGraphs(answer?.graphs ?? []).find(({ id }) => id === summary.id) ?? null;
}

/** The node of a step of the shown run; null: the code has none. */
function nodeOfStep(
  steplight: Steplight,
  uri: string,
  graph: WorkflowGraph,
  hashedId: string,
): GraphNode | null {
  const overlay = steplight.graphSession.shown(uri, graph)?.overlay;
  return graph.nodes.find(({ id }) => overlay?.nodes[id]?.steps.includes(hashedId)) ?? null;
}

async function pickNode<N extends { label: string; step?: { tool: string } }>(
  nodes: readonly N[],
): Promise<N | null> {
  const items = nodes.map((node) => ({ label: node.label, description: node.step?.tool ?? '', node }));
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Select a step') });
  return picked?.node ?? null;
}

/** Argument: name of an event to look at, or none. */
export const showEventMap: Command = {
  id: 'steplight.showEventMap',
  run: (steplight, event) => steplight.eventMapView.open(textArgument(event)),
};

/** Arguments: uri, line and character of an event's name; without them, the cursor's. */
export const showHandlers: Command = {
  id: 'steplight.showHandlers',
  run: async (_steplight, uriText, line, character) => {
    const given = textArgument(uriText);
    const editor = vscode.window.activeTextEditor;
    const uri = given === null ? editor?.document.uri : vscode.Uri.parse(given);
    const position =
      typeof line === 'number' && typeof character === 'number'
        ? new vscode.Position(line, character)
        : editor?.selection.active;
    if (!uri || !position) return;
    const places = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
      'vscode.executeImplementationProvider',
      uri,
      position,
    );
    await vscode.commands.executeCommand(
      'editor.action.goToLocations',
      uri,
      position,
      places.map((place) =>
        'targetUri' in place
          ? new vscode.Location(place.targetUri, place.targetSelectionRange ?? place.targetRange)
          : place,
      ),
      'gotoAndPeek',
      vscode.l10n.t('No event handlers found in this workspace.'),
    );
  },
};
