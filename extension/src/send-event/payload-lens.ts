/** `▷ Send` above a payload document, and hints where it differs from the event's type. */
import * as vscode from 'vscode';
import type { ServerClient } from '../server-client.ts';
import { parsePayload } from './payload.ts';
import { payloadProblems } from './payload-check.ts';
import { eventOf, payloadScheme } from './payload-documents.ts';

export function registerPayloadLens(server: ServerClient): vscode.Disposable {
  const diagnostics = vscode.languages.createDiagnosticCollection('steplight-payload');
  const check = (document: vscode.TextDocument) => void checkPayload(document, server, diagnostics);
  return vscode.Disposable.from(
    diagnostics,
    vscode.languages.registerCodeLensProvider({ scheme: payloadScheme }, { provideCodeLenses }),
    vscode.workspace.onDidOpenTextDocument(check),
    vscode.workspace.onDidChangeTextDocument((event) => check(event.document)),
    vscode.workspace.onDidCloseTextDocument((document) => diagnostics.delete(document.uri)),
  );
}

function provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
  const event = eventOf(document.uri);
  if (event === null) return [];
  const top = new vscode.Range(0, 0, 0, 0);
  const key = process.platform === 'darwin' ? '⌘⏎' : 'Ctrl+Enter';
  return [
    new vscode.CodeLens(top, {
      title: `▷ ${vscode.l10n.t('Send {0} ({1})', event, key)}`,
      command: 'steplight.sendPayload',
    }),
    new vscode.CodeLens(top, { title: vscode.l10n.t('Reset'), command: 'steplight.resetPayload' }),
  ];
}

async function checkPayload(
  document: vscode.TextDocument,
  server: ServerClient,
  diagnostics: vscode.DiagnosticCollection,
): Promise<void> {
  const event = eventOf(document.uri);
  if (event === null) return;
  const { schema } = await server.eventPayload(event);
  const parsed = parsePayload(document.getText());
  const problems = parsed.ok ? payloadProblems(schema, parsed.payload, vscode.l10n) : [];
  diagnostics.set(
    document.uri,
    problems.map(({ path, message }) => {
      const range = rangeOfKey(document, path.at(-1));
      return new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Hint);
    }),
  );
}

/** The first place where the key stands; the document's start when it does not. */
function rangeOfKey(document: vscode.TextDocument, key: string | number | undefined): vscode.Range {
  const at = typeof key === 'string' ? document.getText().indexOf(JSON.stringify(key)) : -1;
  const start = document.positionAt(Math.max(0, at));
  return new vscode.Range(start, document.lineAt(start.line).range.end);
}
