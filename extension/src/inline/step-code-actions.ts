/** In the lightbulb menu on a step's call: what can be done about it, without a lens that would move the code. */
import * as vscode from 'vscode';
import type { GraphSession } from '../graphs/graph-session.ts';
import type { Graphs } from '../graphs/graphs.ts';
import { placedSteps } from './step-at-line.ts';
import { instanceCommands, pendingCommands } from './step-commands.ts';

export class StepCodeActions implements vscode.CodeActionProvider {
  readonly #graphs: Graphs;
  readonly #session: GraphSession;

  constructor(graphs: Graphs, session: GraphSession) {
    this.#graphs = graphs;
    this.#session = session;
  }

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const around = placedSteps(document.uri.toString(), this.#graphs, this.#session)
      .filter(({ startLine, endLine }) => startLine <= range.start.line && range.start.line <= endLine)
      .sort((a, b) => a.endLine - a.startLine - (b.endLine - b.startLine));
    return around.flatMap((placed) =>
      [...pendingCommands(placed, vscode.l10n), ...instanceCommands(placed, vscode.l10n)].map((command) => {
        const action = new vscode.CodeAction(command.title, vscode.CodeActionKind.QuickFix);
        action.command = command;
        return action;
      }),
    );
  }
}
