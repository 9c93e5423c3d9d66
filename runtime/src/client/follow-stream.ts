/** Reads `GET /steplight/stream`, and goes on where it was after the connection or the runtime is lost. */
import type { RealtimeStreamMessage, StreamMessage } from '../contract/api.ts';

type AnyMessage = StreamMessage | RealtimeStreamMessage;

export interface FollowOptions {
  /** Entries with a greater `seq` are sent; 0 (the default): the whole journal first. */
  after?: number;
  signal?: AbortSignal;
  /** Called with true at each connection and with false when it is lost. */
  onConnection?: (connected: boolean) => void;
}

/** Opens one connection. Throws when the runtime does not answer; an HTTP failure is thrown by the opener. */
export type OpenStream = (lastSeq: number, signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>;

const initialDelayMs = 100;
const maxDelayMs = 5_000;

/**
 * Messages as they come, forever: connects again (100 ms, doubling up to 5 s) until `signal` aborts, which ends
 * the loop without an error. No entry is skipped and none is given twice.
 *
 * @throws the opener's error when it says that trying again is useless (`retriable === false` on the error).
 */
export async function* followStream<M extends AnyMessage = StreamMessage>(
  open: OpenStream,
  options: FollowOptions,
): AsyncGenerator<M> {
  const ended = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, ended.signal]) : ended.signal;
  let lastSeq = options.after ?? 0;
  let delay = initialDelayMs;
  try {
    while (!signal.aborted) {
      try {
        const body = await open(lastSeq, signal);
        delay = initialDelayMs;
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
      await pause(delay, signal);
      delay = Math.min(delay * 2, maxDelayMs);
    }
  } finally {
    ended.abort();
  }
}

function isFinal(error: unknown): boolean {
  return error instanceof Error && 'retriable' in error && error.retriable === false;
}

/** Server-sent events of one connection (WHATWG HTML, 9.2), reduced to what the runtime sends. */
export async function* readMessages<M extends AnyMessage = StreamMessage>(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<M> {
  const decoder = new TextDecoder();
  let buffer = '';
  for await (const chunk of body) {
    buffer += decoder.decode(chunk, { stream: true });
    const blocks = buffer.split('\n\n');
    buffer = blocks.pop() ?? '';
    for (const block of blocks) {
      const message = parseBlock<M>(block);
      if (message) yield message;
    }
  }
}

/** Null for comments (heartbeats). */
function parseBlock<M extends AnyMessage>(block: string): M | null {
  let event = '';
  const data: string[] = [];
  for (const line of block.split('\n')) {
    if (line.startsWith('event:')) event = line.slice(6).trim();
    else if (line.startsWith('data:')) data.push(line.slice(5).trimStart());
  }
  if (data.length === 0) return null;
  return { event, data: JSON.parse(data.join('\n')) } as M;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}
