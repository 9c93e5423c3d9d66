/** Spans of time as short text. */

/** `640 ms`, `4.2 s`, `1m 20s`, `2h 5m`, `6d 23h`. */
export function spanText(milliseconds: number): string {
  const span = Math.max(0, milliseconds);
  if (span < 1000) return `${Math.round(span)} ms`;
  if (span < 10_000) return `${(span / 1000).toFixed(1).replace(/\.0$/, '')} s`;
  return wholeText(span);
}

/** Time left: whole seconds, never below zero; two units at most. */
export function leftText(milliseconds: number): string {
  return wholeText(Math.max(0, milliseconds));
}

function wholeText(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return two(minutes, 'm', seconds % 60, 's');
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return two(hours, 'h', minutes % 60, 'm');
  return two(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function two(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit} ${small}${smallUnit}`;
}
