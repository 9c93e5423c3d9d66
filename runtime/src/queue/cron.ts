/** Schedules: when they are due, and their jitter. */
import { Cron } from 'croner';

/**
 * The first time after `now` at which a cron is due, Unix milliseconds; null when it never is or cannot be read. Five
 * fields, or a descriptor such as `@daily`, behind an optional `TZ=Area/City` (protocol 4.1); without one the zone is UTC, as
 * on the official server.
 */
export function nextTick(cron: string, now: number): number | null {
  return parseCron(cron)?.nextRun(new Date(now))?.getTime() ?? null;
}

const parsed = new Map<string, Cron | null>();
const maxParsed = 1_000;

/** Null when it cannot be read. */
export function parseCron(cron: string): Cron | null {
  const known = parsed.get(cron);
  if (known !== undefined) return known;
  const schedule = readCron(cron);
  if (parsed.size >= maxParsed) parsed.clear();
  parsed.set(cron, schedule);
  return schedule;
}

function readCron(cron: string): Cron | null {
  const zoned = /^(?:CRON_)?TZ=(\S+)\s+(.*)$/.exec(cron.trim());
  try {
    const schedule = new Cron(zoned?.[2] ?? cron, { timezone: zoned?.[1] ?? 'UTC', paused: true });
    // An unknown zone shows only then.
    schedule.nextRun();
    return schedule;
  } catch {
    return null;
  }
}

/** Milliseconds, less than the jitter; always the same for a tick, whenever it is scheduled. */
export function lateness(key: string, tick: number, jitter: number): number {
  let hash = 0;
  for (const char of `${key} ${tick}`) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x9e3779b1) >>> 0;
  return jitter === 0 ? 0 : hash % jitter;
}
