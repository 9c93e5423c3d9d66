/** `steplight clock`. */

import type { ClockRequest, ClockResponse } from '../../contract/api.ts';
import { parseDurationInput } from '../../contract/duration-input.ts';
import { durationText } from '../../contract/duration-text.ts';
import { exitCodes, UsageError } from '../../options.ts';
import { countText } from '../../text/count.ts';
import { commonHelp, defineCommand } from '../command.ts';
import { requireRuntime } from '../runtime-connection.ts';

const help = `Usage: steplight clock [ACTION] [options]

Show or control the runtime's clock.

Actions:
  show                show the time and the next timer (default)
  pause               pause the clock: no timers fire
  resume              resume the clock
  next                advance to the next timer
  advance DURATION    advance by a duration such as 90s, 2h or 7d

When the clock advances, timers fire in order, and the clock waits after each one until its effects have settled. The
clock stays ahead for this data folder and never goes back. Dates that your own code reads are not affected.

Options:
${commonHelp}`;

export const clock = defineCommand({
  help,
  options: {},
  async run(values, positionals, context) {
    const client = requireRuntime(context, values['data-folder']);
    const request = readRequest(positionals);
    const answer = request
      ? await client.setClock(request, context.signal)
      : { ...(await client.status()), fired: 0, arrived: true };
    context.out(values.json ? `${JSON.stringify(clockOf(answer))}\n` : `${clockText(answer)}\n`);
    return answer.arrived ? exitCodes.ok : exitCodes.failed;
  },
});

/** Null: only show the clock. @throws UsageError */
function readRequest([action = 'show', amount]: string[]): ClockRequest | null {
  switch (action) {
    case 'show':
      return null;
    case 'pause':
    case 'resume':
    case 'next':
      return { action };
    case 'advance': {
      const by = amount === undefined ? null : parseDurationInput(amount);
      if (by === null) throw new UsageError('Specify a duration such as 90s, 2h or 7d.');
      return { action, by };
    }
    default:
      throw new UsageError(`Unknown action "${action}". See \`steplight clock --help\`.`);
  }
}

function clockOf({ now, clock, fired, arrived }: ClockResponse) {
  return { now, ...clock, fired, arrived };
}

function clockText({ now, clock, fired, arrived }: ClockResponse): string {
  const { paused, ahead, nextDue } = clock;
  const state = [paused ? ', paused' : '', ahead >= 1_000 ? `, ${durationText(ahead)} ahead` : ''].join('');
  const lines = [
    `${new Date(now).toISOString()}${state}`,
    nextDue === null ? 'No timers are pending.' : `Next timer in ${durationText(nextDue - now)}.`,
  ];
  if (fired > 0) lines.push(`${countText(fired, 'timer')} fired.`);
  if (!arrived) lines.push('Stopped early: a step is still running. Try again when it has ended.');
  return lines.join('\n');
}
