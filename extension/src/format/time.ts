/** Times as a person says them at the end of a line. Pure; all inputs in milliseconds. */
import type { L10n } from '../l10n.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** `312 ms`, `4.1 s`, `2 min 5 s`, `3 h 12 min`, `6 d 23 h`. */
export function durationText(milliseconds: number): string {
  const value = Math.max(0, milliseconds);
  if (value < second) return `${Math.round(value)} ms`;
  if (value < 10 * second) return `${trimZero((value / second).toFixed(1))} s`;
  if (value < minute) return `${Math.round(value / second)} s`;
  if (value < hour) return twoUnits(value, minute, 'min', second, 's');
  if (value < day) return twoUnits(value, hour, 'h', minute, 'min');
  return twoUnits(value, day, 'd', hour, 'h');
}

/** Time until something is due: whole seconds rounded up, so that it never says 0 while it is not yet due. */
export function remainingText(milliseconds: number): string {
  const value = Math.max(0, milliseconds);
  if (value < minute) return `${Math.ceil(value / second)}s`;
  if (value < hour) return compact(value, minute, 'm', second, 's');
  if (value < day) return compact(value, hour, 'h', minute, 'm');
  return compact(value, day, 'd', hour, 'h');
}

/** As {@link remainingText}, in steps of a minute at least: for places that should not change all the time. */
export function coarseRemainingText(milliseconds: number): string {
  if (milliseconds < minute) return '<1m';
  return milliseconds < hour ? `${Math.floor(milliseconds / minute)}m` : remainingText(milliseconds);
}

/** `just now`, `5 min ago`, `3 h ago`, `2 d ago`. */
export function agoText(milliseconds: number, l10n: L10n): string {
  if (milliseconds < 10 * second) return l10n.t('just now');
  if (milliseconds < minute) return l10n.t('{0} s ago', Math.floor(milliseconds / second));
  if (milliseconds < hour) return l10n.t('{0} min ago', Math.floor(milliseconds / minute));
  if (milliseconds < day) return l10n.t('{0} h ago', Math.floor(milliseconds / hour));
  return l10n.t('{0} d ago', Math.floor(milliseconds / day));
}

function twoUnits(value: number, big: number, bigName: string, small: number, smallName: string): string {
  const whole = Math.floor(value / big);
  const rest = Math.floor((value % big) / small);
  return rest === 0 ? `${whole} ${bigName}` : `${whole} ${bigName} ${rest} ${smallName}`;
}

function compact(value: number, big: number, bigName: string, small: number, smallName: string): string {
  const whole = Math.floor(value / big);
  const rest = Math.floor((value % big) / small);
  return rest === 0 ? `${whole}${bigName}` : `${whole}${bigName} ${rest}${smallName}`;
}

function trimZero(text: string): string {
  return text.replace(/\.0$/, '');
}
