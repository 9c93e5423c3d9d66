/** `GET /steplight/realtime`: published messages as server-sent events (`contract/api.ts`). */
import type { Context } from 'hono';
import type { RealtimeStreamMessage } from '../../contract/api.ts';
import type { ReaderLimit } from '../reader-limit.ts';
import type { Services } from '../services.ts';
import { SseStream } from '../sse-stream.ts';

/** @param channel undefined: every channel. */
export function realtimeStream(
  context: Context,
  { realtime }: Services,
  channel: string | undefined,
  readers: ReaderLimit,
): Response {
  const refusal = readers.refusal(context);
  if (refusal) return refusal;
  const sse = new SseStream(context);
  readers.add(sse);
  const event: RealtimeStreamMessage['event'] = 'realtime';
  const unsubscribe = realtime.broadcaster.observe((message) => {
    if (channel !== undefined && message.channel !== channel) return;
    sse.send({ event, data: JSON.stringify(message) });
  });
  sse.onClose(unsubscribe);
  return sse.response();
}
