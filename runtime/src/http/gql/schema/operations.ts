/** What can be asked, and what can be done. */
export const operations = `
scalar Time
scalar Uint
scalar ULID
scalar UUID
scalar Bytes
scalar Unknown
scalar Map
scalar Int64
scalar SpanMetadataKind
scalar SpanMetadataScope
scalar SpanMetadataValues
scalar HTTPHeaders

type PageInfo {
  hasNextPage: Boolean!
  hasPreviousPage: Boolean!
  startCursor: String
  endCursor: String
}

input EventQuery { workspaceId: ID! = "local", eventId: ID! }
input EventsQuery { workspaceId: ID! = "local", lastEventId: ID }
input FunctionQuery { workspaceId: ID! = "local", functionSlug: String! }
input FunctionRunQuery { workspaceId: ID! = "local", functionRunId: ID! }
input DebugRunQuery { workspaceId: ID! = "local", functionSlug: String!, debugRunID: String, runID: String }
input DebugSessionQuery { workspaceId: ID! = "local", functionSlug: String!, debugSessionID: String, runID: String }

input StreamQuery {
  "Items newer than this event."
  after: ID
  "Items older than this event."
  before: ID
  limit: Int! = 20
  includeInternalEvents: Boolean
}

type Query {
  apps(filter: AppsFilterV1): [App!]!
  app(id: UUID!): App
  stream(query: StreamQuery!): [StreamItem!]!
  event(query: EventQuery!): Event
  events(query: EventsQuery!): [Event!]
  eventV2(id: ULID!): EventV2!
  eventsV2(first: Int! = 40, after: String, filter: EventsFilter!): EventsConnection!
  functionBySlug(query: FunctionQuery!): Function
  functions: [Function!]
  functionRun(query: FunctionRunQuery!): FunctionRun
  runs(
    first: Int! = 100
    after: String
    orderBy: [RunsV2OrderBy!]!
    filter: RunsFilterV2!
    preview: Boolean
  ): RunsV2Connection!
  run(runID: String!): FunctionRunV2
  runTraceSpanOutputByID(outputID: String!): RunTraceSpanOutput!
  runTrigger(runID: String!): RunTraceTrigger!
  runTrace(runID: String!): RunTraceSpan!
  debugRun(query: DebugRunQuery!): DebugRun
  debugSession(query: DebugSessionQuery!): DebugSession
  workerConnections(
    first: Int! = 100
    after: String
    orderBy: [ConnectV1WorkerConnectionsOrderBy!]!
    filter: ConnectV1WorkerConnectionsFilter!
  ): ConnectV1WorkerConnectionsConnection!
  workerConnection(connectionId: ULID!): ConnectV1WorkerConnection
}

input CreateAppInput { url: String! }
input UpdateAppInput { id: String!, url: String! }
input RerunFromStepInput { stepID: String!, input: Bytes }
input CreateDebugSessionInput { workspaceId: ID! = "local", functionSlug: String!, runID: String }

type CreateDebugSessionResponse { debugSessionID: ULID!, debugRunID: ULID! }

type Mutation {
  createApp(input: CreateAppInput!): App!
  updateApp(input: UpdateAppInput!): App!
  deleteApp(id: String!): String!
  deleteAppByName(name: String!): Boolean!
  invokeFunction(
    data: Map
    functionSlug: String!
    meta: Map
    user: Map
    debugSessionID: ULID
    debugRunID: ULID
  ): Boolean
  cancelRun(runID: ULID!): FunctionRun!
  rerun(runID: ULID!, fromStep: RerunFromStepInput, debugSessionID: ULID, debugRunID: ULID): ULID!
  createDebugSession(input: CreateDebugSessionInput!): CreateDebugSessionResponse!
}
`;
