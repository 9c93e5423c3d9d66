/** The extension through VS Code's own API, as another extension would see it; the same on a desktop and as a server. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as vscode from 'vscode';
import { until } from '../harness/conditions.ts';

const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
if (folder === undefined) throw new Error('open the sample first');
const source = vscode.Uri.joinPath(folder, 'src/contacts-import.ts');

describe('Steplight in the extension host', () => {
  before(async () => {
    await vscode.window.showTextDocument(source);
  });

  it('activates for a file of a project that uses inngest', async () => {
    const extension = vscode.extensions.getExtension('steplight.steplight');
    ok(extension, 'the extension is not installed');
    await until('the extension to be active', () => extension.isActive, 30_000);
    // Rejects when the activation failed.
    await extension.activate();
  });

  it('puts "Send Event" and "Graph" above the function', async () => {
    const titles = await until('code lenses', async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        source,
        20,
      );
      const found = lenses.map((lens) => lens.command?.title ?? '');
      return found.some((title) => /send event/i.test(title)) && found;
    });
    ok(titles.includes('Graph'), `code lenses: ${titles.join(' | ')}`);
  });

  it('lists the steps of the function in the outline, in their order', async () => {
    const expected = ['Validate upload contents', 'Enrich contacts information', 'Create contacts in CRM'];
    const names = await until('document symbols', async () => {
      const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
        'vscode.executeDocumentSymbolProvider',
        source,
      );
      // TypeScript's own outline is among them.
      const found = namesOf(symbols ?? []).filter((name) => expected.includes(name));
      return found.length > 0 && found;
    });
    deepEqual(names, expected);
  });

  it('opens the graph beside the code', async () => {
    await vscode.commands.executeCommand('steplight.openGraph');
    await until('a tab with a webview', () =>
      vscode.window.tabGroups.all
        .flatMap((group) => group.tabs)
        .some(
          (tab) => tab.input instanceof vscode.TabInputWebview && tab.input.viewType.includes('steplight'),
        ),
    );
  });

  it('runs a function by its runtime when the event comes', async () => {
    const uploadId = `in-host-${Date.now()}`;
    await vscode.commands.executeCommand('steplight.startRuntime');
    const port = vscode.workspace.getConfiguration('steplight').get<number>('port');
    await until('the runtime to take the event', async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/e/test`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          id: uploadId,
          name: 'api/contact_list.uploaded',
          data: { upload_id: uploadId, filename: 'invalid.csv', user_id: uploadId },
        }),
      });
      return answer.status === 200;
    });
    const notified = await until('the user to be notified', () => notificationsOf(uploadId));
    equal(notified.length, 1);
    ok(notified[0]?.includes('invalid.csv was not imported'), notified[0]);
  });
});

function namesOf(symbols: vscode.DocumentSymbol[]): string[] {
  return symbols.flatMap(({ name, children }) => [name, ...namesOf(children)]);
}

/** Null while there are none. */
function notificationsOf(userId: string): string[] | null {
  const file = join(folder!.fsPath, '.data/crm.sqlite');
  if (!existsSync(file)) return null;
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = database.prepare('SELECT text FROM notifications WHERE user_id = ?').all(userId);
    return rows.length === 0 ? null : rows.map((row) => String(row.text));
  } finally {
    database.close();
  }
}
