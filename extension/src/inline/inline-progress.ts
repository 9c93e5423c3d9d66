/** Shows the state of a run after the lines of its steps, with an icon in the gutter. */
import * as vscode from 'vscode';
import type { GraphSession } from '../graphs/graph-session.ts';
import { allGraphs, type Graphs, nodeUri } from '../graphs/graphs.ts';
import type { BlockedRuns } from '../runtime/blocked-runs.ts';
import type { Runs } from '../runtime/runs.ts';
import type { Settings } from '../settings.ts';
import { type StepLine, stepLines } from './step-lines.ts';
import { type LineTone, lineTones } from './step-text.ts';

const textLimit = 240;
const rulerColors: Partial<Record<LineTone, string>> = {
  failed: 'editorOverviewRuler.errorForeground',
  retrying: 'editorOverviewRuler.warningForeground',
  waiting: 'steplight.waiting',
};

export interface InlineProgressParts {
  graphs: Graphs;
  runs: Runs;
  blocked: BlockedRuns;
  session: GraphSession;
  settings: Settings;
  extensionUri: vscode.Uri;
}

export class InlineProgress implements vscode.Disposable {
  readonly #parts: InlineProgressParts;
  readonly #types: ReadonlyMap<LineTone, vscode.TextEditorDecorationType>;
  readonly #staleType: vscode.TextEditorDecorationType;
  readonly #subscriptions: vscode.Disposable[];
  #ticker: NodeJS.Timeout | null = null;

  constructor(parts: InlineProgressParts) {
    const { runs, blocked, session, settings, extensionUri } = parts;
    this.#parts = parts;
    this.#types = new Map(lineTones.map((tone) => [tone, decorationType(extensionUri, tone)]));
    this.#staleType = decorationType(extensionUri, 'quiet', '0.55');
    this.#subscriptions = [
      session.onDidChange(() => this.#drawAll()),
      runs.onDidChangeStatus(() => this.#drawAll()),
      blocked.onDidChange(() => this.#drawAll()),
      vscode.window.onDidChangeVisibleTextEditors(() => this.#drawAll()),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#drawDocument(document);
      }),
      settings.onDidChange(['inlineProgress'], () => this.#drawAll()),
    ];
    this.#drawAll();
  }

  #drawAll(): void {
    let ticks = false;
    for (const editor of vscode.window.visibleTextEditors) ticks = this.#draw(editor) || ticks;
    this.#tick(ticks);
  }

  #drawDocument(document: vscode.TextDocument): void {
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document === document) this.#draw(editor);
    }
  }

  /** @returns whether something on it changes with time alone. */
  #draw(editor: vscode.TextEditor): boolean {
    const lines = this.#parts.settings.get('inlineProgress')
      ? this.#linesOf(editor.document.uri.toString())
      : [];
    const byType = new Map<vscode.TextEditorDecorationType, vscode.DecorationOptions[]>(
      [...this.#types.values(), this.#staleType].map((type) => [type, []]),
    );
    for (const line of lines) {
      if (line.line >= editor.document.lineCount) continue;
      const type = line.stale ? this.#staleType : (this.#types.get(line.tone) ?? this.#staleType);
      byType.get(type)?.push(decoration(editor.document, line));
    }
    for (const [type, options] of byType) editor.setDecorations(type, options);
    return lines.some((line) => line.ticks);
  }

  #linesOf(uri: string): StepLine[] {
    const { graphs, blocked, session } = this.#parts;
    return graphs.known().flatMap((answer) =>
      allGraphs(answer.graphs).flatMap((graph) => {
        const shown = session.shown(answer.uri, graph);
        if (!shown) return [];
        return stepLines(
          {
            graph,
            overlay: shown.overlay,
            progress: shown.progress,
            isHere: (node) => nodeUri(answer.uri, graph, node) === uri,
            editedAt: (nodeId) => graphs.editedAt(answer.uri, nodeId),
            blockedBy: blocked.reason(shown.progress),
            now: shown.now,
          },
          vscode.l10n,
        ).map((line) => ({ ...line, line: graphs.lineNow(uri, line.line) }));
      }),
    );
  }

  #tick(wanted: boolean): void {
    if (wanted) this.#ticker ??= setInterval(() => this.#drawAll(), 1_000);
    else if (this.#ticker) {
      clearInterval(this.#ticker);
      this.#ticker = null;
    }
  }

  dispose(): void {
    this.#tick(false);
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const type of [...this.#types.values(), this.#staleType]) type.dispose();
  }
}

function decorationType(
  extensionUri: vscode.Uri,
  tone: LineTone,
  opacity?: string,
): vscode.TextEditorDecorationType {
  const icon = (theme: 'light' | 'dark') =>
    vscode.Uri.joinPath(extensionUri, 'extension/media/gutter', `${tone}-${theme}.svg`);
  const ruler = rulerColors[tone];
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    gutterIconSize: '75%',
    light: { gutterIconPath: icon('light') },
    dark: { gutterIconPath: icon('dark') },
    after: {
      margin: '0 0 0 2.5em',
      color: new vscode.ThemeColor(`steplight.${tone}`),
      // The only way to give the text an own opacity.
      ...(opacity === undefined ? {} : { textDecoration: `none; opacity: ${opacity}` }),
    },
    ...(ruler === undefined
      ? {}
      : {
          overviewRulerColor: new vscode.ThemeColor(ruler),
          overviewRulerLane: vscode.OverviewRulerLane.Left,
        }),
  });
}

function decoration(document: vscode.TextDocument, line: StepLine): vscode.DecorationOptions {
  const text = line.stale ? `${line.text} · ${vscode.l10n.t('code edited since')}` : line.text;
  const cut = text.length > textLimit ? `${text.slice(0, textLimit - 1)}…` : text;
  return {
    range: document.lineAt(line.line).range,
    renderOptions: { after: { contentText: cut } },
  };
}
