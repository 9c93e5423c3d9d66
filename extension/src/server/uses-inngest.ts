/** The cheap test before anything is loaded: does this workspace use the `inngest` SDK? */
import * as vscode from 'vscode';

export const sourceLanguages: readonly string[] = [
  'typescript',
  'typescriptreact',
  'javascript',
  'javascriptreact',
];

/** Matches `inngest`, `@inngest/…` and packages that re-export it; a plain word is enough for a first test. */
const mention = /inngest/i;
const manifestsRead = 300;

export function mentionsInngest(document: vscode.TextDocument): boolean {
  return sourceLanguages.includes(document.languageId) && mention.test(document.getText());
}

/** Reads the `package.json` files of the workspace, those of its folders first; stops at one that depends on `inngest`. */
export async function workspaceUsesInngest(token?: vscode.CancellationToken): Promise<boolean> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  for (const { uri } of folders)
    if (await dependsOnInngest(vscode.Uri.joinPath(uri, 'package.json'))) return true;
  const manifests = await vscode.workspace.findFiles(
    '**/package.json',
    '**/{node_modules,dist,.git}/**',
    manifestsRead,
    token,
  );
  for (const manifest of manifests.sort((a, b) => a.path.length - b.path.length)) {
    if (token?.isCancellationRequested) return false;
    if (await dependsOnInngest(manifest)) return true;
  }
  return false;
}

async function dependsOnInngest(manifest: vscode.Uri): Promise<boolean> {
  try {
    const text = Buffer.from(await vscode.workspace.fs.readFile(manifest)).toString('utf8');
    return /"(@inngest\/[\w-]+|inngest)"\s*:/.test(text);
  } catch {
    // Unreadable, absent, or gone since it was listed: it does not count.
    return false;
  }
}
