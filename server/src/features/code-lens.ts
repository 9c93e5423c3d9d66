/** Lenses above each function: send its event, open its graph. */
import type { CodeLens } from 'vscode-languageserver';
import { endpointEvent } from '../definitions/endpoints.ts';
import { lensCommands } from '../protocol.ts';
import type { FileState } from '../workspace/workspace.ts';

export function codeLenses(state: FileState): CodeLens[] {
  return state.analysis.graphs.flatMap((graph) => {
    const { line } = graph.range.start;
    const range = { start: graph.range.start, end: { line, character: graph.range.start.character + 1 } };
    const event = graph.triggers.find(({ event, unknown }) => event !== undefined && !unknown)?.event ?? null;
    const run: CodeLens[] = [
      {
        range,
        command: {
          title: event === null ? '▷ Invoke' : '▷ Send Event',
          command: lensCommands.sendEvent,
          arguments: [{ id: graph.id, uri: state.uri }, event],
        },
      },
    ];
    return [
      // An endpoint is started by a request to its own address.
      ...(event === endpointEvent ? [] : run),
      {
        range,
        command: { title: 'Graph', command: lensCommands.openGraph, arguments: [state.uri, graph.id] },
      },
    ];
  });
}
