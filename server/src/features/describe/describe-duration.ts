/** A duration in plain English, and what it limits. */
import { type DurationReader, readDuration } from '../../values/duration.ts';
import type { DurationOf } from '../cursor/slot-at.ts';
import { timeInZone } from './describe-cron.ts';
import { timeText } from './describe-function.ts';

const meanings: Record<DurationOf, string> = {
  sleep: 'The function is suspended for this long.',
  wait: 'If no matching event arrives in time, the step returns `null`.',
  invoke: 'If the function does not finish in time, the step fails.',
  cancel: 'Counted from the start of the run; later events do not cancel it.',
  debounce: 'Each new event within this time postpones the start.',
  rate: 'The limit counts runs started within this time.',
  batch: 'A batch is delivered after this time, full or not.',
  start: 'A run that has not started by then is cancelled.',
  finish: 'A run that has not finished by then is cancelled.',
  jitter: 'The start is delayed by a random time up to this.',
};

/** Durations whose end is worth showing. */
const ends: ReadonlySet<DurationOf> = new Set(['sleep', 'wait', 'invoke']);

/** Markdown; null for a text that its reader cannot parse. */
export function durationHover(
  text: string,
  reader: DurationReader,
  of: DurationOf,
  now: Date,
): string | null {
  const milliseconds = readDuration(text, reader);
  if (milliseconds === null) return null;
  const end = ends.has(of)
    ? `\n\nFrom now: until ${timeInZone(new Date(now.getTime() + milliseconds))}.`
    : '';
  return `**${timeText(text, reader)}**\n\n${meanings[of]}${end}`;
}
