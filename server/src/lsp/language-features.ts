/** Looking names up, listing, renaming and completing them: requests of the protocol on the one side, features on the other. */
import {
  CodeLensRefreshRequest,
  type Connection,
  type InitializeParams,
  type Location,
  type LocationLink,
  type ServerCapabilities,
} from 'vscode-languageserver';
import { completionsAt, completionTriggers, resolveCompletion } from '../features/completion/completion.ts';
import { definitionsAt, eventDeclarationsAt, handlersAt } from '../features/definition.ts';
import { hoverAt } from '../features/hover.ts';
import { inlayHints } from '../features/inlay-hints.ts';
import { highlightsAt, referencesAt } from '../features/references.ts';
import { type RenameAbilities, renameAt, renameRangeAt } from '../features/rename.ts';
import { workspaceSymbols } from '../features/workspace-symbols.ts';
import type { Workspace } from '../workspace/workspace.ts';

export const languageFeatures: ServerCapabilities = {
  hoverProvider: true,
  completionProvider: { triggerCharacters: completionTriggers, resolveProvider: true },
  definitionProvider: true,
  typeDefinitionProvider: true,
  implementationProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
  workspaceSymbolProvider: true,
};

/** What the client understands beyond the plainest answers. */
export interface ClientAbilities extends RenameAbilities {
  links: boolean;
  snippets: boolean;
  /** Asks for lenses again when told to. */
  lensRefresh: boolean;
}

export const plainClient: ClientAbilities = {
  documentChanges: false,
  changeAnnotations: false,
  links: false,
  snippets: false,
  lensRefresh: false,
};

export function abilitiesOf({ capabilities }: InitializeParams): ClientAbilities {
  const edit = capabilities.workspace?.workspaceEdit;
  return {
    documentChanges: edit?.documentChanges === true,
    changeAnnotations: edit?.changeAnnotationSupport !== undefined,
    links: capabilities.textDocument?.definition?.linkSupport === true,
    snippets: capabilities.textDocument?.completion?.completionItem?.snippetSupport === true,
    lensRefresh: capabilities.workspace?.codeLens?.refreshSupport === true,
  };
}

/** What events start is told above their senders: other files decide it, so editors cannot know when it changes. */
export function refreshLenses(connection: Connection, { lensRefresh }: ClientAbilities): void {
  if (lensRefresh) void connection.sendRequest(CodeLensRefreshRequest.type).catch(() => {});
}

/** `pathFor`: path of a document. `abilities`: known once the client has said what it can do. */
export function registerLanguageFeatures(
  connection: Connection,
  workspace: Workspace,
  pathFor: (uri: string) => string,
  abilities: () => ClientAbilities,
): void {
  const places = (links: LocationLink[] | null): LocationLink[] | Location[] | null =>
    links === null || abilities().links
      ? links
      : links.map(({ targetUri, targetSelectionRange }) => ({ uri: targetUri, range: targetSelectionRange }));

  connection.onHover(({ textDocument, position }) =>
    hoverAt(workspace, pathFor(textDocument.uri), position, new Date()),
  );
  connection.onCompletion(({ textDocument, position }) =>
    completionsAt(workspace, pathFor(textDocument.uri), position, abilities().snippets),
  );
  connection.onCompletionResolve((item) => resolveCompletion(workspace, item));
  connection.onDefinition(({ textDocument, position }) =>
    places(definitionsAt(workspace, pathFor(textDocument.uri), position)),
  );
  connection.onTypeDefinition(({ textDocument, position }) =>
    places(eventDeclarationsAt(workspace, pathFor(textDocument.uri), position)),
  );
  connection.onImplementation(({ textDocument, position }) =>
    places(handlersAt(workspace, pathFor(textDocument.uri), position)),
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
  connection.onWorkspaceSymbol(({ query }) => workspaceSymbols(workspace, query));
  connection.languages.inlayHint.on(({ textDocument, range }) =>
    inlayHints(workspace, pathFor(textDocument.uri), range, new Date()),
  );
}
