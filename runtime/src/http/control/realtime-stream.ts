/** `GET /steplight/realtime`: what is published, as server-sent events (`contract/api.ts`). */
import type { RealtimeStreamMessage } from '../../contract/api.ts';
import type { Services } from '../services.ts';
import { eventStream } from '../sse-stream.ts';

/** @param channel undefined: every channel. */
export function realtimeStream(
  { realtime }: Services,
  channel: string | undefined,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  return eventStream(signal, ({ write }) =>
    realtime.broadcaster.observe((data) => {
      if (channel !== undefined && data.channel !== channel) return;
      const message: RealtimeStreamMessage = { event: 'realtime', data };
      write(`event: ${message.event}\ndata: ${JSON.stringify(message.data)}\n\n`);
    }),
  );
}
