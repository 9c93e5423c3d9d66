/** The html of a webview's page, with what only the extension knows: its folder, the policy's source, a nonce. */
import * as crypto from 'node:crypto';
import * as vscode from 'vscode';
import { webviewFiles } from '../../../webview/src/protocol.ts';
import { panelHtml } from '../../../webview/src/public.ts';
import { runPageScript } from '../../../webview/src/run-protocol.ts';

export function fillPage(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  page: 'graph' | 'map' | 'run' | 'comparison',
): void {
  webview.options = {
    enableScripts: true,
    localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist')],
  };
  const file = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', name)).toString();
  webview.html = panelHtml({
    cspSource: webview.cspSource,
    nonce: crypto.randomBytes(16).toString('base64url'),
    scriptUri: file(page === 'run' || page === 'comparison' ? runPageScript : webviewFiles.script),
    styleUri: file(webviewFiles.style),
    workerUri: file(webviewFiles.layoutWorker),
    page,
  });
}

export function panelIcon(extensionUri: vscode.Uri): { light: vscode.Uri; dark: vscode.Uri } {
  const icon = (theme: string) => vscode.Uri.joinPath(extensionUri, `extension/media/graph-${theme}.svg`);
  return { light: icon('light'), dark: icon('dark') };
}

/** Asks where to, and writes. */
export async function saveSvg(svg: string, name: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    filters: { SVG: ['svg'] },
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, `${name}.svg`) } : {}),
  });
  if (target) await vscode.workspace.fs.writeFile(target, Buffer.from(svg, 'utf8'));
}
