/** Above a function whose run is shown in its past: which moment it is, and the way back. */
import * as vscode from 'vscode';
import { momentTimeText } from '../../../runtime/src/history/moment-time.ts';
import type { GraphSession } from '../graphs/graph-session.ts';
import { allGraphs, type Graphs } from '../graphs/graphs.ts';

export class PastCodeLens implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #graphs: Graphs;
  readonly #session: GraphSession;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;
  readonly onDidChangeCodeLenses = this.#changed.event;
  /** The moments that the lenses show. */
  #told = '';

  constructor(graphs: Graphs, session: GraphSession) {
    this.#graphs = graphs;
    this.#session = session;
    this.#subscription = session.onDidChange(() => {
      const moments = graphs.known().flatMap(({ uri }) => this.#pastOf(uri).map(({ shown }) => shown.moment));
      const told = JSON.stringify(moments);
      if (told !== this.#told) this.#changed.fire();
      this.#told = told;
    });
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const uri = document.uri.toString();
    return this.#pastOf(uri).flatMap(({ graph, shown }) => {
      const { runId } = shown.progress;
      const line = this.#graphs.lineNow(uri, graph.range.start.line);
      if (line >= document.lineCount) return [];
      const range = new vscode.Range(line, 0, line, 0);
      const time = momentTimeText(shown.now, Date.now());
      return [
        new vscode.CodeLens(range, {
          title: `$(history) ${vscode.l10n.t('Viewing the past: {0}', time)}`,
          command: 'steplight.showHistory',
          arguments: [runId],
        }),
        new vscode.CodeLens(range, {
          title: vscode.l10n.t('Back to Live'),
          command: 'steplight.backToLive',
          arguments: [runId],
        }),
      ];
    });
  }

  #pastOf(uri: string) {
    return allGraphs(this.#graphs.peek(uri)?.graphs ?? []).flatMap((graph) => {
      const shown = this.#session.shown(uri, graph);
      return shown?.moment ? [{ graph, shown }] : [];
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
