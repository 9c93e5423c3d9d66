/** How marks in the text look: one decoration type for each icon of the gutter, and for each tone of a phrase. */
import * as vscode from 'vscode';
import { type GutterIcon, gutterIcons, type LineTone, lineTones } from './step-text.ts';

/** A tone, or the reason of a decision; `stale`: of code that was edited since. */
export type Look = LineTone | 'stale' | 'reason';

const rulerColors: Partial<Record<GutterIcon, string>> = {
  failed: 'editorOverviewRuler.errorForeground',
  retrying: 'editorOverviewRuler.warningForeground',
  waiting: 'steplight.waiting',
};

export class DecorationTypes implements vscode.Disposable {
  readonly gutter: ReadonlyMap<GutterIcon | 'stale', vscode.TextEditorDecorationType>;
  readonly text: ReadonlyMap<Look, vscode.TextEditorDecorationType>;

  constructor(extensionUri: vscode.Uri) {
    this.gutter = new Map<GutterIcon | 'stale', vscode.TextEditorDecorationType>([
      ...gutterIcons.map((icon) => [icon, gutterType(extensionUri, icon)] as const),
      ['stale', gutterType(extensionUri, 'quiet')],
    ]);
    this.text = new Map<Look, vscode.TextEditorDecorationType>([
      ...lineTones.map((tone) => [tone, textType(tone)] as const),
      ['stale', textType('quiet', 'dimmed')],
      ['reason', textType('quiet', 'cursive')],
    ]);
  }

  dispose(): void {
    for (const type of [...this.gutter.values(), ...this.text.values()]) type.dispose();
  }
}

function gutterType(extensionUri: vscode.Uri, name: GutterIcon): vscode.TextEditorDecorationType {
  const icon = (theme: 'light' | 'dark') =>
    vscode.Uri.joinPath(extensionUri, 'extension/media/gutter', `${name}-${theme}.svg`);
  const ruler = rulerColors[name];
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    gutterIconSize: '75%',
    light: { gutterIconPath: icon('light') },
    dark: { gutterIconPath: icon('dark') },
    ...(ruler === undefined
      ? {}
      : {
          overviewRulerColor: new vscode.ThemeColor(ruler),
          overviewRulerLane: vscode.OverviewRulerLane.Left,
        }),
  });
}

function textType(tone: LineTone, look?: 'dimmed' | 'cursive'): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    after: {
      margin: '0 0 0 2ch',
      color: new vscode.ThemeColor(`steplight.${tone}`),
      ...(look === 'cursive' ? { fontStyle: 'italic' } : {}),
      // The only way to give the text an own opacity.
      ...(look === 'dimmed' ? { textDecoration: 'none; opacity: 0.55' } : {}),
    },
  });
}
