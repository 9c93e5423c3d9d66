/** Standard requests of the Language Server Protocol, each answered by a feature. */
import {
  CodeActionKind,
  type Connection,
  type Location,
  type LocationLink,
  type ServerCapabilities,
} from 'vscode-languageserver';
import { codeActions } from '../features/code-actions.ts';
import { codeLenses } from '../features/code-lens.ts';
import { completionsAt, completionTriggers, resolveCompletion } from '../features/completion/completion.ts';
import { definitionsAt, eventDeclarationsAt, handlersAt } from '../features/definition.ts';
import { documentSymbols } from '../features/document-symbols.ts';
import { highlightsAt, referencesAt } from '../features/find-references.ts';
import { hoverAt } from '../features/hover.ts';
import { inlayHints } from '../features/inlay-hints.ts';
import { renameAt, renameRangeAt } from '../features/rename.ts';
import { senderLenses } from '../features/sender-lens.ts';
import { workspaceSymbols } from '../features/workspace-symbols.ts';
import type { Problem } from '../rules/problem.ts';
import type { FileState } from '../workspace/workspace.ts';
import type { ServerContext } from './server-context.ts';

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

/** The problems of a file; null when they are outdated or cancelled. */
type FindProblems = (path: string, isCancelled: () => boolean) => Promise<readonly Problem[] | null>;

export function registerLanguageFeatures(
  connection: Connection,
  context: ServerContext,
  findProblems: FindProblems,
): void {
  registerOverviews(connection, context, findProblems);
  registerNavigation(connection, context);
  registerEditing(connection, context);
}

/** Lenses, symbols, hints and quick fixes: what is shown without being asked about one place. */
function registerOverviews(connection: Connection, context: ServerContext, findProblems: FindProblems): void {
  const { workspace, pathFor } = context;
  const stateFor = (uri: string): FileState | null => workspace.stateOf(pathFor(uri));
  connection.onCodeAction(async ({ textDocument, range, context: asked }, token) => {
    if (asked.only && !asked.only.some((kind) => CodeActionKind.QuickFix.startsWith(kind))) return [];
    const found = await findProblems(pathFor(textDocument.uri), () => token.isCancellationRequested);
    return codeActions(found ?? [], range);
  });
  connection.onCodeLens(({ textDocument }) => {
    const state = stateFor(textDocument.uri);
    return state ? [...codeLenses(state), ...senderLenses(workspace, state.path)] : [];
  });
  connection.onDocumentSymbol(({ textDocument }) => {
    const state = stateFor(textDocument.uri);
    return state ? documentSymbols(state) : [];
  });
  connection.onWorkspaceSymbol(({ query }) => workspaceSymbols(workspace, query));
  connection.languages.inlayHint.on(({ textDocument, range }) =>
    inlayHints(workspace, pathFor(textDocument.uri), range, new Date()),
  );
}

/** From a name to everywhere it leads. */
function registerNavigation(connection: Connection, context: ServerContext): void {
  const { workspace, pathFor } = context;
  const locations = (links: LocationLink[] | null): LocationLink[] | Location[] | null =>
    links === null || context.abilities.links
      ? links
      : links.map(({ targetUri, targetSelectionRange }) => ({ uri: targetUri, range: targetSelectionRange }));

  connection.onHover(({ textDocument, position }) =>
    hoverAt(workspace, pathFor(textDocument.uri), position, new Date()),
  );
  connection.onDefinition(({ textDocument, position }) =>
    locations(definitionsAt(workspace, pathFor(textDocument.uri), position)),
  );
  connection.onTypeDefinition(({ textDocument, position }) =>
    locations(eventDeclarationsAt(workspace, pathFor(textDocument.uri), position)),
  );
  connection.onImplementation(({ textDocument, position }) =>
    locations(handlersAt(workspace, pathFor(textDocument.uri), position)),
  );
  connection.onReferences(({ textDocument, position, context: asked }, token) =>
    referencesAt(
      workspace,
      pathFor(textDocument.uri),
      position,
      asked.includeDeclaration,
      () => token.isCancellationRequested,
    ),
  );
  connection.onDocumentHighlight(({ textDocument, position }) =>
    highlightsAt(workspace, pathFor(textDocument.uri), position),
  );
}

/** Completing and renaming. */
function registerEditing(connection: Connection, context: ServerContext): void {
  const { workspace, pathFor } = context;
  connection.onCompletion(({ textDocument, position }) =>
    completionsAt(workspace, pathFor(textDocument.uri), position, context.abilities.snippets),
  );
  connection.onCompletionResolve((item) => resolveCompletion(workspace, item));
  connection.onPrepareRename(({ textDocument, position }) =>
    renameRangeAt(workspace, pathFor(textDocument.uri), position),
  );
  connection.onRenameRequest(({ textDocument, position, newName }, token) =>
    renameAt(
      workspace,
      { path: pathFor(textDocument.uri), position, newName },
      context.abilities,
      () => token.isCancellationRequested,
    ),
  );
}
