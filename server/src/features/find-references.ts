/** Every place that names an event, a function, or a step of the same function. */
import { type DocumentHighlight, DocumentHighlightKind, type Location } from 'vscode-languageserver';
import type { Position } from '../workflow-graph.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { nameAt, placesOf } from './cursor/name-at.ts';

export async function referencesAt(
  workspace: Workspace,
  path: string,
  position: Position,
  withDeclaration: boolean,
  isCancelled: () => boolean,
): Promise<Location[] | null> {
  if (!nameAt(workspace, path, position)) return null;
  await workspace.refreshEvents(isCancelled);
  // The rest of the workspace may have changed by now.
  const found = isCancelled() ? null : nameAt(workspace, path, position);
  if (!found) return null;
  const declared = withDeclaration ? new Set<string>() : declarations(workspace, path, found.name);
  return placesOf(workspace, path, found)
    .map((place) => ({ uri: workspace.uriOf(place.path), range: place.range }))
    .filter(({ uri, range }) => !declared.has(`${uri} ${range.start.line}:${range.start.character}`));
}

function declarations(workspace: Workspace, path: string, name: string): Set<string> {
  return new Set(
    workspace
      .eventsFor(path)
      .usesOf(name, 'declares')
      .map(({ path: file, range: { start } }) => `${workspace.uriOf(file)} ${start.line}:${start.character}`),
  );
}

export function highlightsAt(
  workspace: Workspace,
  path: string,
  position: Position,
): DocumentHighlight[] | null {
  const found = nameAt(workspace, path, position);
  if (!found) return null;
  const sent = new Set(
    found.kind !== 'event'
      ? []
      : workspace
          .eventsFor(path)
          .usesOf(found.name, 'sends')
          .map(({ range: { start } }) => `${start.line}:${start.character}`),
  );
  return placesOf(workspace, path, found)
    .filter((place) => place.path === path)
    .map(({ range }) => ({
      range,
      kind: sent.has(`${range.start.line}:${range.start.character}`)
        ? DocumentHighlightKind.Write
        : DocumentHighlightKind.Read,
    }));
}
