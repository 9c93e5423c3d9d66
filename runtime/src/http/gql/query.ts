/** Resolvers of the Query type, by subject. */

import type { Services } from '../services.ts';
import { batchIdOf, cronOf, eventsOf, senderView } from '../views/run-facts.ts';
import { progressOf } from '../views/run-progress.ts';
import { isoTime, uuidOf } from '../views/wire-id.ts';
import { appView, functionView } from './app-view.ts';
import {
  type EventsV2Query,
  eventsStream,
  findEvents,
  latestEvents,
  type StreamQuery,
} from './events-query.ts';
import { GraphQLError } from './graphql.ts';
import { eventV2View, eventView, functionRunView, rootSpanView, runView } from './links.ts';
import { type RunsQuery, runsConnection } from './runs-query.ts';
import { spanOutput } from './span-view.ts';
import { type WorkersQuery, workerConnection, workersConnection } from './worker-view.ts';

export function queries(services: Services) {
  return {
    ...appQueries(services),
    ...eventQueries(services),
    ...runQueries(services),
    ...workerQueries(services),
  };
}

function appQueries(services: Services) {
  const { apps } = services;
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
  };
}

function eventQueries(services: Services) {
  const { engine, journal } = services;
  const eventOf = (id: string) => {
    engine.flush();
    return journal.event(id);
  };
  return {
    stream: ({ query }: { query: StreamQuery }) => eventsStream(services, query),

    events: () => latestEvents(services),

    event: ({ query }: { query: { eventId: string } }) => {
      const event = eventOf(query.eventId);
      return event && eventView(services, event);
    },

    eventV2: ({ id }: { id: string }) => {
      const event = eventOf(id);
      if (!event) throw new GraphQLError(`Event ${id} not found.`);
      return eventV2View(services, event);
    },

    eventsV2: (query: EventsV2Query) => findEvents(services, query),
  };
}

function runQueries(services: Services) {
  const knownRun = (runId: string) => {
    const run = progressOf(services, runId);
    if (!run) throw new GraphQLError(`Run ${runId} not found.`);
    return run;
  };
  return {
    runs: (query: RunsQuery) => runsConnection(services, query),

    run: ({ runID }: { runID: string }) => {
      const run = progressOf(services, runID);
      return run && runView(services, run);
    },

    functionRun: ({ query }: { query: { functionRunId: string } }) =>
      functionRunView(services, knownRun(query.functionRunId)),

    runTrace: ({ runID }: { runID: string }) => rootSpanView(services, knownRun(runID), true),

    runTraceSpanOutputByID: ({ outputID }: { outputID: string }) => {
      const output = spanOutput(services, outputID);
      if (!output) throw new GraphQLError(`Output ${outputID} not found.`);
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
        batchID: () => batchIdOf(services, run),
        cron: () => cronOf(services, run),
      };
    },

    // No debug sessions: hosted functions are debugged in the editor.
    debugRun: () => null,
    debugSession: () => null,
  };
}

function workerQueries(services: Services) {
  return {
    workerConnections: (query: WorkersQuery) => workersConnection(services, query),
    workerConnection: ({ connectionId }: { connectionId: string }) =>
      workerConnection(services, connectionId),
  };
}
