/** Dates and durations of expressions, in the forms that Inngest's servers read. */
import { Duration, Failure, kindOf, noOverload, Timestamp } from './values.ts';

/** What `date(text)` reads; a zone's letters other than UTC's are taken for UTC, as Go does with those it does not know. */
const dateForms = [
  /^(?<y>\d{4})-(?<mo>\d\d)-(?<d>\d\d)T(?<h>\d\d):(?<mi>\d\d):(?<s>\d\d)(?<f>\.\d+)?(?<zone>Z|[+-]\d\d:\d\d)?$/,
  /^(?<y>\d{4})-(?<mo>\d\d)-(?<d>\d\d)$/,
  /^[A-Z][a-z]{2}, (?<d>\d\d) (?<mon>[A-Z][a-z]{2}) (?<y>\d{4}) (?<h>\d\d):(?<mi>\d\d):(?<s>\d\d) (?<letters>[A-Z]{3,4})$/,
  /^(?<d>\d\d) (?<mon>[A-Z][a-z]{2}) (?<yy>\d\d) (?<h>\d\d):(?<mi>\d\d) (?:(?<letters>[A-Z]{3,4})|(?<zone>[+-]\d{4}))$/,
  /^[A-Z][a-z]+day, (?<d>\d\d)-(?<mon>[A-Z][a-z]{2})-(?<yy>\d\d) (?<h>\d\d):(?<mi>\d\d):(?<s>\d\d) (?<letters>[A-Z]{3,4})$/,
  /^[A-Z][a-z]{2} (?<mon>[A-Z][a-z]{2}) (?<d>\d\d) (?<h>\d\d):(?<mi>\d\d):(?<s>\d\d) (?<zone>[+-]\d{4}) (?<y>\d{4})$/,
  /^[A-Z][a-z]{2} (?<mon>[A-Z][a-z]{2}) [ ]?(?<d>\d\d?) (?<h>\d\d):(?<mi>\d\d):(?<s>\d\d)(?: (?<letters>[A-Z]{3,4}))? (?<y>\d{4})$/,
  /^(?<y>\d{4})-(?<mo>\d\d)-(?<d>\d\d) (?<h>\d\d):(?<mi>\d\d):(?<s>\d\d)(?<f>\.\d+)? (?<zone>[+-]\d{4}) [A-Z]{3,4}$/,
];

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Null when it has none of the forms, or names a day that is not. */
export function readDate(text: string): Timestamp | null {
  for (const form of dateForms) {
    const groups = form.exec(text)?.groups;
    if (groups) return timeOf(groups);
  }
  return null;
}

function timeOf(part: Record<string, string | undefined>): Timestamp | null {
  const number = (name: string) => Number(part[name] ?? 0);
  const year = part.yy === undefined ? number('y') : number('yy') + (number('yy') < 69 ? 2000 : 1900);
  const month = part.mon === undefined ? number('mo') - 1 : months.indexOf(part.mon);
  const [day, hour, minute, second] = [number('d'), number('h'), number('mi'), number('s')];
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  if (month < 0 || date.getUTCMonth() !== month || date.getUTCDate() !== day) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const fraction = Math.floor(Number(part.f ?? 0) * 1000);
  date.setUTCHours(hour, minute, second, fraction);
  return new Timestamp(date.getTime() - zoneMinutes(part.zone) * 60_000);
}

/** Minutes east of Greenwich of `Z`, `+02:00` or `-0800`. */
function zoneMinutes(zone: string | undefined): number {
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(zone ?? '');
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}

/** Of seconds, milliseconds or nanoseconds since 1970; null for times before 2000, which could be anything. */
export function dateOfNumber(value: bigint): Timestamp | null {
  if (value < 946_684_800n) return null;
  if (value < 9_999_999_999n) return new Timestamp(Number(value) * 1000);
  return new Timestamp(value < 9_999_999_999_999n ? Number(value) : Number(value / 1_000_000n));
}

const goUnits: Record<string, number> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/** Go's dialect, for `duration(text)`: `1h30m`, `-1.5s`, but no days and weeks. Null when it cannot be read. */
export function readDuration(text: string): Duration | null {
  const match = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+|0)$/.exec(text);
  if (!match) return null;
  let sum = 0;
  for (const [, amount, unit] of match[2]!.matchAll(/([\d.]+)([a-zµμ]+)/g))
    sum += Number(amount) * goUnits[unit!]!;
  return new Duration(match[1] === '-' ? -sum : sum);
}

type Part = (date: Date) => number;

const parts: Record<string, Part> = {
  getFullYear: (date) => date.getUTCFullYear(),
  getMonth: (date) => date.getUTCMonth(),
  getDate: (date) => date.getUTCDate(),
  getDayOfMonth: (date) => date.getUTCDate() - 1,
  getDayOfYear: dayOfYear,
  getDayOfWeek: (date) => date.getUTCDay(),
  getHours: (date) => date.getUTCHours(),
  getMinutes: (date) => date.getUTCMinutes(),
  getSeconds: (date) => date.getUTCSeconds(),
  getMilliseconds: (date) => date.getUTCMilliseconds(),
};

const durationUnits: Record<string, number> = {
  getHours: 3_600_000,
  getMinutes: 60_000,
  getSeconds: 1_000,
  getMilliseconds: 1,
};

export const getters: readonly string[] = Object.keys(parts);

/** `date.getHours()`, in UTC, and `date.getHours("Europe/Berlin")`, `date.getHours("-08:00")`. */
export function getPart(name: string, target: unknown, ...args: unknown[]): unknown {
  if (target instanceof Duration && args.length === 0 && name in durationUnits)
    return BigInt(Math.trunc(target.milliseconds / durationUnits[name]!));
  if (!(target instanceof Timestamp) || args.length > 1) return noOverload;
  const [zone = 'UTC'] = args;
  if (kindOf(zone) !== 'string') return noOverload;
  const offset = zoneOffset(zone as string, target.time);
  if (offset instanceof Failure) return offset;
  return BigInt(parts[name]!(new Date(target.time + offset)));
}

/** Milliseconds east of Greenwich at that time. */
function zoneOffset(zone: string, time: number): number | Failure {
  if (zone === '' || zone === 'UTC') return 0;
  const numeric = /^([+-]?)(\d+):(\d+)$/.exec(zone);
  if (numeric) {
    const minutes = Number(numeric[2]) * 60 + Number(numeric[3]);
    return (numeric[1] === '-' ? -minutes : minutes) * 60_000;
  }
  const format = zoneFormat(zone);
  if (format === null) return new Failure(`unknown time zone ${zone}`);
  const part = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  const local = Date.UTC(part.year!, part.month! - 1, part.day!, part.hour! % 24, part.minute!, part.second!);
  return local - Math.floor(time / 1000) * 1000;
}

const zoneFormats = new Map<string, Intl.DateTimeFormat | null>();

function zoneFormat(zone: string): Intl.DateTimeFormat | null {
  const known = zoneFormats.get(zone);
  if (known !== undefined) return known;
  let format: Intl.DateTimeFormat | null = null;
  try {
    const numeric = 'numeric' as const;
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
      hourCycle: 'h23',
    });
  } catch {
    // There is no such zone.
  }
  zoneFormats.set(zone, format);
  return format;
}

/** The first of January is 0. */
function dayOfYear(date: Date): number {
  const year = date.getUTCFullYear();
  return (Date.UTC(year, date.getUTCMonth(), date.getUTCDate()) - Date.UTC(year, 0, 1)) / 86_400_000;
}
