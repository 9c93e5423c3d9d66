/** A worker that speaks the messages of WebSocket workers without an SDK, and says what it heard. */
import { WebSocket } from 'ws';
import type { Connect } from '../../../runtime/src/connect/connect.ts';
import {
  connectionReady,
  connectMessage,
  executorRequest,
  extendLease,
  extendLeaseAck,
  kinds,
  replyAck,
  requestAck,
  responseStatus,
  sdkResponse,
  startRequest,
  startResponse,
  subprotocol,
  systemError,
  workerConnect,
} from '../../../runtime/src/connect/messages.ts';
import { waitUntil } from '../wait-until.ts';

export interface RawWorkerOptions {
  /** Local ids of the functions of its one app, `app`. */
  functions?: string[];
  maxConcurrency?: number;
  /** Groups of gateways it says it lost. */
  lost?: string[];
  /** Says nothing when it is ready: who has heard that he is connected is. */
  readyAtOnce?: boolean;
  /** In place of the function's configuration. */
  rawFunctions?: string;
  token?: string;
  headers?: Record<string, string>;
}

export interface RawWorker {
  /** The group that it was told; a worker that lost it names it. */
  group: string;
  /** In a word each: `hello`, `ready 10s/2s`, `request app-a:step`, `reply-ack 1`, `lease 1`, `no lease 1`, `closing`. */
  heard: string[];
  say(kind: keyof typeof kinds, payload?: Uint8Array): void;
  ack(requestId: string): void;
  reply(requestId: string, output: unknown): void;
  extend(requestId: string): void;
  /** Extends with a lease that is not the request's. */
  extendWrongly(requestId: string): void;
  /** Cuts the connection without a word. */
  drop(): void;
  /** Closes it as workers do that have ended. */
  leave(): void;
  until(heard: string): Promise<void>;
  closed: Promise<{ code: number; reason: string }>;
}

export async function rawWorker(connect: Connect, options: RawWorkerOptions = {}): Promise<RawWorker> {
  const started = startResponse.decode(
    await connect.start(startRequest.encode({ excludeGateways: options.lost ?? [] })),
  );
  const socket = new WebSocket(started.gatewayEndpoint, [subprotocol], { headers: options.headers ?? {} });
  socket.on('error', () => {});
  const heard: string[] = [];
  const leases = new Map<string, string>();
  const say: RawWorker['say'] = (kind, payload = new Uint8Array()) =>
    socket.send(connectMessage.encode({ kind: kinds[kind], payload }), () => {});
  socket.on('message', (data: Buffer) => {
    const { kind, payload } = connectMessage.decode(data);
    switch (kind) {
      case kinds.gatewayHello:
        heard.push('hello');
        return say('workerConnect', introduction(started, options));
      case kinds.gatewayConnectionReady: {
        const { heartbeatInterval, extendLeaseInterval } = connectionReady.decode(payload);
        heard.push(`ready ${heartbeatInterval}/${extendLeaseInterval}`);
        return;
      }
      case kinds.gatewayExecutorRequest: {
        const request = executorRequest.decode(payload);
        leases.set(request.requestId, request.leaseId);
        heard.push(`request ${request.requestId} ${request.functionSlug}:${request.stepId}`);
        return;
      }
      case kinds.workerReplyAck:
        heard.push(`reply-ack ${replyAck.decode(payload).requestId}`);
        return;
      case kinds.workerRequestExtendLeaseAck: {
        const { requestId, newLeaseId } = extendLeaseAck.decode(payload);
        heard.push(`${newLeaseId === null ? 'no lease' : 'lease'} ${requestId}`);
        if (newLeaseId !== null) leases.set(requestId, newLeaseId);
        return;
      }
      case kinds.gatewayHeartbeat:
        heard.push('heartbeat');
        return;
      case kinds.gatewayClosing:
        heard.push('closing');
        return;
      case kinds.syncFailed:
        heard.push(`sync failed: ${systemError.decode(payload).message}`);
        return;
    }
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })),
  );
  const until = async (words: string) => {
    await waitUntil(
      words,
      () => heard.some((each) => each.startsWith(words)),
      () => heard,
    );
  };
  return {
    group: started.gatewayGroup,
    heard,
    say,
    ack: (requestId) => say('workerRequestAck', requestAck.encode({ requestId })),
    reply: (requestId, output) => say('workerReply', replyOf(requestId, output)),
    extend: (requestId) =>
      say(
        'workerRequestExtendLease',
        extendLease.encode({ requestId, leaseId: leases.get(requestId) ?? '' }),
      ),
    extendWrongly: (requestId) =>
      say('workerRequestExtendLease', extendLease.encode({ requestId, leaseId: 'another' })),
    drop: () => socket.terminate(),
    leave: () => socket.close(1000, 'WORKER_SHUTDOWN'),
    until,
    closed,
  };
}

/** What a worker says first: who it is, and what it serves. */
function introduction(
  { connectionId, sessionToken }: { connectionId: string; sessionToken: string },
  options: RawWorkerOptions,
): Uint8Array {
  return workerConnect.encode({
    connectionId,
    instanceId: 'this machine',
    authData: { sessionToken: options.token ?? sessionToken, syncToken: '' },
    apps: [
      {
        appName: 'app',
        appVersion: null,
        functions: Buffer.from(options.rawFunctions ?? configuration(options.functions ?? ['a'])),
      },
    ],
    manualReadiness: !options.readyAtOnce,
    sdkVersion: 'v4.0.0',
    sdkLanguage: 'typescript',
    maxConcurrency: options.maxConcurrency ?? 0,
  });
}

/** A worker that is ready for requests. */
export async function readyWorker(connect: Connect, options: RawWorkerOptions = {}): Promise<RawWorker> {
  const before = readyCount(connect);
  const worker = await rawWorker(connect, options);
  await worker.until('ready');
  if (!options.readyAtOnce) worker.say('workerReady');
  await waitUntil(
    'a ready worker',
    () => readyCount(connect) > before,
    () => connect.workers(),
  );
  return worker;
}

export function replyOf(requestId: string, output: unknown): Uint8Array {
  const body = Buffer.from(JSON.stringify(output));
  return sdkResponse.encode({
    requestId,
    status: responseStatus.done,
    body,
    sdkVersion: 'inngest-js:v4.0.0',
  });
}

function readyCount(connect: Connect): number {
  return connect.workers().filter(({ state }) => state === 'ready').length;
}

/** As the SDK writes it. */
function configuration(functions: string[]): string {
  return JSON.stringify(
    functions.map((id) => ({
      id: `app-${id}`,
      name: id,
      triggers: [{ event: id }],
      steps: {
        step: {
          id: 'step',
          name: 'step',
          runtime: { type: 'ws', url: `wss://connect/?fnId=app-${id}&stepId=step` },
        },
      },
    })),
  );
}
