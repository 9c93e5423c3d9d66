/** Functions, events and steps of the whole workspace by what was typed of their names. */
import { SymbolKind, type WorkspaceSymbol } from 'vscode-languageserver';
import type { EventUse } from '../events/event-use.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { fileOf } from './cursor/name-at.ts';

/** More would not be looked through; typing on is quicker. */
const maxSymbols = 300;

export function workspaceSymbols(workspace: Workspace, query: string): WorkspaceSymbol[] {
  const isWanted = matcher(query);
  const found: WorkspaceSymbol[] = [];
  for (const { uri, functions } of workspace.lists()) {
    for (const { id, localId, name, app, range } of functions) {
      if (!isWanted(localId) && !isWanted(name) && !isWanted(id)) continue;
      found.push({
        name: isWanted(localId) || !isWanted(name) ? localId : name,
        kind: SymbolKind.Function,
        ...(app === undefined ? {} : { containerName: app }),
        location: { uri, range },
      });
    }
  }
  // All of these at once would only be noise.
  if (query !== '') {
    found.push(...eventSymbols(workspace, isWanted));
    for (const step of stepSymbols(workspace, isWanted)) {
      if (found.length >= maxSymbols) break;
      found.push(step);
    }
  }
  return found.slice(0, maxSymbols);
}

function eventSymbols(workspace: Workspace, isWanted: (name: string) => boolean): WorkspaceSymbol[] {
  const index = workspace.knownEvents();
  return index.names.filter(isWanted).flatMap((name) => {
    const use = tellingUse(index.usesOf(name));
    if (!use) return [];
    const location = { uri: workspace.uriOf(use.path), range: use.range };
    return [{ name, kind: SymbolKind.Event, containerName: 'event', location }];
  });
}

/** Where a person would look for the event. */
function tellingUse(uses: readonly EventUse[]): EventUse | undefined {
  const order = ['declares', 'starts', 'waits', 'cancels', 'sends'];
  return uses
    .filter(({ role }) => order.includes(role))
    .sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role))[0];
}

function* stepSymbols(workspace: Workspace, isWanted: (name: string) => boolean): Generator<WorkspaceSymbol> {
  for (const { path, analysis } of workspace.knownStates()) {
    const root = workspace.rootOf(path);
    for (const graph of analysis.graphs) {
      for (const node of graph.nodes) {
        if (node.kind !== 'step' || !isWanted(node.label)) continue;
        const location = { uri: workspace.uriOf(fileOf(node, graph, root)), range: node.range };
        yield { name: node.label, kind: SymbolKind.Method, containerName: graph.localId, location };
      }
    }
  }
}

/** The letters in order, with anything in between, as editors filter; an empty query matches all names. */
function matcher(query: string): (name: string) => boolean {
  const letters = [...query.toLowerCase().replace(/\s+/g, '')];
  return (name) => {
    const text = name.toLowerCase();
    let at = 0;
    for (const letter of letters) {
      at = text.indexOf(letter, at) + 1;
      if (at === 0) return false;
    }
    return true;
  };
}
