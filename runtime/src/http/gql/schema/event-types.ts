/** Events, and the older view of runs that hangs on them. */
export const eventTypes = `
enum EventStatus { RUNNING COMPLETED PAUSED FAILED PARTIALLY_FAILED NO_FUNCTIONS }

enum StreamType { EVENT CRON }

enum HistoryType {
  FunctionCancelled
  FunctionCompleted
  FunctionFailed
  FunctionScheduled
  FunctionStarted
  FunctionStatusUpdated
  None
  StepCompleted
  StepErrored
  StepFailed
  StepScheduled
  StepSleeping
  StepStarted
  StepWaiting
}

enum HistoryStepType { Run Send Sleep Wait }

input EventsFilter {
  eventNames: [String!]
  from: Time!
  includeInternalEvents: Boolean! = false
  "An expression over event."
  query: String
  until: Time
}

type EventsConnection { edges: [EventsEdge!]!, pageInfo: PageInfo!, totalCount: Int! }

type EventsEdge { node: EventV2!, cursor: String! }

type EventV2 {
  envID: UUID!
  id: ULID!
  idempotencyKey: String
  name: String!
  occurredAt: Time!
  raw: String!
  receivedAt: Time!
  runs: [FunctionRunV2!]!
  source: EventSource
  version: String
}

type EventSource { id: ID!, name: String, sourceKind: String! }

type Workspace { id: ID! }

type Event {
  id: ULID!
  externalID: String
  workspace: Workspace
  name: String
  createdAt: Time
  "The event's data as JSON."
  payload: String
  schema: String
  status: EventStatus
  pendingRuns: Int
  totalRuns: Int
  "The whole event as JSON."
  raw: String
  functionRuns: [FunctionRun!]
}

type StreamItem {
  id: ID!
  trigger: String!
  type: StreamType!
  createdAt: Time!
  runs: [FunctionRun]
  inBatch: Boolean!
}

type FunctionRun {
  id: ID!
  functionID: String!
  function: Function
  workspace: Workspace
  event: Event
  events: [Event!]!
  batchID: ULID
  batchCreatedAt: Time
  status: FunctionRunStatus
  waitingFor: StepEventWait
  pendingSteps: Int @deprecated
  startedAt: Time
  finishedAt: Time
  output: String
  history: [RunHistoryItem!]!
  historyItemOutput(id: ULID!): String
  eventID: ID!
  cron: String
}

type StepEventWait { eventName: String, expression: String, expiryTime: Time! }

type RunHistoryItem {
  attempt: Int!
  cancel: RunHistoryCancel
  createdAt: Time!
  functionVersion: Int!
  groupID: UUID
  id: ULID!
  result: RunHistoryResult
  sleep: RunHistorySleep
  stepName: String
  stepType: HistoryStepType
  type: HistoryType!
  url: String
  waitForEvent: RunHistoryWaitForEvent
  waitResult: RunHistoryWaitResult
  invokeFunction: RunHistoryInvokeFunction
  invokeFunctionResult: RunHistoryInvokeFunctionResult
}

type RunHistoryCancel { eventID: ULID, expression: String, userID: UUID }

type RunHistoryResult {
  durationMS: Int!
  errorCode: String
  framework: String
  platform: String
  sdkLanguage: String!
  sdkVersion: String!
  sizeBytes: Int!
}

type RunHistorySleep { until: Time! }

type RunHistoryWaitForEvent { eventName: String!, expression: String, timeout: Time! }

type RunHistoryWaitResult { eventID: ULID, timeout: Boolean! }

type RunHistoryInvokeFunction { eventID: ULID!, functionID: String!, correlationID: String!, timeout: Time! }

type RunHistoryInvokeFunctionResult { eventID: ULID, timeout: Boolean!, runID: ULID }
`;
