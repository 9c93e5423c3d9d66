/** Apps, their functions with their settings, and connected workers. */
export const appTypes = `
enum AppMethod { SERVE CONNECT API }

enum FunctionTriggerTypes { EVENT CRON }

enum ConcurrencyScope { ACCOUNT ENVIRONMENT FUNCTION }

enum SingletonMode { SKIP CANCEL }

enum ConnectV1ConnectionStatus { CONNECTED READY DRAINING DISCONNECTING DISCONNECTED }

enum ConnectV1WorkerConnectionsOrderByField { CONNECTED_AT LAST_HEARTBEAT_AT DISCONNECTED_AT }

enum ConnectV1WorkerConnectionsOrderByDirection { ASC DESC }

input AppsFilterV1 { method: AppMethod }

type App {
  id: ID!
  externalID: String!
  name: String!
  sdkLanguage: String!
  sdkVersion: String!
  framework: String
  url: String
  checksum: String
  error: String
  functions: [Function!]!
  method: AppMethod!
  appVersion: String
  sdkFeatureReadiness: SDKFeatureReadiness!
  connected: Boolean!
  functionCount: Int!
  autodiscovered: Boolean!
}

type SDKFeatureReadiness { aiMetadataExtraction: SDKFeatureStatus, extendedTraces: SDKFeatureStatus }

type SDKFeatureStatus { ready: Boolean!, reason: Int }

type Function {
  id: String!
  name: String!
  slug: String!
  failureHandler: Function
  config: String!
  configuration: FunctionConfiguration!
  concurrency: Int!
  triggers: [FunctionTrigger!]
  url: String!
  appID: String!
  app: App!
}

type FunctionTrigger { type: FunctionTriggerTypes!, value: String!, condition: String }

type FunctionConfiguration {
  cancellations: [CancellationConfiguration!]!
  retries: RetryConfiguration!
  priority: String
  eventsBatch: EventsBatchConfiguration
  concurrency: [ConcurrencyConfiguration!]!
  rateLimit: RateLimitConfiguration
  debounce: DebounceConfiguration
  throttle: ThrottleConfiguration
  singleton: SingletonConfiguration
}

type CancellationConfiguration { event: String!, timeout: String, condition: String }

type RetryConfiguration { value: Int!, isDefault: Boolean }

type EventsBatchConfiguration { maxSize: Int!, timeout: String!, key: String }

type ConcurrencyConfiguration { scope: ConcurrencyScope!, limit: ConcurrencyLimitConfiguration!, key: String }

type ConcurrencyLimitConfiguration { value: Int!, isPlanLimit: Boolean }

type RateLimitConfiguration { limit: Int!, period: String!, key: String }

type DebounceConfiguration { period: String!, key: String }

type ThrottleConfiguration { burst: Int!, key: String, limit: Int!, period: String! }

type SingletonConfiguration { mode: SingletonMode!, key: String }

input ConnectV1WorkerConnectionsFilter {
  from: Time
  until: Time
  timeField: ConnectV1WorkerConnectionsOrderByField = CONNECTED_AT
  status: [ConnectV1ConnectionStatus!]
  appIDs: [UUID!]
}

input ConnectV1WorkerConnectionsOrderBy {
  field: ConnectV1WorkerConnectionsOrderByField!
  direction: ConnectV1WorkerConnectionsOrderByDirection!
}

type ConnectV1WorkerConnectionsConnection {
  edges: [ConnectV1WorkerConnectionEdge!]!
  pageInfo: PageInfo!
  totalCount: Int!
}

type ConnectV1WorkerConnectionEdge { node: ConnectV1WorkerConnection!, cursor: String! }

type ConnectV1WorkerConnection {
  id: ULID!
  gatewayId: ULID!
  instanceId: String!
  workerIp: String!
  maxWorkerConcurrency: Int64!
  appName: String
  appID: UUID
  app: App
  connectedAt: Time!
  lastHeartbeatAt: Time
  disconnectedAt: Time
  disconnectReason: String
  status: ConnectV1ConnectionStatus!
  groupHash: String!
  sdkLang: String!
  sdkVersion: String!
  sdkPlatform: String!
  syncId: UUID @deprecated(reason: "buildId is deprecated. Use appVersion instead.")
  buildId: String
  appVersion: String
  functionCount: Int!
  cpuCores: Int!
  memBytes: Int!
  os: String!
}
`;
