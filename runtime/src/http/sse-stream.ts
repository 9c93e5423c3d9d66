/** Server-sent events to one reader: kept alive, and cut off when it falls behind. */

/** Milliseconds between comments that keep an idle connection from being taken for dead. */
const heartbeat = 15_000;
/** Bytes a slow reader may be behind. */
const backlog = 16 * 1024 * 1024;

export interface EventWriter {
  /** Text as it stands, or bytes. */
  write(chunk: string | Uint8Array): void;
  close(): void;
}

export function eventStream(
  signal: AbortSignal,
  begin: (writer: EventWriter) => () => void,
): ReadableStream<Uint8Array>;
/**
 * @param begin is given what to write with, and answers how to stop writing; null when nothing is to be written.
 * @param signal aborts when the reader has gone.
 */
export function eventStream(
  signal: AbortSignal,
  begin: (writer: EventWriter) => (() => void) | null,
): ReadableStream<Uint8Array> | null;
export function eventStream(
  signal: AbortSignal,
  begin: (writer: EventWriter) => (() => void) | null,
): ReadableStream<Uint8Array> | null {
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  let stop: (() => void) | null = null;
  let beat: NodeJS.Timeout | null = null;
  const close = () => {
    if (beat) clearInterval(beat);
    stop?.();
    stop = null;
    signal.removeEventListener('abort', close);
    try {
      controller?.close();
    } catch {
      // Closed by the reader.
    }
    controller = null;
  };
  const write = (chunk: string | Uint8Array) => {
    if (!controller) return;
    controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : chunk);
    if ((controller.desiredSize ?? 0) < -backlog) close();
  };
  stop = begin({ write, close });
  if (!stop) return null;
  return new ReadableStream<Uint8Array>(
    {
      start(started) {
        controller = started;
        signal.addEventListener('abort', close);
        // Headers leave with the first bytes.
        write(':\n\n');
        beat = setInterval(() => write(':\n\n'), heartbeat);
      },
      cancel: close,
    },
    { highWaterMark: 1024 * 1024, size: (chunk) => chunk?.byteLength ?? 0 },
  );
}
