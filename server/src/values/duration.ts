/**
 * Durations as texts. Two readers, because two programs read them: the SDK reads the times of steps and of `cancelOn`
 * with the package `ms` (`30 minutes`, but not `1h30m`); the server reads those of flow control (`1h30m`, but not
 * `30 minutes`), where a batch's timeout knows no days and weeks.
 */
import ms from 'ms';

export type DurationReader = 'sdk' | 'server' | 'batch';

export const secondMs = 1_000;
export const dayMs = 86_400_000;

const unitMilliseconds: Record<string, number> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: secondMs,
  m: 60 * secondMs,
  h: 3_600 * secondMs,
  d: dayMs,
  w: 7 * dayMs,
};

/** Milliseconds; null when this reader cannot parse the text. */
export function readDuration(text: string, reader: DurationReader): number | null {
  return reader === 'sdk' ? readBySdk(text) : readByServer(text, reader === 'batch');
}

function readBySdk(text: string): number | null {
  if (text === '') return null;
  // Undefined for what it cannot read, whatever its types say.
  const milliseconds: number | undefined = ms(text as ms.StringValue);
  return milliseconds ?? null;
}

const serverPart = /(\d+\.?\d*|\.\d+)([^\d.]+)/y;

function readByServer(text: string, isBatch: boolean): number | null {
  const sign = text.startsWith('-') ? -1 : 1;
  const rest = text.replace(/^[-+]/, '');
  if (rest === '0') return 0;
  let sum = 0;
  let index = 0;
  while (index < rest.length) {
    serverPart.lastIndex = index;
    const [part, amount, unit = ''] = serverPart.exec(rest) ?? [];
    if (part === undefined || !Object.hasOwn(unitMilliseconds, unit)) return null;
    if (isBatch && (unit === 'd' || unit === 'w')) return null;
    sum += Number(amount) * (unitMilliseconds[unit] ?? 0);
    index += part.length;
  }
  return rest === '' ? null : sign * sum;
}

/** The same duration in a format that the reader accepts; null when the meaning is unclear. */
export function rewrittenDuration(text: string, reader: DurationReader): string | null {
  const milliseconds = guess(text);
  return milliseconds === null ? null : writeDuration(milliseconds, reader);
}

const longUnits: [RegExp, number][] = [
  [/^(months?|mos?)$/, 30 * dayMs],
  [/^(years?|yrs?|y)$/, 365 * dayMs],
  [/^(fortnights?)$/, 14 * dayMs],
];

/** Reads more than either reader does: `1h30m`, `1 day and 12 hours`, `2 months`, `PT1H`, `1,5 h`. */
function guess(text: string): number | null {
  const plain = text.trim().toLowerCase();
  const iso = /^p(?:(\d+)w)?(?:(\d+)d)?(?:t(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?)?$/.exec(plain);
  if (iso && plain.length > 2) {
    const [weeks, days, hours, minutes, seconds] = iso.slice(1).map((digits) => Number(digits ?? 0));
    return (
      (weeks ?? 0) * 7 * dayMs +
      (days ?? 0) * dayMs +
      ((hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * secondMs
    );
  }
  let sum = 0;
  let index = 0;
  const part = /\s*(?:,|and\b|&)?\s*(\d+(?:\.\d+)?|an?\b|one\b)\s*([a-zµμ]+)\.?\s*/y;
  while (index < plain.length) {
    part.lastIndex = index;
    const [whole, amount = '', unit = ''] = part.exec(plain) ?? [];
    const each = unitValue(unit);
    if (whole === undefined || each === null) return null;
    sum += (/^\d/.test(amount) ? Number(amount) : 1) * each;
    index += whole.length;
  }
  return sum > 0 ? sum : null;
}

function unitValue(unit: string): number | null {
  const long = longUnits.find(([name]) => name.test(unit));
  if (long) return long[1];
  return unit === '' ? null : (readBySdk(`1 ${unit}`) ?? unitMilliseconds[unit] ?? null);
}

const writtenUnits = ['w', 'd', 'h', 'm', 's'] as const;

/** `36h`: one unit for the SDK; `1d12h` for the server. Under a second there is nothing to write. */
export function writeDuration(milliseconds: number, reader: DurationReader): string | null {
  if (milliseconds < secondMs) return null;
  const units = reader === 'batch' ? writtenUnits.slice(2) : writtenUnits;
  if (reader === 'sdk') {
    const unit = units.find((each) => milliseconds % (unitMilliseconds[each] ?? 1) === 0);
    return unit === undefined ? null : `${milliseconds / (unitMilliseconds[unit] ?? 1)}${unit}`;
  }
  let rest = Math.round(milliseconds / secondMs) * secondMs;
  let text = '';
  for (const unit of units) {
    const each = unitMilliseconds[unit] ?? 1;
    const count = Math.floor(rest / each);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * each;
  }
  return text;
}

const wordedUnits: [string, number][] = [
  ['week', 7 * dayMs],
  ['day', dayMs],
  ['hour', 3_600 * secondMs],
  ['minute', 60 * secondMs],
  ['second', secondMs],
];

/**
 * `1 hour 30 minutes`: written out, since hovers and problems are sentences. Weeks only when they divide evenly: `10 days`,
 * not `1 week 3 days`.
 */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < secondMs) return milliseconds <= 0 ? 'no time' : 'less than a second';
  const parts: string[] = [];
  let rest = Math.round(milliseconds / secondMs) * secondMs;
  for (const [word, each] of wordedUnits) {
    if (word === 'week' && (rest % each !== 0 || rest < each)) continue;
    const count = Math.floor(rest / each);
    if (count > 0) parts.push(`${count} ${word}${count === 1 ? '' : 's'}`);
    rest -= count * each;
  }
  return parts.join(' ');
}
