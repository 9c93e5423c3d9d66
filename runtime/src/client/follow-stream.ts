/** Reads a stream of server-sent events and reconnects when the connection or the runtime is lost. */
import { createParser } from 'eventsource-parser';
import type { RealtimeStreamMessage, StreamMessage } from '../contract/api.ts';

type AnyMessage = StreamMessage | RealtimeStreamMessage;

export interface FollowOptions {
  /** Only entries with a greater `seq` are sent. Default 0: the whole journal. */
  after?: number;
  signal?: AbortSignal;
  /** Called with true after each connect and with false after each disconnect. */
  onConnection?: (connected: boolean) => void;
}

/** Opens one connection. Rejects when the runtime does not answer or answers with an HTTP error. */
export type OpenStream = (lastSeq: number, signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>;

const initialDelayMs = 100;
const maxDelayMs = 5_000;

/**
 * Yields messages as they arrive. Reconnects (after 100 ms, doubling up to 5 s) until `signal` aborts, which ends the loop
 * without an error. No entry is skipped or repeated.
 *
 * @throws the opener's error when retrying is pointless (`retriable === false` on the error).
 */
export async function* followStream<M extends AnyMessage = StreamMessage>(
  open: OpenStream,
  options: FollowOptions,
): AsyncGenerator<M> {
  const ended = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, ended.signal]) : ended.signal;
  let lastSeq = options.after ?? 0;
  let delayMs = initialDelayMs;
  try {
    while (!signal.aborted) {
      try {
        const body = await open(lastSeq, signal);
        delayMs = initialDelayMs;
        options.onConnection?.(true);
        for await (const message of readMessages<M>(body)) {
          if (message.event === 'entry') {
            if (message.data.seq <= lastSeq) continue;
            lastSeq = message.data.seq;
          }
          yield message;
        }
      } catch (error) {
        if (signal.aborted) return;
        if (isFinal(error)) throw error;
      }
      if (signal.aborted) return;
      options.onConnection?.(false);
      await pause(delayMs, signal);
      delayMs = Math.min(delayMs * 2, maxDelayMs);
    }
  } finally {
    ended.abort();
  }
}

function isFinal(error: unknown): boolean {
  return error instanceof Error && 'retriable' in error && error.retriable === false;
}

async function* readMessages<M extends AnyMessage>(body: ReadableStream<Uint8Array>): AsyncGenerator<M> {
  const messages: M[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => messages.push({ event, data: JSON.parse(data) } as M),
  });
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* messages.splice(0);
  }
}

function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, delayMs);
    signal.addEventListener('abort', done);
  });
}
