/** Publishing to pages and programs that listen while runs go on (protocol 2.11). */
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

/** Bytes of a message, and of a piece of a stream; pieces of a stream (protocol 4.6). */
export const maxMessageBytes = 512 * 1024;
const maxChunkBytes = 1024;
const maxChunks = 1_000;

export class StreamTooLong extends Error {
  override readonly name = 'StreamTooLong';
  constructor() {
    super(
      `A stream has at most ${maxChunks} pieces of ${maxChunkBytes} bytes: what came after was not published`,
    );
  }
}

export class Realtime {
  readonly tokens: Tokens;
  readonly broadcaster = new Broadcaster();
  readonly #clock: Clock;
  /** Loaded with the first subscriber. */
  #sockets: Promise<SocketSubscribers> | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.tokens = new Tokens(clock);
  }

  publish(to: Destination, data: unknown): void {
    for (const topic of to.topics) this.#send(to, topic, 'data', data);
  }

  /**
   * Publishes text piece by piece as it comes.
   *
   * @throws StreamTooLong when the rest is left out.
   */
  async publishStream(to: Destination, body: AsyncIterable<Uint8Array>): Promise<void> {
    const streamId = randomBytes(12).toString('hex');
    const sendAll = (kind: RealtimeKind, data: string, more: Partial<RealtimeMessage> = {}) => {
      for (const topic of to.topics) this.#send(to, topic, kind, data, more);
    };
    sendAll('datastream-start', streamId);
    let pieces = 0;
    try {
      for await (const text of chunksOf(body)) {
        if (++pieces > maxChunks) throw new StreamTooLong();
        sendAll('chunk', text, { stream_id: streamId });
      }
    } finally {
      sendAll('datastream-end', streamId);
    }
  }

  /** Passes bytes on to those who listen to the channel as such. */
  async publishRaw(channel: string, body: AsyncIterable<Uint8Array>): Promise<void> {
    let left = maxChunkBytes * maxChunks;
    for await (const bytes of body) {
      left -= bytes.byteLength;
      if (left < 0) throw new StreamTooLong();
      this.broadcaster.publishRaw(channel, bytes);
    }
  }

  /** Tells of runs on the channels that are named by their ids. */
  follow(entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      const told = lifecycleOf(entry);
      if (
        !told ||
        ![told.topic, ...told.alsoTo].some((topic) => this.broadcaster.hasListeners(told.runId, topic))
      )
        continue;
      const to = { channel: told.runId, topics: [], runId: told.runId };
      this.broadcaster.publish(this.#message(to, told.topic, told.kind, told.data), told.alsoTo);
    }
  }

  /** An upgrade request to `/v1/realtime/connect` whose token is good for these topics. */
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

/** Text as it comes, in pieces that are not too large; no character is cut in two. */
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
