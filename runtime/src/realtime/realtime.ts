/** Publishes messages to pages and programs while runs are in progress (protocol 2.11). */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../clock.ts';
import type { JournalEntry } from '../contract/journal.ts';
import type { RealtimeKind, RealtimeMessage } from '../contract/realtime.ts';
import { Broadcaster } from './broadcaster.ts';
import { lifecycleOf } from './lifecycle.ts';
import type { SocketSubscribers } from './socket-subscribers.ts';
import { localEnvironmentId, Tokens, type Topic } from './tokens.ts';

/** Where a message goes, from the query of a publish request. */
export interface Destination {
  channel: string;
  /** At least one. */
  topics: readonly string[];
  runId: string | null;
  metadata?: unknown;
}

/** Limits of a message and of a stream's chunks (protocol 4.6). */
export const maxMessageBytes = 512 * 1024;
const maxChunkBytes = 1024;
const maxChunks = 1_000;

export class StreamTooLong extends Error {
  override readonly name = 'StreamTooLong';
  constructor() {
    super(`The stream exceeds ${maxChunks} chunks of ${maxChunkBytes} bytes. The rest was not published`);
  }
}

export class Realtime {
  readonly tokens: Tokens;
  readonly broadcaster = new Broadcaster();
  readonly #clock: Clock;
  /** Loaded for the first subscriber. */
  #sockets: Promise<SocketSubscribers> | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.tokens = new Tokens(clock);
  }

  publish(to: Destination, data: unknown): void {
    for (const topic of to.topics) this.#send(to, topic, 'data', data);
  }

  /**
   * Publishes text chunk by chunk as it arrives.
   *
   * @throws StreamTooLong when the rest is not published.
   */
  async publishStream(to: Destination, body: AsyncIterable<Uint8Array>): Promise<void> {
    const streamId = randomBytes(12).toString('hex');
    const sendAll = (kind: RealtimeKind, data: string, more: Partial<RealtimeMessage> = {}) => {
      for (const topic of to.topics) this.#send(to, topic, kind, data, more);
    };
    sendAll('datastream-start', streamId);
    let chunks = 0;
    try {
      for await (const text of chunksOf(body)) {
        if (++chunks > maxChunks) throw new StreamTooLong();
        sendAll('chunk', text, { stream_id: streamId });
      }
    } finally {
      sendAll('datastream-end', streamId);
    }
  }

  /** Forwards bytes to subscribers of the channel's raw topic. */
  async publishRaw(channel: string, body: AsyncIterable<Uint8Array>): Promise<void> {
    let left = maxChunkBytes * maxChunks;
    for await (const bytes of body) {
      left -= bytes.byteLength;
      if (left < 0) throw new StreamTooLong();
      this.broadcaster.publishRaw(channel, bytes);
    }
  }

  /** Publishes the progress of runs on channels named after their ids. */
  follow(entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      const message = lifecycleOf(entry);
      if (!message) continue;
      const { runId, kind, topic, alsoTo, data } = message;
      if (![topic, ...alsoTo].some((each) => this.broadcaster.hasListeners(runId, each))) continue;
      const to = { channel: runId, topics: [], runId };
      this.broadcaster.publish(this.#message(to, topic, kind, data), alsoTo);
    }
  }

  /** Handles an upgrade request to `/v1/realtime/connect` whose token grants these topics. */
  async accept(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    topics: readonly Topic[],
  ): Promise<void> {
    this.#sockets ??= import('./socket-subscribers.ts').then(
      (loaded) => new loaded.SocketSubscribers(this.broadcaster, this.tokens),
    );
    (await this.#sockets).accept(request, socket, head, topics);
  }

  async close(): Promise<void> {
    const nowhere = { channel: '', topics: [], runId: null };
    this.broadcaster.close(this.#message(nowhere, '', 'closing', null));
    (await this.#sockets)?.close();
  }

  #send(
    to: Destination,
    topic: string,
    kind: RealtimeKind,
    data: unknown,
    more: Partial<RealtimeMessage> = {},
  ): void {
    this.broadcaster.publish({ ...this.#message(to, topic, kind, data), ...more });
  }

  #message(
    { channel, runId, metadata }: Destination,
    topic: string,
    kind: RealtimeKind,
    data: unknown,
  ): RealtimeMessage {
    return {
      kind,
      channel,
      topic,
      data,
      created_at: new Date(this.#clock.now()).toISOString(),
      env_id: localEnvironmentId,
      ...(runId === null ? {} : { run_id: runId }),
      ...(metadata === undefined ? {} : { metadata }),
    };
  }
}

/** The text as it arrives, in chunks of limited size that split no character. */
async function* chunksOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const bytes of body) {
    for (let from = 0; from < bytes.byteLength; from += maxChunkBytes) {
      const text = decoder.decode(bytes.subarray(from, from + maxChunkBytes), { stream: true });
      if (text !== '') yield text;
    }
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}
