/** Hover on the first line of a step: what the run did there, and what can be done about it. */
import * as vscode from 'vscode';
import type { GraphSession } from '../graphs/graph-session.ts';
import type { Graphs } from '../graphs/graphs.ts';
import { commandLinks, hoverText, inferredHover, rerunCommands, stepCommands } from './hover-text.ts';
import { placedSteps } from './step-at-line.ts';

const allowedCommands = [
  'steplight.sendMatchingEvent',
  'steplight.skipWait',
  'steplight.retryNow',
  'steplight.openGraph',
  'steplight.explainRun',
  'steplight.rerunFrom',
  'steplight.rerunEdited',
];

export class StepHover implements vscode.HoverProvider {
  readonly #graphs: Graphs;
  readonly #session: GraphSession;

  constructor(graphs: Graphs, session: GraphSession) {
    this.#graphs = graphs;
    this.#session = session;
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | null {
    const uri = document.uri.toString();
    const here = placedSteps(uri, this.#graphs, this.#session).filter(
      (placed) => placed.startLine === position.line,
    );
    const contents = here.flatMap(({ documentUri, graph, node, progress, state, step }) => {
      if (state.status === 'passed') return [];
      const text = step ? hoverText(progress, step, vscode.l10n) : inferredHover(state, vscode.l10n);
      const links = commandLinks([
        ...(step ? stepCommands(progress, step, vscode.l10n) : []),
        ...(step ? rerunCommands(progress, step, vscode.l10n) : []),
        {
          title: vscode.l10n.t('Open Graph'),
          command: 'steplight.openGraph',
          arguments: [documentUri, graph.id, node.id],
        },
      ]);
      const markdown = new vscode.MarkdownString(`${text}\n\n${links}`);
      markdown.isTrusted = { enabledCommands: allowedCommands };
      return [markdown];
    });
    return contents.length > 0 ? new vscode.Hover(contents, document.lineAt(position.line).range) : null;
  }
}
