/**
 * The messages between a WebSocket worker and its gateway (protocol 2.10; package `connect.v1`), with the fields that are used
 * here; other fields are skipped.
 */
import { bytes, count, flag, message, nested, nestedList, optionalText, text, texts } from './protobuf.ts';

/** Name of the WebSocket subprotocol. */
export const subprotocol = 'v0.connect.inngest.com';

export const kinds = {
  gatewayHello: 0,
  workerConnect: 1,
  gatewayConnectionReady: 2,
  gatewayExecutorRequest: 3,
  workerReady: 4,
  workerRequestAck: 5,
  workerReply: 6,
  workerReplyAck: 7,
  workerPause: 8,
  workerHeartbeat: 9,
  gatewayHeartbeat: 10,
  gatewayClosing: 11,
  workerRequestExtendLease: 12,
  workerRequestExtendLeaseAck: 13,
  syncFailed: 14,
  workerStatus: 15,
} as const;

export const connectMessage = message({ kind: count(1), payload: bytes(2) });

export const startRequest = message({
  /** Groups of gateways that the worker had trouble with. */
  excludeGateways: texts(1),
});

export const startResponse = message({
  connectionId: text(1),
  gatewayEndpoint: text(2),
  gatewayGroup: text(3),
  sessionToken: text(4),
  syncToken: text(5),
});

export const workerConnect = message({
  connectionId: text(1),
  instanceId: text(2),
  authData: nested(3, message({ sessionToken: text(1), syncToken: text(2) })),
  apps: nestedList(
    5,
    message({
      appName: text(1),
      appVersion: optionalText(2),
      /** JSON: a list of functions as in a registration (protocol 1.4). */
      functions: bytes(4),
    }),
  ),
  /** It reports when it is ready. */
  manualReadiness: flag(6),
  framework: text(9),
  platform: optionalText(10),
  sdkVersion: text(11),
  sdkLanguage: text(12),
  /** Requests at once; 0: any number. */
  maxConcurrency: count(14),
});

export const connectionReady = message({
  /** Durations, e.g. `10s`. */
  heartbeatInterval: text(1),
  extendLeaseInterval: text(2),
  statusInterval: text(3),
});

const identity = { requestId: text(1), accountId: text(2), envId: text(3) };

export const executorRequest = message({
  ...identity,
  appId: text(4),
  /** The client's id. */
  appName: text(5),
  functionId: text(6),
  /** The function's id on the wire. */
  functionSlug: text(7),
  stepId: optionalText(8),
  /** JSON: the body of an execution request (protocol 2.1). */
  payload: bytes(9),
  runId: text(12),
  leaseId: text(13),
  jobId: text(14),
});

export const requestAck = message({ requestId: text(1) });

export const extendLease = message({ ...identity, appId: text(4), functionSlug: text(5), leaseId: text(10) });

export const extendLeaseAck = message({
  ...identity,
  appId: text(4),
  functionSlug: text(5),
  /** Null: the request is no longer the worker's. */
  newLeaseId: optionalText(6),
});

export const responseStatus = { notCompleted: 0, done: 1, error: 2 } as const;

export const sdkResponse = message({
  ...identity,
  appId: text(4),
  status: count(5),
  body: bytes(6),
  noRetry: flag(7),
  retryAfter: optionalText(8),
  sdkVersion: text(9),
  requestVersion: count(10),
  runId: text(13),
});

/** Of `WORKER_REPLY_ACK` and of the answer to a flush. */
export const replyAck = message({ requestId: text(1) });

export const systemError = message({ code: text(1), message: text(3) });
