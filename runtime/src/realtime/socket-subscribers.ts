/** Subscribers connected by WebSocket (`/v1/realtime/connect?token=…`). */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { recordOf } from '../contract/records.ts';
import { parseJson } from '../sdk-protocol/json.ts';
import { caught } from '../transport/safe-listeners.ts';
import type { Broadcaster, Subscriber } from './broadcaster.ts';
import { readTopics, type Tokens, type Topic } from './tokens.ts';

/** Subscribers send only tokens and lists of topics. */
const maxMessageBytes = 64 * 1024;
/** A subscriber that falls further behind is disconnected. */
const maxBacklogBytes = 16 * 1024 * 1024;
/** A subscriber that leaves two pings unanswered is disconnected. */
const pingIntervalMs = 15_000;

export class SocketSubscribers {
  readonly #broadcaster: Broadcaster;
  readonly #tokens: Tokens;
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
  });
  /** Unanswered pings by socket. */
  readonly #unanswered = new Map<WebSocket, number>();
  readonly #pinging: NodeJS.Timeout;

  constructor(broadcaster: Broadcaster, tokens: Tokens) {
    this.#broadcaster = broadcaster;
    this.#tokens = tokens;
    this.#pinging = setInterval(() => this.#ping(), pingIntervalMs);
    this.#pinging.unref();
  }

  accept(request: IncomingMessage, socket: Duplex, head: Buffer, topics: readonly Topic[]): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#admit(webSocket, topics));
  }

  close(): void {
    clearInterval(this.#pinging);
    this.#server.close();
    for (const client of this.#server.clients) client.terminate();
  }

  #admit(socket: WebSocket, topics: readonly Topic[]): void {
    const giveUp = () => socket.terminate();
    // First: also a subscriber that is refused may send what is no WebSocket frame.
    socket.on('error', giveUp);
    const subscriber: Subscriber = {
      message: (json) => send(socket, json),
      raw: (bytes) => send(socket, Buffer.from(bytes).toString()),
      close: () => socket.close(1001, 'closing'),
    };
    if (!this.#broadcaster.subscribe(subscriber, topics)) {
      socket.close(1013, 'too many subscribers');
      return;
    }
    this.#unanswered.set(socket, 0);
    socket.on('pong', () => this.#unanswered.set(socket, 0));
    socket.once('close', () => {
      this.#unanswered.delete(socket);
      this.#broadcaster.leave(subscriber);
    });
    const hear = (data: unknown, isBinary: boolean) => {
      if (!isBinary) this.#handle(subscriber, String(data));
    };
    socket.on('message', caught(hear, giveUp));
  }

  /** Subscribes to more topics by another token, or unsubscribes from some. Other messages are ignored. */
  #handle(subscriber: Subscriber, text: string): void {
    const { kind, data } = readMessage(text);
    if (kind === 'sub' && typeof data === 'string') {
      const claims = this.#tokens.read(data);
      if (claims) this.#broadcaster.subscribe(subscriber, claims.topics);
    } else if (kind === 'unsub') this.#broadcaster.unsubscribe(subscriber, readTopics(data) ?? []);
  }

  #ping(): void {
    for (const [socket, unanswered] of this.#unanswered) {
      if (unanswered >= 2) socket.terminate();
      else {
        this.#unanswered.set(socket, unanswered + 1);
        socket.ping();
      }
    }
  }
}

function readMessage(text: string): { kind?: unknown; data?: unknown } {
  try {
    return recordOf(parseJson(text));
  } catch {
    return {};
  }
}

function send(socket: WebSocket, text: string): void {
  if (socket.readyState !== socket.OPEN) return;
  if (socket.bufferedAmount > maxBacklogBytes) socket.close(1013, 'too slow');
  else socket.send(text);
}
