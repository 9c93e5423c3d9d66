/** What the client announces in `initialize`: its abilities, folders and options. */
import type { InitializeParams } from 'vscode-languageserver';
import type { RenameAbilities } from '../features/rename.ts';
import type { InitializationOptions } from '../protocol.ts';
import { pathOf } from '../workspace/document-uri.ts';

export interface Client {
  /** Absolute paths. */
  readonly folders: readonly string[];
  readonly options: InitializationOptions;
  readonly abilities: ClientAbilities;
}

/** What it supports beyond the minimum of the protocol. */
export interface ClientAbilities extends RenameAbilities {
  readonly links: boolean;
  readonly snippets: boolean;
  readonly lensRefresh: boolean;
  readonly watchedFiles: boolean;
  readonly workspaceFolders: boolean;
  /** Answers `workspace/configuration`. */
  readonly configuration: boolean;
  readonly progress: boolean;
}

/** Before `initialize`. */
export const plainClient: Client = {
  folders: [],
  options: { codeLens: true, cronHints: true },
  abilities: {
    documentChanges: false,
    changeAnnotations: false,
    links: false,
    snippets: false,
    lensRefresh: false,
    watchedFiles: false,
    workspaceFolders: false,
    configuration: false,
    progress: false,
  },
};

export function clientOf(params: InitializeParams): Client {
  const options = params.initializationOptions as Partial<InitializationOptions> | undefined;
  return {
    folders: foldersOf(params),
    options: { ...plainClient.options, ...options },
    abilities: abilitiesOf(params),
  };
}

function abilitiesOf({ capabilities }: InitializeParams): ClientAbilities {
  const { workspace, textDocument, window } = capabilities;
  return {
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    changeAnnotations: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    links: textDocument?.definition?.linkSupport === true,
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    lensRefresh: workspace?.codeLens?.refreshSupport === true,
    watchedFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    configuration: workspace?.configuration === true,
    progress: window?.workDoneProgress === true,
  };
}

function foldersOf({ workspaceFolders, rootUri }: InitializeParams): string[] {
  const uris = workspaceFolders?.map(({ uri }) => uri) ?? [];
  if (uris.length === 0 && rootUri) uris.push(rootUri);
  return uris.filter((uri) => uri.startsWith('file:')).map((uri) => pathOf(uri).replace(/\/$/, ''));
}
