/** Runs, their traces, and what is deferred by them. */
export const runTypes = `
enum FunctionRunStatus { COMPLETED FAILED CANCELLED RUNNING QUEUED SKIPPED }

enum RunTraceSpanStatus { FAILED QUEUED RUNNING COMPLETED WAITING CANCELLED SKIPPED }

enum StepOp { INVOKE RUN SLEEP WAIT_FOR_EVENT AI_GATEWAY WAIT_FOR_SIGNAL }

enum RunsV2OrderByField { QUEUED_AT STARTED_AT ENDED_AT }

enum RunsOrderByDirection { ASC DESC }

enum RunDeferStatus { SCHEDULED ABORTED REJECTED }

input RunsV2OrderBy { field: RunsV2OrderByField!, direction: RunsOrderByDirection! }

input RunsFilterV2 {
  from: Time!
  until: Time
  timeField: RunsV2OrderByField = QUEUED_AT
  status: [FunctionRunStatus!]
  functionIDs: [UUID!]
  appIDs: [UUID!]
  isDeferred: Boolean
  "An expression over event and output."
  query: String
}

type RunsV2Connection {
  edges: [FunctionRunV2Edge!]!
  pageInfo: PageInfo!
  totalCount(preview: Boolean): Int!
}

type FunctionRunV2Edge { node: FunctionRunV2!, cursor: String! }

type FunctionRunV2 {
  id: ULID!
  appID: UUID!
  app: App!
  functionID: UUID!
  function: Function!
  traceID: String!
  queuedAt: Time!
  startedAt: Time
  endedAt: Time
  status: FunctionRunStatus!
  sourceID: String
  triggerIDs: [ULID!]!
  eventName: String
  isBatch: Boolean!
  batchCreatedAt: Time
  cronSchedule: String
  output: Bytes
  trace(preview: Boolean): RunTraceSpan
  hasAI: Boolean!
  defers: [RunDefer!]!
  siblingDefers: [RunDefer!]!
  deferredFrom: [RunDeferredFrom!]!
  isDeferred: Boolean!
}

type RunDefer {
  hashedDeferID: String!
  userlandDeferID: String!
  fnSlug: String!
  status: RunDeferStatus!
  function: Function
  runID: ULID
  run: FunctionRunV2
}

type RunDeferredFrom { runID: ULID!, function: Function!, run: FunctionRunV2 }

type RunTraceSpan {
  appID: UUID!
  functionID: UUID!
  runID: ULID!
  run: FunctionRun!
  spanID: String!
  traceID: String!
  groupID: String
  name: String!
  status: RunTraceSpanStatus!
  "0-based number of the current or last attempt."
  attempts: Int
  "Milliseconds; null while it goes on."
  duration: Int
  outputID: String
  queuedAt: Time!
  scheduledAt: Time
  startedAt: Time
  endedAt: Time
  childrenSpans: [RunTraceSpan!]!
  stepOp: StepOp
  stepID: String
  stepInfo: StepInfo
  stepType: String!
  isRoot: Boolean!
  parentSpanID: String
  parentSpan: RunTraceSpan
  isUserland: Boolean!
  userlandSpan: UserlandSpan
  debugRunID: ULID
  debugSessionID: ULID
  debugPaused: Boolean!
  skipReason: String
  skipExistingRunID: String
  metadata: [SpanMetadata!]!
  response: RunTraceSpanResponseInfo
}

union StepInfo = InvokeStepInfo | SleepStepInfo | WaitForEventStepInfo | RunStepInfo | WaitForSignalStepInfo

type InvokeStepInfo {
  triggeringEventID: ULID!
  functionID: String!
  timeout: Time!
  returnEventID: ULID
  runID: ULID
  timedOut: Boolean
}

type SleepStepInfo { sleepUntil: Time! }

type WaitForEventStepInfo {
  eventName: String!
  expression: String
  timeout: Time!
  foundEventID: ULID
  timedOut: Boolean
}

type WaitForSignalStepInfo { signal: String!, timeout: Time!, timedOut: Boolean }

type RunStepInfo { type: String }

type RunTraceSpanResponseInfo { statusCode: Int!, headers: HTTPHeaders! }

type SpanMetadata {
  scope: SpanMetadataScope!
  kind: SpanMetadataKind!
  values: SpanMetadataValues!
  updatedAt: Time!
}

type UserlandSpan {
  spanName: String
  spanKind: String
  serviceName: String
  resourceAttrs: Bytes
  scopeName: String
  scopeVersion: String
  spanAttrs: Bytes
}

type RunTraceSpanOutput { input: Bytes, data: Bytes, error: StepError }

type StepError { message: String!, name: String, stack: String, cause: Unknown }

type RunTraceTrigger {
  eventName: String
  IDs: [ULID!]!
  payloads: [Bytes!]!
  timestamp: Time!
  isBatch: Boolean!
  batchID: ULID
  cron: String
}

type DebugRun { debugTraces: [RunTraceSpan!] }

type DebugSession { debugRuns: [DebugSessionRun!] }

type DebugSessionRun {
  status: RunTraceSpanStatus!
  queuedAt: Time!
  startedAt: Time
  endedAt: Time
  debugRunID: ULID
  tags: [String!]
  versions: [String!]
}
`;
