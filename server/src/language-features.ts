/** Looking names up, listing, renaming and completing them: requests of the protocol on the one side, features on the other. */
import type { Connection, InitializeParams, ServerCapabilities } from 'vscode-languageserver';
import { definitionsAt, eventDeclarationsAt, handlersAt } from './features/definition.ts';
import { highlightsAt, referencesAt } from './features/references.ts';
import { type RenameAbilities, renameAt, renameRangeAt } from './features/rename.ts';
import type { Workspace } from './workspace/workspace.ts';

export const languageFeatures: ServerCapabilities = {
  definitionProvider: true,
  typeDefinitionProvider: true,
  implementationProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
};

export function renameAbilities({ capabilities }: InitializeParams): RenameAbilities {
  const edit = capabilities.workspace?.workspaceEdit;
  return {
    documentChanges: edit?.documentChanges === true,
    changeAnnotations: edit?.changeAnnotationSupport !== undefined,
  };
}

/** `pathFor`: path of a document. `abilities`: known once the client has said what it can do. */
export function registerLanguageFeatures(
  connection: Connection,
  workspace: Workspace,
  pathFor: (uri: string) => string,
  abilities: () => RenameAbilities,
): void {
  connection.onDefinition(({ textDocument, position }) =>
    definitionsAt(workspace, pathFor(textDocument.uri), position),
  );
  connection.onTypeDefinition(({ textDocument, position }) =>
    eventDeclarationsAt(workspace, pathFor(textDocument.uri), position),
  );
  connection.onImplementation(({ textDocument, position }) =>
    handlersAt(workspace, pathFor(textDocument.uri), position),
  );
  connection.onReferences(({ textDocument, position, context }, token) =>
    referencesAt(
      workspace,
      pathFor(textDocument.uri),
      position,
      context.includeDeclaration,
      () => token.isCancellationRequested,
    ),
  );
  connection.onDocumentHighlight(({ textDocument, position }) =>
    highlightsAt(workspace, pathFor(textDocument.uri), position),
  );
  connection.onPrepareRename(({ textDocument, position }) =>
    renameRangeAt(workspace, pathFor(textDocument.uri), position),
  );
  connection.onRenameRequest(({ textDocument, position, newName }, token) =>
    renameAt(
      workspace,
      pathFor(textDocument.uri),
      position,
      newName,
      abilities(),
      () => token.isCancellationRequested,
    ),
  );
}
