import * as vscode from 'vscode';

/** Opens a file that the runtime names: relative to the workspace, or absolute. `line` is 1-based. */
export async function openPlace(file: string, line: number | null): Promise<void> {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri;
  const isAbsolute = /^(\/|[A-Za-z]:)/.test(file);
  const uri = isAbsolute || !root ? vscode.Uri.file(file) : vscode.Uri.joinPath(root, file);
  const at = new vscode.Position(Math.max(0, (line ?? 1) - 1), 0);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at) });
}
