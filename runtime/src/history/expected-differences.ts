/** Tells values that differ because the input did, or because they always do, from those that say something. Pure. */
import type { EventRecord } from '../contract/run.ts';
import type { Difference, Expected } from './run-comparison.ts';
import { pathText, valueDifferences } from './value-difference.ts';

/** Events that differ in more places than that are compared no further. */
const maxEchoes = 50;

const generatedId =
  /^(?:[0-7][0-9A-HJKMNP-TV-Z]{25}|[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})$/i;
const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/;
/** Unix milliseconds from 2001 to 2286. */
const [firstTime, lastTime] = [1e12, 1e13];

/** The value at a place that differs between the events, in each of the runs. */
interface Echo {
  a: unknown;
  b: unknown;
}

export type Expectation = (a: unknown, b: unknown) => Expected | null;

export function expectationOf(a: readonly EventRecord[], b: readonly EventRecord[]): Expectation {
  const echoes: Echo[] = [];
  for (const difference of eventDifferences(a, b)) {
    if (echoes.length === maxEchoes) break;
    if (isTelling(difference.a) && isTelling(difference.b)) echoes.push(difference);
  }
  return (left, right) => {
    if (echoes.some((echo) => isEcho(echo, left, right))) return 'event';
    if (isBoth(left, right, isGeneratedId)) return 'id';
    return isBoth(left, right, isTime) ? 'time' : null;
  };
}

/** Null: the events do not differ, or are not known. */
export function eventDifference(a: readonly EventRecord[], b: readonly EventRecord[]): Difference | null {
  if (a.length === 0 || b.length === 0) return null;
  for (const { path, a: left, b: right } of eventDifferences(a, b)) {
    // One event is the usual case: its path reads as in the code, `data.id`.
    const shown = a.length === 1 && b.length === 1 ? path.slice(1) : path;
    return { kind: 'value', of: 'event', path: pathText(shown), a: left, b: right, expected: null };
  }
  return null;
}

function eventDifferences(a: readonly EventRecord[], b: readonly EventRecord[]) {
  return valueDifferences(a.map(eventContent), b.map(eventContent));
}

/** What the sender said: not the ID and the times, which are others for each event. */
export function eventContent({ name, data, user, v }: EventRecord): Record<string, unknown> {
  return { name, data, user, v };
}

/** Both values are those of the events, or texts with those in them. */
function isEcho(echo: Echo, a: unknown, b: unknown): boolean {
  if (Object.is(echo.a, a) && Object.is(echo.b, b)) return true;
  if (typeof echo.a !== 'string' || typeof echo.b !== 'string') return false;
  if (typeof a !== 'string' || typeof b !== 'string' || !a.includes(echo.a)) return false;
  const replacement = echo.b;
  return a.replaceAll(echo.a, () => replacement) === b;
}

/** A flag, a digit or a letter is the same in too many places to be recognized. */
function isTelling(value: unknown): boolean {
  if (typeof value === 'string') return value.length >= 3;
  return typeof value === 'number' && Math.abs(value) >= 10;
}

function isBoth(a: unknown, b: unknown, is: (value: unknown) => boolean): boolean {
  return is(a) && is(b);
}

function isGeneratedId(value: unknown): boolean {
  return typeof value === 'string' && generatedId.test(value);
}

function isTime(value: unknown): boolean {
  if (typeof value === 'string') return dateTime.test(value);
  return Number.isInteger(value) && (value as number) >= firstTime && (value as number) < lastTime;
}
