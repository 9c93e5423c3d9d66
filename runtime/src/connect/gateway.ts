/** The endpoint of WebSocket workers: admits them, hands them requests, and takes their replies (protocol 2.10). */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { ulid } from 'ulid';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../clock.ts';
import type { ExecutionRequest } from '../sdk-protocol/request.ts';
import { caught } from '../transport/safe-listeners.ts';
import type { SendResult } from '../transport/sender.ts';
import type { ConnectedApps } from './connected-apps.ts';
import { readReply } from './execution.ts';
import { type Introduction, type Refusal, readIntroduction } from './introduction.ts';
import { LostWorkers } from './lost-workers.ts';
import {
  connectionReady,
  connectMessage,
  extendLease,
  extendLeaseAck,
  kinds,
  replyAck,
  requestAck,
  sdkResponse,
  startRequest,
  startResponse,
  subprotocol,
  systemError,
} from './messages.ts';
import { Requests } from './requests.ts';
import { Tickets } from './tickets.ts';
import { Worker, type WorkerView } from './worker.ts';

export interface GatewayOptions {
  clock: Clock;
  apps: ConnectedApps;
  log: (level: 'info' | 'warn', text: string) => void;
  /** Milliseconds a worker may take for a request; 0: any time. */
  timeout: number;
  /** See `RequestsOptions`. */
  isWanted: (runId: string) => boolean;
  /** Where workers find it, e.g. `ws://127.0.0.1:8289/v0/connect`. */
  endpoint: () => string;
}

/** Of a message; the same as for an answer over HTTP. */
const maxMessageBytes = 32 * 1024 * 1024;
/** Sent to workers, which derive their other intervals from these. */
const heartbeatIntervalMs = 10_000;
const extendLeaseIntervalMs = 2_000;
const maxMissedHeartbeats = 2;
/** How long a worker may take to acknowledge a request that it has read. */
const requestAckTimeoutMs = 1_000;
/** Payload of the ping to a worker that does not report by itself that it is ready. */
const ready = 'ready';
/** How long a worker may take to send its first message. */
const helloTimeoutMs = 5_000;

export class Gateway {
  readonly #options: GatewayOptions;
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  });
  readonly #requests: Requests;
  readonly #tickets: Tickets;
  readonly #workers = new Map<string, Worker>();
  readonly #lost: LostWorkers;
  #isClosing = false;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#tickets = new Tickets(options.clock);
    this.#requests = new Requests({
      clock: options.clock,
      workers: () => this.#workers.values(),
      newId: () => ulid(),
      isWanted: options.isWanted,
      timeout: options.timeout,
    });
    this.#lost = new LostWorkers(options.clock, (worker) => this.#requests.lose(worker));
  }

  workers(): WorkerView[] {
    return [...this.#workers.values()].map(({ view }) => view);
  }

  workersBlocking(requestIds: readonly string[]): ReturnType<Requests['workersBlocking']> {
    return this.#requests.workersBlocking(requestIds);
  }

  send(request: ExecutionRequest): Promise<SendResult> {
    return this.#requests.send(request);
  }

  /** Takes and returns the bodies of `POST /v0/connect/start`. @throws when the request cannot be read. */
  start(body: Uint8Array): Uint8Array<ArrayBuffer> {
    const { excludeGateways } = startRequest.decode(body);
    const { connectionId, token } = this.#tickets.issue(excludeGateways);
    for (const id of excludeGateways) this.#lost.isOnItsWay(id);
    return startResponse.encode({
      connectionId,
      gatewayEndpoint: this.#options.endpoint(),
      // Workers name the groups they lost; with one group for each connection that identifies a worker that comes back.
      gatewayGroup: connectionId,
      sessionToken: token,
      syncToken: token,
    });
  }

  /** Takes and returns the bodies of `POST /v0/connect/flush`: a reply that found no connection. @throws as above. */
  flush(body: Uint8Array): Uint8Array<ArrayBuffer> {
    const { requestId } = this.#reply(body);
    return replyAck.encode({ requestId });
  }

  /** Accepts an upgrade request that was checked to come from this machine. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#greet(webSocket));
  }

  /** The runtime starts to shut down: requests that no worker has are given back. */
  stop(): void {
    this.#requests.stop();
  }

  /** Workers keep their requests and look for another gateway. */
  close(): void {
    this.#isClosing = true;
    for (const worker of [...this.#workers.values()]) {
      worker.say(kinds.gatewayClosing);
      worker.close(1001, 'connect_gateway_closing');
    }
    this.#lost.close();
    this.#tickets.close();
    this.#requests.close();
    this.#server.close();
    for (const client of this.#server.clients) client.terminate();
  }

  #greet(socket: WebSocket): void {
    const giveUp = () => socket.terminate();
    socket.on('error', giveUp);
    if (this.#isClosing) {
      socket.close(1001, 'connect_gateway_closing');
      return;
    }
    const tooLate = this.#after(helloTimeoutMs, () =>
      refuse(socket, {
        code: 'connect_worker_hello_timeout',
        message: 'The worker did not send a valid hello message',
      }),
    );
    socket.once('close', tooLate);
    const hear = (data: Buffer) => {
      tooLate();
      const introduction = this.#introduced(data);
      if (introduction.ok) this.#admit(socket, introduction);
      else {
        this.#options.log('warn', `Worker rejected: ${introduction.refusal.message}`);
        refuse(socket, introduction.refusal);
      }
    };
    socket.once('message', caught(hear, giveUp));
    socket.send(connectMessage.encode({ kind: kinds.gatewayHello }));
  }

  #introduced(data: Buffer): Introduction {
    const message = readMessage(data);
    if (message?.kind === kinds.workerConnect)
      return readIntroduction(message.payload, this.#options.endpoint(), this.#tickets);
    const refusal = {
      code: 'connect_worker_hello_invalid_msg' as const,
      message: 'The worker did not send a valid hello message',
    };
    return { ok: false, refusal };
  }

  #admit(
    socket: WebSocket,
    { worker: description, replaces, readyAtOnce }: Introduction & { ok: true },
  ): void {
    const { clock, apps } = this.#options;
    const worker = new Worker(socket, description, clock.now());
    this.#workers.set(worker.id, worker);
    for (const { app } of description.apps) apps.register(app, worker.id);
    for (const id of replaces) {
      const lost = this.#lost.takeBack(id);
      if (lost) this.#requests.moveAll(lost, worker);
    }
    let stopListening = this.#listenFor(worker);
    const hear = (data: Buffer) => {
      stopListening();
      stopListening = this.#listenFor(worker);
      worker.lastHeardAt = this.#options.clock.now();
      const message = readMessage(data);
      if (message) this.#take(worker, message);
      else worker.close(1008, 'connect_run_invalid_message');
    };
    const giveUp = () => worker.close(1011, 'connect_internal_error');
    socket.on('message', caught(hear, giveUp));
    socket.once('close', (code: number) => {
      stopListening();
      this.#leave(worker, code);
    });
    worker.say(
      kinds.gatewayConnectionReady,
      connectionReady.encode({
        heartbeatInterval: `${heartbeatIntervalMs / 1000}s`,
        extendLeaseInterval: `${extendLeaseIntervalMs / 1000}s`,
        statusInterval: '0s',
      }),
    );
    worker.onEcho((text) => this.#hearEcho(worker, text));
    // A worker ignores requests that arrive before it knows that it is connected.
    if (readyAtOnce) worker.askForEcho(ready);
  }

  #hearEcho(worker: Worker, text: string): void {
    if (text !== ready) {
      this.#after(requestAckTimeoutMs, () => this.#requests.passedOver(text, worker));
    } else if (worker.state === 'connected') this.#setState(worker, 'ready');
  }

  #take(worker: Worker, { kind, payload }: NonNullable<ReturnType<typeof readMessage>>): void {
    if (worker.state === 'silent') this.#setState(worker, 'ready');
    try {
      switch (kind) {
        case kinds.workerReady:
          if (worker.state === 'connected') this.#setState(worker, 'ready');
          break;
        case kinds.workerHeartbeat:
          worker.say(kinds.gatewayHeartbeat);
          break;
        case kinds.workerPause:
          this.#setState(worker, 'draining');
          // It ignores requests that it has not acknowledged by now.
          this.#requests.takeBack(worker);
          break;
        case kinds.workerRequestAck:
          this.#requests.taken(requestAck.decode(payload).requestId, worker);
          break;
        case kinds.workerRequestExtendLease:
          this.#extend(worker, payload);
          break;
        case kinds.workerReply:
          worker.say(kinds.workerReplyAck, replyAck.encode(this.#reply(payload)));
      }
    } catch {
      worker.close(1008, 'connect_run_invalid_message');
    }
  }

  #extend(worker: Worker, payload: Uint8Array): void {
    const { leaseId, ...request } = extendLease.decode(payload);
    const newLeaseId = this.#requests.extend(request.requestId, leaseId, worker);
    worker.say(kinds.workerRequestExtendLeaseAck, extendLeaseAck.encode({ ...request, newLeaseId }));
  }

  #reply(payload: Uint8Array): { requestId: string } {
    const reply = sdkResponse.decode(payload);
    this.#requests.answer(reply.requestId, readReply(reply));
    return { requestId: reply.requestId };
  }

  #setState(worker: Worker, state: Worker['state']): void {
    worker.state = state;
    this.#options.apps.setReady(worker.id, state === 'ready');
    this.#requests.assign();
  }

  /** A worker without heartbeats gets no more requests, but keeps those it has while it is connected. */
  #listenFor(worker: Worker): () => void {
    return this.#after(heartbeatIntervalMs * maxMissedHeartbeats, () => {
      if (worker.state === 'ready') this.#setState(worker, 'silent');
    });
  }

  #leave(worker: Worker, code: number): void {
    this.#workers.delete(worker.id);
    worker.state = 'lost';
    this.#options.apps.leave(worker.id);
    if (this.#isClosing) return;
    this.#requests.takeBack(worker);
    // A worker that closes its connection properly has finished its requests; one that has not will not continue.
    if (code === 1000) this.#requests.lose(worker);
    else if (worker.inFlight.size > 0) this.#lost.add(worker);
  }

  #after(milliseconds: number, run: () => void): () => void {
    const { clock } = this.#options;
    return clock.setTimer(clock.now() + milliseconds, run);
  }
}

/** Null when it is not a message of the protocol. */
function readMessage(data: Buffer): ReturnType<typeof connectMessage.decode> | null {
  try {
    return connectMessage.decode(data);
  } catch {
    return null;
  }
}

function refuse(socket: WebSocket, { code, message }: Refusal): void {
  if (code === 'connect_invalid_function_config') {
    const payload = systemError.encode({ code, message });
    socket.send(connectMessage.encode({ kind: kinds.syncFailed, payload }));
  }
  socket.close(1008, code);
}
