/** What the editor offers in a payload document: `▷ Send` above it, problems, completions and hovers from the event's type. */
import * as vscode from 'vscode';
import type { EventPayload } from '../../../server/src/protocol.ts';
import type { ServerClient } from '../server/server-client.ts';
import { loadPayloadLanguage } from './load-payload-language.ts';
import { parsePayload } from './payload.ts';
import { eventOf, payloadScheme } from './payload-documents.ts';
import type { PayloadLanguage } from './payload-language.ts';

const selector: vscode.DocumentSelector = { scheme: payloadScheme };

export function registerPayloadEditor(server: ServerClient): vscode.Disposable {
  const diagnostics = vscode.languages.createDiagnosticCollection('steplight-payload');
  const check = (document: vscode.TextDocument) => void checkPayload(document, server, diagnostics);
  return vscode.Disposable.from(
    diagnostics,
    vscode.languages.registerCodeLensProvider(selector, { provideCodeLenses }),
    vscode.languages.registerCompletionItemProvider(selector, completionProvider(server), '"', ':', ' '),
    vscode.languages.registerHoverProvider(selector, hoverProvider(server)),
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
    new vscode.CodeLens(top, {
      title: vscode.l10n.t('Reset Payload to Event Type'),
      command: 'steplight.resetPayload',
    }),
  ];
}

function completionProvider(server: ServerClient): vscode.CompletionItemProvider {
  return {
    async provideCompletionItems(document, position, token) {
      const language = await languageOf(document, server);
      const list = await language?.completions(document.getText(), position);
      return server.converter.asCompletionResult(list, undefined, token);
    },
  };
}

function hoverProvider(server: ServerClient): vscode.HoverProvider {
  return {
    async provideHover(document, position) {
      const language = await languageOf(document, server);
      return server.converter.asHover(await language?.hover(document.getText(), position));
    },
  };
}

async function languageOf(
  document: vscode.TextDocument,
  server: ServerClient,
): Promise<PayloadLanguage | null> {
  const event = eventOf(document.uri);
  return event === null ? null : loadPayloadLanguage((await server.eventPayload(event)).schema);
}

async function checkPayload(
  document: vscode.TextDocument,
  server: ServerClient,
  diagnostics: vscode.DiagnosticCollection,
): Promise<void> {
  const event = eventOf(document.uri);
  if (event === null) return;
  const { version } = document;
  const found = await payloadDiagnostics(document.getText(), await server.eventPayload(event));
  if (document.version === version) diagnostics.set(document.uri, found);
}

async function payloadDiagnostics(text: string, type: EventPayload): Promise<vscode.Diagnostic[]> {
  // Syntax errors are reported by VS Code itself.
  if (text.trim() === '' || !parsePayload(text).ok) return [];
  const language = await loadPayloadLanguage(type.schema);
  // A type inferred from how the code uses the event may be wrong.
  const severity =
    type.source === 'types' ? vscode.DiagnosticSeverity.Warning : vscode.DiagnosticSeverity.Hint;
  return ((await language?.problems(text)) ?? []).map(({ range: { start, end }, message }) => {
    const range = new vscode.Range(start.line, start.character, end.line, end.character);
    const diagnostic = new vscode.Diagnostic(range, message, severity);
    diagnostic.source = 'Steplight';
    return diagnostic;
  });
}
