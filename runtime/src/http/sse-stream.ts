/** Server-sent events (WHATWG HTML, 9.2) to one client: kept alive, and closed when the client falls too far behind. */
import type { Context } from 'hono';

const heartbeatMs = 15_000;
const defaultMaxBacklogBytes = 16 * 1024 * 1024;
const highWaterMarkBytes = 1024 * 1024;

export interface SseEvent {
  event?: string;
  id?: number;
  /** One line, such as JSON. */
  data: string;
}

export interface SseOptions {
  /** What a slow client may be behind before its connection is closed. */
  maxBacklogBytes?: number;
  cacheControl?: 'no-cache' | 'no-store';
}

export class SseStream {
  readonly closed: AbortSignal;
  readonly #context: Context;
  readonly #options: SseOptions;
  readonly #encoder = new TextEncoder();
  readonly #closing = new AbortController();
  readonly #body: ReadableStream<Uint8Array>;
  readonly #heartbeat: NodeJS.Timeout;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;

  /** Open until {@link close}, or until the client disconnects. */
  constructor(context: Context, options: SseOptions = {}) {
    this.#context = context;
    this.#options = options;
    this.closed = this.#closing.signal;
    this.#body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        cancel: () => this.close(),
      },
      { highWaterMark: highWaterMarkBytes, size: (chunk) => chunk?.byteLength ?? 0 },
    );
    this.#heartbeat = setInterval(() => this.write(comment), heartbeatMs);
    context.req.raw.signal.addEventListener('abort', this.close);
    // The headers are sent along with the first bytes.
    this.write(comment);
  }

  send(...events: readonly SseEvent[]): void {
    if (events.length > 0) this.write(events.map(formatEvent).join(''));
  }

  /** Writes text or bytes unchanged. */
  readonly write = (chunk: string | Uint8Array): void => {
    if (!this.#controller) return;
    this.#controller.enqueue(typeof chunk === 'string' ? this.#encoder.encode(chunk) : chunk);
    const { maxBacklogBytes = defaultMaxBacklogBytes } = this.#options;
    if ((this.#controller.desiredSize ?? 0) < -maxBacklogBytes) this.close();
  };

  /** Calls `listener` once the stream is closed; at once when it already is. */
  onClose(listener: () => void): void {
    if (this.closed.aborted) listener();
    else this.closed.addEventListener('abort', listener, { once: true });
  }

  readonly close = (): void => {
    const controller = this.#controller;
    if (!controller) return;
    this.#controller = null;
    clearInterval(this.#heartbeat);
    this.#context.req.raw.signal.removeEventListener('abort', this.close);
    try {
      controller.close();
    } catch {
      // The client has closed it.
    }
    this.#closing.abort();
  };

  response(): Response {
    return this.#context.body(this.#body, 200, {
      'content-type': 'text/event-stream',
      'cache-control': this.#options.cacheControl ?? 'no-store',
    });
  }
}

/** Keeps an idle connection from being considered dead. */
const comment = ':\n\n';

function formatEvent({ event, id, data }: SseEvent): string {
  const idLine = id === undefined ? '' : `id: ${id}\n`;
  const eventLine = event === undefined ? '' : `event: ${event}\n`;
  return `${idLine}${eventLine}data: ${data}\n\n`;
}
