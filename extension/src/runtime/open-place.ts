import * as vscode from 'vscode';

/** Opens a file that the runtime names: relative to the workspace, or absolute. `line` is 1-based. */
export async function openPlace(file: string, line: number | null): Promise<void> {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri;
  const isAbsolute = /^(\/|[A-Za-z]:)/.test(file);
  const uri = isAbsolute || !root ? vscode.Uri.file(file) : vscode.Uri.joinPath(root, file);
  const at = new vscode.Position(Math.max(0, (line ?? 1) - 1), 0);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at) });
}

interface PlacedMessage {
  message: string;
  file: string | null;
  /** 1-based. */
  line: number | null;
}

/** The message after the place that it is about: `src/send.ts:4: …`. */
export function withPlace({ message, file, line }: PlacedMessage): string {
  if (file === null) return message;
  return `${file}${line === null ? '' : `:${line}`}: ${message}`;
}
