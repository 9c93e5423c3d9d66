/** `▷ Send` above a payload document, and hints where it differs from the event's type. */
import * as vscode from 'vscode';
import type { ServerClient } from '../server/server-client.ts';
import { parsePayload } from './payload.ts';
import { payloadProblems } from './payload-check.ts';
import { eventOf, payloadScheme } from './payload-documents.ts';
import { placeOfPath } from './payload-place.ts';

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
  const { schema, source } = await server.eventPayload(event);
  const text = document.getText();
  const parsed = parsePayload(text);
  // A guess from how the code uses the event may be wrong.
  const severity = source === 'types' ? vscode.DiagnosticSeverity.Warning : vscode.DiagnosticSeverity.Hint;
  const problems = parsed.ok ? payloadProblems(schema, parsed.payload, vscode.l10n) : [];
  diagnostics.set(
    document.uri,
    problems.map(({ path, message }) => {
      const { start, end } = placeOfPath(text, path);
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      const diagnostic = new vscode.Diagnostic(range, message, severity);
      diagnostic.source = 'Steplight';
      return diagnostic;
    }),
  );
}
