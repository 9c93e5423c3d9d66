/** `steplight clock`. */
import type { ClockRequest, ClockResponse } from '../../contract/api.ts';
import { formatDuration } from '../../contract/durations.ts';
import { UsageError } from '../../process-options.ts';
import { parseDuration } from '../../sdk-protocol/duration.ts';
import type { CommandContext } from '../command-io.ts';
import { parseQuestion } from '../question-args.ts';
import { findRuntime } from '../runtime-connection.ts';

export const clockHelp = `steplight clock [show|pause|resume|next|advance DURATION] [--json] [--data-folder DIR]

  show              what time it is for the runs, and what is due next (default)
  pause             stops time: no sleep, wait, retry or schedule comes due
  resume            lets time go on from there
  next              moves on to what is due next
  advance DURATION  moves on by 90s, 2h, 7d …: what is due on the way fires in its order, and each time the clock waits
                    until the runs have come to rest

The clock stays ahead for this data folder, and never goes back. Dates that your own code reads are not moved.

  --json             print the clock as JSON
  --data-folder DIR  the runtime's data folder; default: STEPLIGHT_DATA, or the one of this folder
`;

export async function clock(args: string[], io: CommandContext): Promise<number> {
  const { values, positionals } = parseQuestion(args);
  if (values.help) {
    io.out(clockHelp);
    return 0;
  }
  const found = findRuntime(io, values['data-folder']);
  if (!found) throw new Error('No runtime runs for this folder. `steplight dev` starts one.');
  const request = readRequest(positionals);
  const answer = request
    ? await found.client.setClock(request, io.signal)
    : { ...(await found.client.status()), fired: 0, arrived: true };
  io.out(values.json ? `${JSON.stringify(clockOf(answer))}\n` : `${clockText(answer)}\n`);
  return answer.arrived ? 0 : 1;
}

/** Null: only look. @throws UsageError */
function readRequest([action = 'show', amount]: string[]): ClockRequest | null {
  switch (action) {
    case 'show':
      return null;
    case 'pause':
    case 'resume':
    case 'next':
      return { action };
    case 'advance': {
      const by = amount === undefined ? null : parseDuration(amount);
      if (by === null) throw new UsageError('advance: say by how much, such as 90s, 2h or 7d.');
      return { action, by };
    }
    default:
      throw new UsageError(`There is no "steplight clock ${action}". See \`steplight clock --help\`.`);
  }
}

function clockOf({ now, clock, fired, arrived }: ClockResponse) {
  return { now, ...clock, fired, arrived };
}

function clockText({ now, clock, fired, arrived }: ClockResponse): string {
  const { paused, ahead, nextDue } = clock;
  const lines = [
    `${new Date(now).toISOString()}${paused ? ', paused' : ''}${ahead >= 1_000 ? `, ${formatDuration(ahead)} ahead` : ''}`,
    nextDue === null ? 'Nothing is due.' : `Next: in ${formatDuration(nextDue - now)}.`,
  ];
  if (fired > 0) lines.push(`${fired} ${fired === 1 ? 'time' : 'times'} something came due.`);
  if (!arrived) lines.push('Stopped on the way: a step is still at work. Go on when it has ended.');
  return lines.join('\n');
}
