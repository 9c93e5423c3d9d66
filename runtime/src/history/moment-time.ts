/** The time of a moment in words. Pure; no Node imports. */

/** `10:42:07`, with the day when that is not the day of `now`. Both in Unix milliseconds, in the reader's time zone. */
export function momentTimeText(at: number, now: number): string {
  const [date, today] = [new Date(at), new Date(now)];
  const time = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
  return date.toDateString() === today.toDateString()
    ? date.toLocaleTimeString(undefined, time)
    : date.toLocaleString(undefined, { month: 'short', day: 'numeric', ...time });
}
