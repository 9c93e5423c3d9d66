/** `steplight realtime`. */
import type { RealtimeMessage } from '../../contract/realtime.ts';
import { exitCodes } from '../../options.ts';
import { oneLine } from '../../text/printable.ts';
import { shortJson } from '../../text/shorten.ts';
import { commonHelp, defineCommand } from '../command.ts';
import { requireRuntime } from '../runtime-connection.ts';

const help = `Usage: steplight realtime [CHANNEL] [options]

Print the messages that functions publish, on one channel or on all of them, until interrupted. The runtime itself
publishes the progress of each run on a channel named after the run ID.

Options:
${commonHelp}`;

export const realtime = defineCommand({
  help,
  options: {},
  async run(values, [channel = null], context) {
    const client = requireRuntime(context, values['data-folder']);
    for await (const message of client.followRealtime(channel, { signal: context.signal }))
      context.out(values.json ? `${JSON.stringify(message)}\n` : `${oneLine(messageLine(message))}\n`);
    return exitCodes.ok;
  },
});

const maxPreviewLength = 160;

/** `user:7 status {"step":2}`; for a chunk of a stream, `user:7 tokens ~3f2a "Hel"`. */
export function messageLine({ kind, channel, topic, data, stream_id: streamId }: RealtimeMessage): string {
  const place = `${channel} ${topic}`;
  switch (kind) {
    case 'datastream-start':
      return `${place} ~${shortId(data)} started`;
    case 'datastream-end':
      return `${place} ~${shortId(data)} ended`;
    case 'chunk':
      return `${place} ~${shortId(streamId)} ${shortJson(data, maxPreviewLength)}`;
    default:
      return `${place} ${shortJson(data, maxPreviewLength) || 'null'}`;
  }
}

function shortId(id: unknown): string {
  return String(id).slice(0, 4);
}
