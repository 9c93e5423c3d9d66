/** Schedules: when they are due, and their jitter. */
import { Cron } from 'croner';
import { readCronFields } from './cron-fields.ts';
import { type Zone, zoneOf } from './wall-time.ts';

/** More than any zone has ever moved its clocks by. */
const maxShift = 24 * 60 * 60_000;

interface Schedule {
  /** Of what the clocks show. */
  cron: Cron;
  /** Null: UTC, as on the official server. */
  zone: Zone | null;
}

/**
 * The first time after `now` at which a cron is due, Unix milliseconds; null when it never is or cannot be read. Five
 * fields, or a descriptor such as `@daily`, behind an optional `TZ=Area/City` (protocol 4.1).
 *
 * As on the official server, a schedule is due whenever the clocks of its zone show its time: a time that they skip is
 * left out, a time that they show twice is due twice.
 */
export function nextTick(cron: string, now: number): number | null {
  const schedule = scheduleOf(cron);
  if (!schedule) return null;
  const { zone } = schedule;
  if (!zone) return nextShown(schedule, now);
  const shown = zone.wall(now);
  const time = nextShown(schedule, shown);
  const instant = time === null ? null : now + (time - shown);
  // The clocks have not been moved in between.
  if (instant === null || zone.wall(instant) === time) return instant;
  return nextAcrossShift(schedule, zone, now);
}

function nextAcrossShift(schedule: Schedule, zone: Zone, now: number): number | null {
  let time = nextShown(schedule, zone.wall(now) - maxShift);
  let first: number | null = null;
  while (time !== null && (first === null || time < zone.wall(first))) {
    for (const instant of zone.instants(time)) {
      if (instant > now && (first === null || instant < first)) first = instant;
    }
    time = nextShown(schedule, time);
  }
  return first;
}

function nextShown({ cron }: Schedule, time: number): number | null {
  return cron.nextRun(new Date(time))?.getTime() ?? null;
}

/** Why Inngest's servers would refuse a schedule, as a phrase; null when they would not. */
export function cronProblem(cron: string): string | null {
  const { zone, fields } = split(cron);
  if (zone !== null && !isZone(zone)) return `has an unknown time zone, "${zone}"`;
  const read = readCronFields(fields);
  return 'problem' in read ? read.problem : null;
}

const known = new Map<string, Schedule | null>();
const maxKnown = 1_000;

/** Null when it cannot be read. */
function scheduleOf(cron: string): Schedule | null {
  const before = known.get(cron);
  if (before !== undefined) return before;
  const schedule = readSchedule(cron);
  if (known.size >= maxKnown) known.clear();
  known.set(cron, schedule);
  return schedule;
}

/** What the official server refuses is read as well as it can be. */
function readSchedule(text: string): Schedule | null {
  const { zone, fields } = split(text);
  const read = readCronFields(fields);
  try {
    const cron = new Cron('plain' in read ? read.plain : fields, { timezone: 'UTC', paused: true });
    return { cron, zone: zone === null ? null : zoneOf(zone) };
  } catch {
    return null;
  }
}

function split(cron: string): { zone: string | null; fields: string } {
  const [, zone, fields] = /^(?:CRON_)?TZ=(\S+)\s+(.*)$/.exec(cron.trim()) ?? [];
  return { zone: zone ?? null, fields: fields ?? cron };
}

function isZone(name: string): boolean {
  try {
    return zoneOf(name) !== null;
  } catch {
    return false;
  }
}

/** Milliseconds, less than the jitter; always the same for a tick, whenever it is scheduled. */
export function lateness(key: string, tick: number, jitter: number): number {
  let hash = 0;
  for (const char of `${key} ${tick}`) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x9e3779b1) >>> 0;
  return jitter === 0 ? 0 : hash % jitter;
}
