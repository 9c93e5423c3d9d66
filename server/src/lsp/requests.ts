/** Answers to the requests of `protocol.ts`. */
import type { Connection } from 'vscode-languageserver';
import { nodeAtPosition } from '../features/cursor/node-at.ts';
import { notesOf } from '../features/diagnostics.ts';
import { eventsOf } from '../features/events-list.ts';
import { summariesOf } from '../features/function-list.ts';
import { mapOf } from '../map/workspace-map.ts';
import { payloadFor } from '../payload/event-payload.ts';
import { type ParamsOf, type Requests, type ResultOf, requests } from '../protocol.ts';
import type { ServerContext } from './server-context.ts';

type RequestHandlers = {
  readonly [Name in keyof Requests]: (
    params: ParamsOf<Requests[Name]>,
  ) => ResultOf<Requests[Name]> | Promise<ResultOf<Requests[Name]>>;
};

export function registerRequests(connection: Connection, context: ServerContext): void {
  const handlers = handlersFor(context);
  for (const name of Object.keys(requests) as (keyof Requests)[]) {
    // The table pairs each request with its own handler, which the compiler cannot follow through a loop.
    const handler = handlers[name] as (params: unknown) => unknown;
    connection.onRequest(requests[name].method, handler);
  }
}

function handlersFor(context: ServerContext): RequestHandlers {
  const { workspace } = context;
  return {
    listFunctions: async ({ uri }) => {
      if (uri !== undefined) {
        const state = workspace.stateOf(context.pathFor(uri));
        return { functions: state ? summariesOf({ ...state, functions: state.analysis.graphs }) : [] };
      }
      await context.indexed;
      return { functions: workspace.lists().flatMap(summariesOf) };
    },
    documentGraphs: ({ uri }) => {
      const state = workspace.stateOf(context.pathFor(uri));
      if (!state) return { uri, version: null, stale: false, graphs: [], notes: [] };
      const { version, stale, analysis } = state;
      return { uri, version, stale, graphs: analysis.graphs, notes: notesOf(state) };
    },
    nodeAt: ({ uri, position }) => {
      const found = nodeAtPosition(workspace, context.pathFor(uri), position);
      return found ? { functionId: found.graph.id, nodeId: found.node?.id ?? null } : null;
    },
    eventPayload: async ({ event }) => {
      await context.indexed;
      await workspace.refreshEvents(context.isStopped);
      return payloadFor(workspace, event, new Date());
    },
    eventMap: async () => {
      await context.indexed;
      // Builds missing graphs a few at a time, so that other requests are answered in between.
      await workspace.warm(context.isStopped);
      await workspace.refreshEvents(context.isStopped);
      return mapOf(workspace);
    },
    listEvents: async () => {
      await context.indexed;
      return { events: eventsOf(workspace) };
    },
  };
}
