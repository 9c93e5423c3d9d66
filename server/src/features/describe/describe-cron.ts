/** A cron schedule in plain English, and its next times in its own time zone. */
import { Cron } from 'croner';
import cronstrue from 'cronstrue';
import { cronProblems, splitCron } from '../../values/cron.ts';

/** Null for a text that the server would refuse. */
export function cronSentence(text: string): string | null {
  if (cronProblems(text).length > 0) return null;
  const { zone, schedule } = splitCron(text);
  try {
    const sentence = cronstrue.toString(schedule.trim(), { use24HourTimeFormat: true });
    return `${sentence}, ${zone?.name ?? 'UTC'}`;
  } catch {
    // A form that the server takes and the library does not know.
    return null;
  }
}

/** As many next times as asked for, `Mon, 23 Nov 2026, 09:00 CET`; fewer when the cron comes to an end. */
export function nextTimes(text: string, count: number, now: Date): string[] {
  if (cronProblems(text).length > 0) return [];
  const { zone, schedule } = splitCron(text);
  const timezone = zone?.name ?? 'UTC';
  try {
    const cron = new Cron(schedule.trim(), { timezone, paused: true });
    return cron.nextRuns(count, now).map((time) => timeInZone(time, timezone));
  } catch {
    return [];
  }
}

/** Day and minute; the year because a cron may be years away. */
export function timeInZone(time: Date, timeZone?: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(time);
}

/** Markdown; null for a text that the server would refuse. */
export function describeCron(text: string, now: Date): string | null {
  const sentence = cronSentence(text);
  if (sentence === null) return null;
  const times = nextTimes(text, 5, now);
  const next =
    times.length === 0
      ? 'This schedule never fires.'
      : `Next:\n${times.map((time) => `- ${time}`).join('\n')}`;
  return `**${sentence}**\n\n${next}`;
}
