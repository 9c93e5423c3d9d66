/** Installs what a project declares, where the runtime says that packages are missing: in a terminal, to be watched. */
import * as path from 'node:path';
import * as vscode from 'vscode';

export interface Installation {
  /** With the project's own package manager, e.g. `pnpm install`. */
  command: string;
  /** Relative to the workspace, or absolute; null: the workspace itself. */
  folder: string | null;
}

/** @returns null when the problem is another. */
export function installationFor(problem: { message: string; file: string | null }): Installation | null {
  const [command] = /\b(?:npm|pnpm|yarn|bun|deno) install$/m.exec(problem.message) ?? [];
  if (command === undefined) return null;
  return { command, folder: problem.file === null ? null : path.posix.dirname(problem.file) };
}

/** `Run pnpm install`. */
export function installTitle({ command }: Installation): string {
  return vscode.l10n.t('Run {0}', command);
}

export function install({ command, folder }: Installation): void {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri;
  const cwd = folder === null || !root ? root : vscode.Uri.file(path.resolve(root.fsPath, folder));
  const terminal = vscode.window.createTerminal({ name: command, ...(cwd ? { cwd } : {}) });
  terminal.show();
  terminal.sendText(command);
}
