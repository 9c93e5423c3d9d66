/**
 * Asks before a rename that has consequences outside the text. VS Code's own way, the preview of a refactoring, neither
 * shows the reason nor ticks the changes, so that its "Apply" does nothing.
 */
import * as vscode from 'vscode';
import {
  type BaseLanguageClient,
  type Middleware,
  RenameRequest,
  type WorkspaceEdit,
} from 'vscode-languageclient/node';

export function confirmRename(client: () => BaseLanguageClient): Middleware['provideRenameEdits'] {
  return async (document, position, newName, token) => {
    const { code2ProtocolConverter, protocol2CodeConverter } = client();
    const params = {
      textDocument: code2ProtocolConverter.asTextDocumentIdentifier(document),
      position: code2ProtocolConverter.asPosition(position),
      newName,
    };
    try {
      const edit = await client().sendRequest(RenameRequest.type, params, token);
      if (!edit) return null;
      // An answer without changes: null would hand the name to the next provider.
      if (!(await isWanted(edit))) return new vscode.WorkspaceEdit();
      return await protocol2CodeConverter.asWorkspaceEdit({ ...edit, changeAnnotations: {} }, token);
    } catch (error) {
      return client().handleFailedRequest(RenameRequest.type, token, error, null, false);
    }
  };
}

async function isWanted({ changeAnnotations = {} }: WorkspaceEdit): Promise<boolean> {
  const risk = Object.values(changeAnnotations).find(({ needsConfirmation }) => needsConfirmation);
  if (!risk) return true;
  const rename = vscode.l10n.t('Rename');
  const options = { modal: true, ...(risk.description ? { detail: withoutMarkdown(risk.description) } : {}) };
  return (await vscode.window.showWarningMessage(withoutMarkdown(risk.label), options, rename)) === rename;
}

/** Dialogs show no Markdown. */
function withoutMarkdown(text: string): string {
  return text.replaceAll('`', '"');
}
