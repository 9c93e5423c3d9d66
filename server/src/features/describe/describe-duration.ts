/** A duration in words, and what it is the duration of. */
import { type DurationReader, readDuration } from '../../values/duration.ts';
import type { DurationOf } from '../cursor/slot-at.ts';
import { timeInZone } from './describe-cron.ts';
import { timeText } from './describe-function.ts';

const meanings: Record<DurationOf, string> = {
  sleep: 'The function sleeps this long and is not running meanwhile.',
  wait: 'When nothing that fits has come by then, the step gives `null`.',
  invoke: 'When the function has not answered by then, the step fails.',
  cancel: 'Counted from the start of the run: events that come later do not cancel it.',
  debounce: 'Each event that comes meanwhile puts the start off.',
  rate: 'The limit counts the runs that start within this time.',
  batch: 'A batch is handed over after this time, full or not.',
  start: 'A run that has not started by then is cancelled.',
  finish: 'A run that is not done by then is cancelled.',
  jitter: 'The start is put off by a random time up to this one.',
};

/** Moments that matter to whoever starts something now. */
const ends: ReadonlySet<DurationOf> = new Set(['sleep', 'wait', 'invoke']);

/** Markdown; null for a text that its reader makes nothing of. */
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
