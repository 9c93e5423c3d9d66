/** Functions of CEL and of Inngest (protocol 5) that expressions may call. */

import { parseDuration } from '../sdk-protocol/duration.ts';
import { Duration, ExpressionError, equal, isMap, textOf, toNumber, typeName } from './values.ts';

/** `now`: Unix milliseconds. */
type Builtin = (args: unknown[], now: number) => unknown;

/** Called as `name(args)`. */
export const globalFunctions: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['size', ([value]) => sizeOf(value)],
  ['int', ([value]) => Math.trunc(toNumber(value))],
  ['uint', ([value]) => Math.trunc(toNumber(value))],
  ['double', ([value]) => toNumber(value)],
  ['string', ([value]) => textOf(value)],
  ['bytes', ([value]) => textOf(value)],
  ['bool', ([value]) => value === true || value === 'true'],
  ['type', ([value]) => typeName(value)],
  ['dyn', ([value]) => value],
  ['timestamp', ([value]) => toDate(value)],
  ['date', ([value]) => toDate(value)],
  ['duration', ([value]) => toDuration(value)],
  ['now', (_, now) => new Date(now)],
  ['now_plus', ([value], now) => new Date(now + toDuration(value).milliseconds)],
  ['now_minus', ([value], now) => new Date(now - toDuration(value).milliseconds)],
  ['lowercase', ([value]) => textOf(value).toLowerCase()],
  ['uppercase', ([value]) => textOf(value).toUpperCase()],
  ['b64decode', ([value]) => decodeBase64(textOf(value))],
  ['json_parse', ([value]) => parseObject(textOf(value))],
]);

/** Called as `target.name(args)`; `args[0]` is the target. */
export const methods: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['size', ([target]) => sizeOf(target)],
  ['contains', ([target, part]) => textOf(target).includes(textOf(part))],
  ['startsWith', ([target, part]) => textOf(target).startsWith(textOf(part))],
  ['endsWith', ([target, part]) => textOf(target).endsWith(textOf(part))],
  ['matches', ([target, pattern]) => new RegExp(textOf(pattern), 'u').test(textOf(target))],
  ['getFullYear', ([target]) => toDate(target).getUTCFullYear()],
  ['getMonth', ([target]) => toDate(target).getUTCMonth()],
  ['getDate', ([target]) => toDate(target).getUTCDate()],
  ['getDayOfMonth', ([target]) => toDate(target).getUTCDate() - 1],
  ['getDayOfYear', ([target]) => dayOfYear(toDate(target))],
  ['getDayOfWeek', ([target]) => toDate(target).getUTCDay()],
  ['getHours', ([target]) => partOf(target, 3_600_000, (date) => date.getUTCHours())],
  ['getMinutes', ([target]) => partOf(target, 60_000, (date) => date.getUTCMinutes())],
  ['getSeconds', ([target]) => partOf(target, 1_000, (date) => date.getUTCSeconds())],
  ['getMilliseconds', ([target]) => partOf(target, 1, (date) => date.getUTCMilliseconds())],
]);

/** A call with a missing argument is false instead of an error, save for these. */
export const takesMissing: ReadonlySet<string> = new Set(['size', 'type', 'dyn', 'string', 'bool']);

export function isIn(item: unknown, collection: unknown): boolean {
  if (Array.isArray(collection)) return collection.some((each) => equal(each, item));
  if (isMap(collection)) return Object.hasOwn(collection, textOf(item));
  if (typeof collection === 'string') return typeof item === 'string' && collection.includes(item);
  return false;
}

function sizeOf(value: unknown): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === 'string') return [...value].length;
  if (Array.isArray(value)) return value.length;
  return isMap(value) ? Object.keys(value).length : 0;
}

/** Text of RFC 3339, RFC 1123 or RFC 822, or a number of seconds, milliseconds or nanoseconds. */
function toDate(value: unknown): Date {
  if (value instanceof Date) return value;
  const time = typeof value === 'number' ? unixMilliseconds(value) : Date.parse(textOf(value));
  if (Number.isNaN(time))
    throw new ExpressionError('EvaluationError', `${JSON.stringify(value)} is not a date`);
  return new Date(time);
}

function unixMilliseconds(value: number): number {
  if (value > 1e17) return value / 1e6;
  return value > 1e11 ? value : value * 1000;
}

function toDuration(value: unknown): Duration {
  if (value instanceof Duration) return value;
  const milliseconds = parseDuration(textOf(value));
  if (milliseconds === null) {
    throw new ExpressionError('EvaluationError', `${JSON.stringify(value)} is not a duration`);
  }
  return new Duration(milliseconds);
}

/** The first of January is 0. */
function dayOfYear(date: Date): number {
  const year = date.getUTCFullYear();
  return (Date.UTC(year, date.getUTCMonth(), date.getUTCDate()) - Date.UTC(year, 0, 1)) / 86_400_000;
}

function partOf(value: unknown, unit: number, ofDate: (date: Date) => number): number {
  return value instanceof Duration ? Math.trunc(value.milliseconds / unit) : ofDate(toDate(value));
}

function decodeBase64(text: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)));
}

function parseObject(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (!isMap(value)) throw new ExpressionError('EvaluationError', 'json_parse: not an object');
  return value;
}
