/** `steplight realtime`. */
import type { RealtimeMessage } from '../../contract/realtime.ts';
import { preview } from '../../text/preview.ts';
import type { CommandContext } from '../command-io.ts';
import { parseQuestion } from '../question-args.ts';
import { findRuntime } from '../runtime-connection.ts';

export const realtimeHelp = `steplight realtime [CHANNEL] [--json] [--data-folder DIR]

Prints what functions publish to subscribers, as it comes, until it is interrupted: of one channel or of all. The
runtime tells of runs by itself, on channels that are named by the runs' ids.

  --json             print each message as a line of JSON
  --data-folder DIR  the runtime's data folder; default: STEPLIGHT_DATA, or the one of this folder
`;

export async function realtime(args: string[], io: CommandContext): Promise<number> {
  const { values, positionals } = parseQuestion(args);
  if (values.help) {
    io.out(realtimeHelp);
    return 0;
  }
  const found = findRuntime(io, values['data-folder']);
  if (!found) throw new Error('No runtime runs for this folder. `steplight dev` starts one.');
  const messages = found.client.followRealtime(positionals[0] ?? null, { signal: io.signal });
  for await (const message of messages)
    io.out(values.json ? `${JSON.stringify(message)}\n` : `${messageLine(message)}\n`);
  return 0;
}

/** `user:7 status {"step":2}`, and for a piece of a stream `user:7 tokens ~3f2a "Hel"`. */
export function messageLine({ kind, channel, topic, data, stream_id: streamId }: RealtimeMessage): string {
  const place = `${channel} ${topic}`;
  switch (kind) {
    case 'datastream-start':
      return `${place} ~${shortId(data)} begins`;
    case 'datastream-end':
      return `${place} ~${shortId(data)} ends`;
    case 'chunk':
      return `${place} ~${shortId(streamId)} ${preview(data, 160)}`;
    default:
      return `${place} ${preview(data, 160) || 'null'}`;
  }
}

function shortId(id: unknown): string {
  return String(id).slice(0, 4);
}
