/** Durations and times as SDKs write them (protocol 4.7): no spaces, no long units; what people type may have both. */

const unitMilliseconds: Record<string, number> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
  us: 1e-3,
  ns: 1e-6,
};

const part = /(\d+(?:\.\d+)?)(ms|us|ns|w|d|h|m|s)/g;
const whole = /^(?:\d+(?:\.\d+)?(?:ms|us|ns|w|d|h|m|s))+$/;

/** Milliseconds of `1w`, `1h30m`, `1.5s`; null when the text is not of this form. */
export function parseDuration(text: string): number | null {
  if (!whole.test(text)) return null;
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(part)) sum += Number(amount) * unitMilliseconds[unit ?? '']!;
  return Math.ceil(sum);
}

/**
 * Unix milliseconds of a duration from `now` or of an ISO 8601 date; null when the text is neither. Empty text is
 * `now`: old SDKs send it for durations that they cannot write (protocol 4.3). The Go SDK writes a past date as a
 * negative duration.
 */
export function parseDue(text: string, now: number): number | null {
  if (text === '') return now;
  const isPast = text.startsWith('-');
  const duration = parseDuration(isPast ? text.slice(1) : text);
  if (duration !== null) return isPast ? now - duration : now + duration;
  const date = /^\d{4}-/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : date;
}
