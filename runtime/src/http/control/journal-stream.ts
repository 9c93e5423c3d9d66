/** `GET /steplight/stream`: the journal, status and log as server-sent events. */
import type { HostLog, StreamMessage } from '../../contract/api.ts';
import type { JournalEntry } from '../../contract/journal.ts';
import type { Services } from '../services.ts';

const page = 500;
/** Milliseconds between comments that keep an idle connection from being taken for dead. */
const heartbeat = 15_000;
/** Bytes a slow reader may be behind; then it is cut off, and resumes by itself. */
const backlog = 64 * 1024 * 1024;

/** Entries after `after`: the stored ones first, then each as it is stored, none twice and none left out. */
export function openStream(
  services: Services,
  after: number,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let close = () => {};
  return new ReadableStream<Uint8Array>(
    {
      async start(controller) {
        let sent = after;
        let live = false;
        const write = (text: string) => {
          if (signal.aborted) return;
          controller.enqueue(encoder.encode(text));
          if ((controller.desiredSize ?? 0) < -backlog) close();
        };
        const writeEntries = (entries: readonly JournalEntry[]) => {
          const fresh = entries.filter((entry) => entry.seq > sent);
          const last = fresh.at(-1);
          if (!last) return;
          sent = last.seq;
          write(fresh.map((entry) => format({ event: 'entry', data: entry }, entry.seq)).join(''));
        };
        const writeStatus = () => write(format({ event: 'status', data: services.status() }));
        const stops = [
          services.engine.onEntries((entries) => {
            if (live) writeEntries(entries);
          }),
          services.apps.onChange(writeStatus),
          services.apps.onLog((log: HostLog) => write(format({ event: 'log', data: log }))),
        ];
        const beat = setInterval(() => write(':\n\n'), heartbeat);
        close = () => {
          clearInterval(beat);
          for (const stop of stops) stop();
          signal.removeEventListener('abort', close);
          try {
            controller.close();
          } catch {
            // Closed by the reader.
          }
        };
        signal.addEventListener('abort', close);
        writeStatus();
        while (!signal.aborted) {
          const entries = services.journal.read(sent, page);
          writeEntries(entries);
          if (entries.length < page) break;
          await new Promise((resolve) => setImmediate(resolve));
        }
        // Nothing is stored between the last read and this line: both are in one turn.
        live = true;
      },
      cancel: () => close(),
    },
    { highWaterMark: 1024 * 1024, size: (chunk) => chunk?.byteLength ?? 0 },
  );
}

function format(message: StreamMessage, id?: number): string {
  const head = id === undefined ? '' : `id: ${id}\n`;
  return `${head}event: ${message.event}\ndata: ${JSON.stringify(message.data)}\n\n`;
}
