/** `GET /steplight/stream`: the journal, the status and the log as server-sent events. */
import type { Context } from 'hono';
import type { StreamMessage } from '../../contract/api.ts';
import type { JournalEntry } from '../../contract/journal.ts';
import type { ReaderLimit } from '../reader-limit.ts';
import type { Services } from '../services.ts';
import { type SseEvent, SseStream } from '../sse-stream.ts';

const pageSize = 500;
/** A client that is disconnected resumes by itself. */
const maxBacklogBytes = 64 * 1024 * 1024;

/** Sends entries after `after`: stored ones first, then each one as it is stored, with no gaps or duplicates. */
export function journalStream(
  context: Context,
  services: Services,
  after: number,
  readers: ReaderLimit,
): Response {
  const refusal = readers.refusal(context);
  if (refusal) return refusal;
  const { engine, apps, notices } = services;
  const sse = new SseStream(context, { maxBacklogBytes });
  readers.add(sse);
  let lastSent = after;
  let isLive = false;
  const sendEntries = (entries: readonly JournalEntry[]) => {
    const fresh = entries.filter(({ seq }) => seq > lastSent);
    lastSent = fresh.at(-1)?.seq ?? lastSent;
    sse.send(...fresh.map((entry) => eventOf({ event: 'entry', data: entry }, entry.seq)));
  };
  const sendStatus = () => sse.send(eventOf({ event: 'status', data: services.status() }));
  const replay = async () => {
    while (!sse.closed.aborted) {
      const entries = services.journal.read(lastSent, pageSize);
      sendEntries(entries);
      if (entries.length < pageSize) break;
      await new Promise((resolve) => setImmediate(resolve));
    }
    // Nothing is stored between the last read and this line, since both run in the same tick.
    isLive = true;
  };
  const unsubscribe = [
    engine.onEntries((entries) => {
      if (isLive) sendEntries(entries);
    }),
    apps.onChange(sendStatus),
    notices.onChange(sendStatus),
    apps.onLog((log) => sse.send(eventOf({ event: 'log', data: log }))),
  ];
  sse.onClose(() => {
    for (const stop of unsubscribe) stop();
  });
  sendStatus();
  replay().catch(sse.close);
  return sse.response();
}

function eventOf({ event, data }: StreamMessage, id?: number): SseEvent {
  return { event, data: JSON.stringify(data), ...(id === undefined ? {} : { id }) };
}
