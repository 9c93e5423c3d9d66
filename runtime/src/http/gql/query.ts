/** What can be asked: each field of the Query type. */

import { type Door, progressOf } from '../door.ts';
import { cronOf, eventsOf, senderView } from '../views/run-facts.ts';
import { isoTime, uuidOf } from '../views/wire-id.ts';
import { appView, functionView } from './app-view.ts';
import {
  type EventsV2Query,
  eventStream,
  findEvents,
  latestEvents,
  type StreamQuery,
} from './event-search.ts';
import { eventV2View, eventView } from './event-view.ts';
import { functionRunView } from './function-run-view.ts';
import { GraphQLError } from './graphql.ts';
import { type RunsQuery, runsConnection } from './run-search.ts';
import { runView } from './run-view.ts';
import { rootSpanView, spanOutput } from './span-view.ts';
import { type WorkersQuery, workerConnection, workersConnection } from './worker-view.ts';

export function queries(door: Door) {
  const { apps, engine, journal } = door;

  const knownRun = (runId: string) => {
    const run = progressOf(door, runId);
    if (!run) throw new GraphQLError(`There is no run ${runId}.`);
    return run;
  };
  const knownEvent = (id: string) => {
    engine.flush();
    return journal.event(id);
  };

  return {
    apps: ({ filter }: { filter?: { method?: string | null } | null }) =>
      apps
        .apps()
        .map((app) => appView(door, app))
        .filter(({ method }) => !filter?.method || method === filter.method),

    app: ({ id }: { id: string }) => {
      const app = apps.apps().find(({ appId }) => uuidOf(appId) === id);
      return app ? appView(door, app) : null;
    },

    functions: () => apps.all().map((fn) => functionView(door, fn)),

    functionBySlug: ({ query }: { query: { functionSlug: string } }) => {
      const fn = apps.find(query.functionSlug);
      return fn && functionView(door, fn);
    },

    stream: ({ query }: { query: StreamQuery }) => eventStream(door, query),

    events: () => latestEvents(door),

    event: ({ query }: { query: { eventId: string } }) => {
      const event = knownEvent(query.eventId);
      return event && eventView(door, event);
    },

    eventV2: ({ id }: { id: string }) => {
      const event = knownEvent(id);
      if (!event) throw new GraphQLError(`There is no event ${id}.`);
      return eventV2View(door, event);
    },

    eventsV2: (query: EventsV2Query) => findEvents(door, query),

    runs: (query: RunsQuery) => runsConnection(door, query),

    run: ({ runID }: { runID: string }) => {
      const run = progressOf(door, runID);
      return run && runView(door, run);
    },

    functionRun: ({ query }: { query: { functionRunId: string } }) =>
      functionRunView(door, knownRun(query.functionRunId)),

    runTrace: ({ runID }: { runID: string }) => rootSpanView(door, knownRun(runID)),

    runTraceSpanOutputByID: ({ outputID }: { outputID: string }) => {
      const output = spanOutput(door, outputID);
      if (!output) throw new GraphQLError('There is no output with this ID.');
      return output;
    },

    runTrigger: ({ runID }: { runID: string }) => {
      const run = knownRun(runID);
      const events = eventsOf(door, run);
      return {
        eventName: run.eventName,
        IDs: run.eventIds,
        payloads: () => events.map((event) => JSON.stringify(senderView(event))),
        timestamp: isoTime(events[0]?.ts ?? run.queuedAt),
        isBatch: run.eventIds.length > 1,
        batchID: null,
        cron: () => cronOf(door, run),
      };
    },

    // Debug sessions are not offered: the editor's own debugger is used on hosted functions.
    debugRun: () => null,
    debugSession: () => null,

    workerConnections: (query: WorkersQuery) => workersConnection(door, query),
    workerConnection: ({ connectionId }: { connectionId: string }) => workerConnection(door, connectionId),
  };
}
