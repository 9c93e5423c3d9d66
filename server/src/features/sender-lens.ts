/** Lenses above code that sends events: what the events start, resume and cancel. */
import type { CodeLens } from 'vscode-languageserver';
import type { EventRole, EventUse } from '../events/event-use.ts';
import { handlersOf } from '../events/handlers.ts';
import { lensCommands } from '../protocol.ts';
import type { Workspace } from '../workspace/workspace.ts';

export function senderLenses(workspace: Workspace, path: string): CodeLens[] {
  const index = workspace.eventsFor(path);
  const sent = index.usesIn(path).filter((use) => use.role === 'sends' && use.path === path);
  const byLine = Map.groupBy(sent, ({ range }) => range.start.line);
  return [...byLine].flatMap(([, uses]): CodeLens[] => {
    const [first] = uses;
    const title = effectOf(workspace, path, new Set(uses.map(({ name }) => name)));
    if (!first || title === '') return [];
    const { start } = first.range;
    return [
      {
        range: { start, end: { line: start.line, character: start.character + 1 } },
        command: {
          title,
          command: lensCommands.showHandlers,
          arguments: [workspace.uriOf(path), start.line, start.character],
        },
      },
    ];
  });
}

/** `Starts order, ship · resumes 1 · cancels 1`; empty when nothing handles the events. */
function effectOf(workspace: Workspace, path: string, events: ReadonlySet<string>): string {
  const index = workspace.eventsFor(path);
  const handlers = [...events].flatMap((event) => handlersOf(index, event));
  const started = functionsOf(workspace, path, handlers, 'starts');
  const resumed = functionsOf(workspace, path, handlers, 'waits').length;
  const cancelled = functionsOf(workspace, path, handlers, 'cancels').length;
  const parts = [
    ...(started.length === 0
      ? []
      : [`starts ${started.length > 2 ? `${started.length} functions` : started.join(', ')}`]),
    ...(resumed > 0 ? [`resumes ${resumed}`] : []),
    ...(cancelled > 0 ? [`cancels ${cancelled}`] : []),
  ];
  const text = parts.join(' · ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function functionsOf(
  workspace: Workspace,
  path: string,
  uses: readonly EventUse[],
  role: EventRole,
): string[] {
  const functions = workspace.functionNamesFor(path);
  const ids = uses.flatMap((use) => (use.role === role ? (use.functionId ?? use.path) : []));
  return [...new Set(ids)].map(
    (id) => functions.usesOf(id).find((use) => use.role === 'defines')?.localId ?? id,
  );
}
