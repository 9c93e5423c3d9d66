/** Durations as the code writes them (`7 days`), compared with what the SDK makes of them (`1w`), and shown. */
import { durationText } from '../../../runtime/src/contract/duration-text.ts';

const milliseconds: Record<string, number> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** As the SDK reads it with the package `ms`, and as it writes it (`1w2d`). Null: not a duration. A bare number is milliseconds. */
export function durationValue(text: string): number | null {
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed);
  const part =
    /(\d+(?:\.\d+)?)\s*(milliseconds?|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w)/gi;
  if (trimmed === '' || trimmed.replace(part, '').trim() !== '') return null;
  let sum = 0;
  for (const [, amount, unit] of trimmed.matchAll(part)) {
    const name = (unit ?? '').toLowerCase();
    sum += Number(amount) * (milliseconds[/^(ms|msec|milli)/.test(name) ? 'ms' : name.charAt(0)] ?? 0);
  }
  return sum;
}

/** Null: one of them is not a duration (an expression, a date), so they cannot be compared. */
export function sameDuration(a: string, b: string): boolean | null {
  if (a === b) return true;
  const [left, right] = [durationValue(a), durationValue(b)];
  return left === null || right === null ? null : left === right;
}

/** As all durations are shown; as written where that would lose precision, or where it is not a duration. */
export function writtenDurationText(text: string): string {
  const value = durationValue(text);
  if (value === null) return text.trim();
  const shown = durationText(value);
  return durationValue(shown) === value ? shown : text.trim();
}
