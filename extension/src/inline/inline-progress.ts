/** Shows the state of a run in the text: an icon in the gutter of each step, and its phrase where it can be read. */
import * as vscode from 'vscode';
import type { Runs } from '../runtime/runs.ts';
import { DecorationTypes, type Look } from './decoration-types.ts';
import { documentLines, type ShownRuns } from './document-lines.ts';
import type { PhraseLine } from './step-lines.ts';

const textLimit = 240;

export interface InlineProgressParts extends ShownRuns {
  runs: Runs;
  extensionUri: vscode.Uri;
}

export class InlineProgress implements vscode.Disposable {
  readonly #parts: InlineProgressParts;
  readonly #types: DecorationTypes;
  /** What each type shows in an editor now; only what differs is set. */
  readonly #drawn = new WeakMap<vscode.TextEditor, Map<vscode.TextEditorDecorationType, string>>();
  readonly #subscriptions: vscode.Disposable[];
  #ticker: NodeJS.Timeout | null = null;

  constructor(parts: InlineProgressParts) {
    const { runs, blocked, session, comparisons, settings, extensionUri } = parts;
    this.#parts = parts;
    this.#types = new DecorationTypes(extensionUri);
    this.#subscriptions = [
      session.onDidChange(() => this.#drawAll()),
      comparisons.onDidChange(() => this.#drawAll()),
      runs.onDidChangeStatus(() => this.#drawAll()),
      blocked.onDidChange(() => this.#drawAll()),
      vscode.window.onDidChangeVisibleTextEditors(() => this.#drawAll()),
      vscode.window.onDidChangeTextEditorOptions(({ textEditor }) => this.#draw(textEditor)),
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
      if (editor.document !== document) continue;
      // The editor has moved its decorations with the text.
      this.#drawn.delete(editor);
      this.#draw(editor);
    }
  }

  /** @returns whether something on it changes with time alone. */
  #draw(editor: vscode.TextEditor): boolean {
    const lines = documentLines(editor.document, tabSizeOf(editor), this.#parts);
    const { document } = editor;
    for (const [look, type] of this.#types.gutter) {
      const own = (lines?.gutter ?? []).filter((line) => (line.stale ? 'stale' : line.icon) === look);
      this.#set(
        editor,
        type,
        own.flatMap(({ line }) => markAt(document, line)),
      );
    }
    for (const [look, type] of this.#types.text) {
      const own =
        look === 'reason'
          ? (lines?.reasons ?? [])
          : (lines?.phrases ?? []).filter((line) => lookOf(line) === look);
      this.#set(
        editor,
        type,
        own.flatMap(({ line, text }) => markAt(document, line, text)),
      );
    }
    return lines?.ticks ?? false;
  }

  #set(
    editor: vscode.TextEditor,
    type: vscode.TextEditorDecorationType,
    marks: vscode.DecorationOptions[],
  ): void {
    const drawn = this.#drawn.get(editor) ?? new Map<vscode.TextEditorDecorationType, string>();
    this.#drawn.set(editor, drawn);
    const shown = JSON.stringify(marks);
    if (drawn.get(type) === shown || (marks.length === 0 && !drawn.has(type))) return;
    drawn.set(type, shown);
    editor.setDecorations(type, marks);
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
    this.#types.dispose();
  }
}

function tabSizeOf({ options }: vscode.TextEditor): number {
  return typeof options.tabSize === 'number' ? options.tabSize : 4;
}

function lookOf({ tone, stale }: PhraseLine): Look {
  return stale ? 'stale' : tone;
}

/** Empty where the text has no such line any more. */
function markAt(document: vscode.TextDocument, line: number, text?: string): vscode.DecorationOptions[] {
  if (line >= document.lineCount) return [];
  const { range } = document.lineAt(line);
  if (text === undefined) return [{ range }];
  const contentText = text.length > textLimit ? `${text.slice(0, textLimit - 1)}…` : text;
  return [{ range, renderOptions: { after: { contentText } } }];
}
