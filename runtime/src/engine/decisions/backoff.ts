/** When a failed attempt is retried. */

export type Backoff =
  /** For a person who is watching: 4 s, 8 s, 15 s, 30 s, then 1 m, 2 m, 5 m, 10 m; no jitter. */
  | { kind: 'short' }
  /** Protocol 4.2: 15 s, 30 s, 1 m, 2 m … 2 h, plus up to 30 s at random. */
  | { kind: 'official' }
  | { kind: 'fixed'; milliseconds: number };

const second = 1_000;
const minute = 60_000;
const short = [4, 8, 15, 30, 60, 120, 300, 600].map((seconds) => seconds * second);
const official = [15, 30, 60, 120, 300, 600, 1200, 2400, 3600, 7200].map((seconds) => seconds * second);

/**
 * Milliseconds from the failure to the next attempt.
 *
 * @param attempt 0-based number of the attempt that failed.
 * @param random from 0 up to 1.
 */
export function backoffDelay(backoff: Backoff, attempt: number, random: number): number {
  switch (backoff.kind) {
    case 'fixed':
      return backoff.milliseconds;
    case 'short':
      return short[Math.min(attempt, short.length - 1)]!;
    case 'official':
      return official[Math.min(attempt, official.length - 1)]! + Math.floor(random * 30 * second);
  }
}

/** Unix milliseconds asked for by `retry-after` (seconds or a date), within a second and a day; null when unreadable. */
export function retryAfterTime(retryAfter: string | null, now: number): number | null {
  if (retryAfter === null) return null;
  const timestamp = retryAfter.length <= 7 ? now + Number(retryAfter) * second : Date.parse(retryAfter);
  if (Number.isNaN(timestamp)) return null;
  return Math.min(Math.max(timestamp, now + second), now + 24 * 60 * minute);
}
