/** The picture of a state, for views, pickers and tabs. */
import * as vscode from 'vscode';
import type { StateLook } from './format/state-look.ts';

const extensionId = 'steplight.steplight';

export function stateIcon({ name, codicon, color }: StateLook): vscode.IconPath {
  const root = vscode.extensions.getExtension(extensionId)?.extensionUri;
  if (!root) return new vscode.ThemeIcon(codicon, new vscode.ThemeColor(color));
  const picture = (theme: 'light' | 'dark') =>
    vscode.Uri.joinPath(root, 'extension/media/gutter', `${name}-${theme}.svg`);
  return { light: picture('light'), dark: picture('dark') };
}
