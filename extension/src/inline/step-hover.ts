/** Hover on the first line of a step's call and on the line of its phrase: what happened there, and what can be done. */
import * as vscode from 'vscode';
import type { SerializedError } from '../../../runtime/src/contract/run.ts';
import type { WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import { documentLines, type ShownRuns } from './document-lines.ts';
import { hoverText, type LinkedFrame } from './hover-text.ts';
import { type PlacedStep, placedSteps } from './step-at-line.ts';
import { hoverCommands, placeOf } from './step-commands.ts';
import { isStale, type Owner } from './step-lines.ts';

const allowedCommands = [
  'steplight.sendMatchingEvent',
  'steplight.skipWait',
  'steplight.retryNow',
  'steplight.openGraph',
  'steplight.openRun',
  'steplight.explainRun',
  'steplight.rerunFrom',
  'steplight.rerunEdited',
  'steplight.chooseInstance',
];

/** Finds the lines of a stack that are in files of the workspace, innermost first. */
export type FindFrames = (
  error: SerializedError,
  documentUri: string,
  graph: WorkflowGraph,
) => Promise<readonly LinkedFrame[]>;

export class StepHover implements vscode.HoverProvider {
  readonly #runs: ShownRuns;
  readonly #findFrames: FindFrames;

  constructor(runs: ShownRuns, findFrames: FindFrames) {
    this.#runs = runs;
    this.#findFrames = findFrames;
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | null> {
    const uri = document.uri.toString();
    const told = documentLines(document, 4, this.#runs)?.phrases ?? [];
    const owners = told.filter(({ line }) => line === position.line).flatMap((phrase) => phrase.owners);
    const here = placedSteps(uri, this.#runs.graphs, this.#runs.session).filter(
      (placed) =>
        placed.state.status !== 'passed' &&
        (placed.startLine === position.line || owners.some((owner) => isOf(owner, placed))),
    );
    const contents = await Promise.all(here.map((placed) => this.#contentOf(placed)));
    return contents.length > 0 ? new vscode.Hover(contents, document.lineAt(position.line).range) : null;
  }

  async #contentOf(placed: PlacedStep): Promise<vscode.MarkdownString> {
    const { documentUri, graph, node, progress, state, step, moment } = placed;
    const error = step?.error ?? step?.failures.at(-1)?.error;
    const text = hoverText(
      {
        progress,
        step,
        isMaybe: state.status === 'maybe-running',
        commands: hoverCommands(placed, vscode.l10n),
        inspector: { title: '', command: 'steplight.openGraph', arguments: placeOf(placed) },
        frames: error ? await this.#findFrames(error, documentUri, graph) : [],
        stale: isStale(state, this.#runs.graphs.editedAt(documentUri, node.id)),
        at: moment?.at ?? null,
      },
      vscode.l10n,
    );
    const markdown = new vscode.MarkdownString(text);
    markdown.isTrusted = { enabledCommands: allowedCommands };
    return markdown;
  }
}

function isOf(owner: Owner, { documentUri, graph, node }: PlacedStep): boolean {
  return owner.uri === documentUri && owner.functionId === graph.id && owner.nodeId === node.id;
}
