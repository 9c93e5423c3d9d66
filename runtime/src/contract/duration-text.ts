/** Human-readable durations, the same everywhere: a number and its unit, at most two units. Pure. */

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** How long something took: `640ms`, `4.2s`, `42s`, `2m 5s`, `6d 23h`. */
export function durationText(milliseconds: number): string {
  const value = Math.max(0, milliseconds);
  if (value < second) return `${Math.round(value)}ms`;
  if (value < 10 * second) return `${(value / second).toFixed(1).replace(/\.0$/, '')}s`;
  return wholeSeconds(Math.round(value / second));
}

/** What is left until something is due: rounded up, so that it never says 0 before its time. */
export function remainingText(milliseconds: number): string {
  return wholeSeconds(Math.ceil(Math.max(0, milliseconds) / second));
}

/** How long ago something was, for `… ago`: whole seconds, at least one. */
export function elapsedText(milliseconds: number): string {
  return wholeSeconds(Math.max(1, Math.floor(milliseconds / second)));
}

function wholeSeconds(seconds: number): string {
  const value = seconds * second;
  if (value < minute) return `${seconds}s`;
  if (value < hour) return twoUnits(value, minute, 'm', second, 's');
  if (value < day) return twoUnits(value, hour, 'h', minute, 'm');
  return twoUnits(value, day, 'd', hour, 'h');
}

function twoUnits(value: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const whole = Math.floor(value / large);
  const rest = Math.floor((value % large) / small);
  return rest === 0 ? `${whole}${largeUnit}` : `${whole}${largeUnit} ${rest}${smallUnit}`;
}
