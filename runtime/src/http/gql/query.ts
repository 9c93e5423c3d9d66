/** What can be asked: each field of the Query type. */

import type { Services } from '../services.ts';
import { cronOf, eventsOf, senderView } from '../views/run-facts.ts';
import { progressOf } from '../views/run-progress.ts';
import { isoTime, uuidOf } from '../views/wire-id.ts';
import { appView, functionView } from './app-view.ts';
import { eventV2View, eventView } from './event-view.ts';
import {
  type EventsV2Query,
  eventsStream,
  findEvents,
  latestEvents,
  type StreamQuery,
} from './events-query.ts';
import { functionRunView } from './function-run-view.ts';
import { GraphQLError } from './graphql.ts';
import { runView } from './run-view.ts';
import { type RunsQuery, runsConnection } from './runs-query.ts';
import { rootSpanView, spanOutput } from './span-view.ts';
import { type WorkersQuery, workerConnection, workersConnection } from './worker-view.ts';

export function queries(services: Services) {
  const { apps, engine, journal } = services;

  const knownRun = (runId: string) => {
    const run = progressOf(services, runId);
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
        .map((app) => appView(services, app))
        .filter(({ method }) => !filter?.method || method === filter.method),

    app: ({ id }: { id: string }) => {
      const app = apps.apps().find(({ appId }) => uuidOf(appId) === id);
      return app ? appView(services, app) : null;
    },

    functions: () => apps.all().map((fn) => functionView(services, fn)),

    functionBySlug: ({ query }: { query: { functionSlug: string } }) => {
      const fn = apps.find(query.functionSlug);
      return fn && functionView(services, fn);
    },

    stream: ({ query }: { query: StreamQuery }) => eventsStream(services, query),

    events: () => latestEvents(services),

    event: ({ query }: { query: { eventId: string } }) => {
      const event = knownEvent(query.eventId);
      return event && eventView(services, event);
    },

    eventV2: ({ id }: { id: string }) => {
      const event = knownEvent(id);
      if (!event) throw new GraphQLError(`There is no event ${id}.`);
      return eventV2View(services, event);
    },

    eventsV2: (query: EventsV2Query) => findEvents(services, query),

    runs: (query: RunsQuery) => runsConnection(services, query),

    run: ({ runID }: { runID: string }) => {
      const run = progressOf(services, runID);
      return run && runView(services, run);
    },

    functionRun: ({ query }: { query: { functionRunId: string } }) =>
      functionRunView(services, knownRun(query.functionRunId)),

    runTrace: ({ runID }: { runID: string }) => rootSpanView(services, knownRun(runID)),

    runTraceSpanOutputByID: ({ outputID }: { outputID: string }) => {
      const output = spanOutput(services, outputID);
      if (!output) throw new GraphQLError('There is no output with this ID.');
      return output;
    },

    runTrigger: ({ runID }: { runID: string }) => {
      const run = knownRun(runID);
      const events = eventsOf(services, run);
      return {
        eventName: run.eventName,
        IDs: run.eventIds,
        payloads: () => events.map((event) => JSON.stringify(senderView(event))),
        timestamp: isoTime(events[0]?.ts ?? run.queuedAt),
        isBatch: run.eventIds.length > 1,
        batchID: null,
        cron: () => cronOf(services, run),
      };
    },

    // Debug sessions are not offered: the editor's own debugger is used on hosted functions.
    debugRun: () => null,
    debugSession: () => null,

    workerConnections: (query: WorkersQuery) => workersConnection(services, query),
    workerConnection: ({ connectionId }: { connectionId: string }) =>
      workerConnection(services, connectionId),
  };
}
