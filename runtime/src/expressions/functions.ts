/** Functions of CEL and of Inngest (protocol 5) that expressions may call. */
import { parseDuration } from '../sdk-protocol/duration.ts';
import { type Direct, whole } from './operators.ts';
import { matchesPattern } from './pattern.ts';
import { doubleText, timeText } from './text.ts';
import { dateOfNumber, getPart, getters, readDate, readDuration } from './times.ts';
import {
  Duration,
  ExpressionError,
  Failure,
  isMap,
  kindOf,
  noOverload,
  Timestamp,
  TypeName,
  Uint,
} from './values.ts';

/** Called as `name(args)`. */
export const globalFunctions: ReadonlyMap<string, Direct> = new Map<string, Direct>([
  ['size', ([value]) => sizeOf(value)],
  ['int', ([value]) => toInt(value)],
  ['uint', ([value]) => toUint(value)],
  ['double', ([value]) => toDouble(value)],
  ['string', ([value]) => toText(value)],
  ['bytes', ([value]) => toBytes(value)],
  ['bool', ([value]) => toBool(value)],
  ['type', ([value]) => new TypeName(typeNames[kindOf(value)] ?? kindOf(value))],
  ['dyn', ([value]) => value],
  ['timestamp', ([value]) => toTimestamp(value)],
  ['duration', ([value]) => toDuration(value)],
  ['matches', ([text, pattern]) => textsOnly(matchesPattern, text, pattern)],
  ['date', ([value]) => toDate(value)],
  ['now', (_, now) => new Timestamp(now)],
  ['now_plus', ([value], now) => new Timestamp(now + millisecondsOf('now_plus', value))],
  ['now_minus', ([value], now) => new Timestamp(now - millisecondsOf('now_minus', value))],
  ['lowercase', ([value]) => orEmpty(value).toLowerCase()],
  ['uppercase', ([value]) => orEmpty(value).toUpperCase()],
  ['b64decode', ([value]) => Buffer.from(orEmpty(value), 'base64').toString()],
  ['json_parse', ([value]) => parsedObject(orEmpty(value))],
]);

/** Called as `target.name(args)`; `args[0]` is the target. */
export const methods: ReadonlyMap<string, Direct> = new Map<string, Direct>([
  ['size', ([target]) => sizeOf(target)],
  ['contains', ([target, part]) => textsOnly((text, each) => text.includes(each), target, part)],
  ['startsWith', ([target, part]) => textsOnly((text, each) => text.startsWith(each), target, part)],
  ['endsWith', ([target, part]) => textsOnly((text, each) => text.endsWith(each), target, part)],
  ['matches', ([target, pattern]) => textsOnly(matchesPattern, target, pattern)],
  ...getters.map((name): [string, Direct] => [name, ([target, ...args]) => getPart(name, target, ...args)]),
]);

/** How many arguments a function takes, at least and at most, counting a method's target; one when it is not here. */
const arities: Readonly<Record<string, readonly [number, number]>> = {
  matches: [2, 2],
  contains: [2, 2],
  startsWith: [2, 2],
  endsWith: [2, 2],
  now: [0, 0],
  ...Object.fromEntries(getters.map((name) => [name, [1, 2] as const])),
};

export function takes(name: string, count: number): boolean {
  const [min, max] = arities[name] ?? [1, 1];
  return count >= min && count <= max;
}

const typeNames: Readonly<Record<string, string>> = {
  null: 'null_type',
  timestamp: 'google.protobuf.Timestamp',
  duration: 'google.protobuf.Duration',
};

/** Names that stand for types: `type(event.data.n) == double`. */
export const types: ReadonlySet<string> = new Set([
  'bool',
  'bytes',
  'double',
  'int',
  'list',
  'map',
  'null_type',
  'string',
  'type',
  'uint',
]);

function textsOnly(of: (left: string, right: string) => unknown, left: unknown, right: unknown): unknown {
  return typeof left === 'string' && typeof right === 'string' ? of(left, right) : noOverload;
}

/** What is no text counts as the empty one. */
function orEmpty(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function sizeOf(value: unknown): unknown {
  if (typeof value === 'string') return BigInt([...value].length);
  if (Array.isArray(value) || value instanceof Uint8Array) return BigInt(value.length);
  return isMap(value) ? BigInt(Object.keys(value).length) : noOverload;
}

function toInt(value: unknown): unknown {
  switch (kindOf(value)) {
    case 'int':
      return value;
    case 'uint':
      return whole((value as Uint).value);
    case 'double':
      return Number.isFinite(value) ? whole(BigInt(Math.trunc(value as number))) : noConversion(value, 'int');
    case 'string':
      return /^[+-]?\d+$/.test(value as string)
        ? whole(BigInt((value as string).replace('+', '')))
        : noConversion(value, 'int');
    case 'timestamp':
      return BigInt(Math.floor((value as Timestamp).time / 1000));
    case 'duration':
      return BigInt(Math.round((value as Duration).milliseconds * 1e6));
    default:
      return noOverload;
  }
}

function toUint(value: unknown): unknown {
  if (value instanceof Uint) return value;
  if (value instanceof Timestamp || value instanceof Duration) return noOverload;
  const result = toInt(value);
  if (typeof result !== 'bigint') return result;
  return result < 0n ? noConversion(value, 'uint') : new Uint(result);
}

function toDouble(value: unknown): unknown {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Uint) return Number(value.value);
  if (typeof value !== 'string') return noOverload;
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value)
    ? Number(value)
    : noConversion(value, 'double');
}

function toText(value: unknown): unknown {
  switch (kindOf(value)) {
    case 'string':
      return value;
    case 'int':
    case 'bool':
      return String(value);
    case 'uint':
      return String((value as Uint).value);
    case 'double':
      return doubleText(value as number);
    case 'bytes':
      return new TextDecoder().decode(value as Uint8Array);
    case 'timestamp':
      return timeText(value as Timestamp);
    case 'duration':
      return `${(value as Duration).milliseconds / 1000}s`;
    case 'null':
      return 'null';
    default:
      return noOverload;
  }
}

function toBytes(value: unknown): unknown {
  if (value instanceof Uint8Array) return value;
  return typeof value === 'string' ? new TextEncoder().encode(value) : noOverload;
}

function toBool(value: unknown): unknown {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return noOverload;
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(value)) return true;
  return ['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(value) ? false : noConversion(value, 'bool');
}

function toTimestamp(value: unknown): unknown {
  if (value instanceof Timestamp) return value;
  if (typeof value === 'bigint') return new Timestamp(Number(value) * 1000);
  if (typeof value !== 'string') return noOverload;
  const isFull = /T.*(Z|[+-]\d\d:\d\d)$/.test(value);
  return (isFull ? readDate(value) : null) ?? noConversion(value, 'timestamp');
}

function toDuration(value: unknown): unknown {
  if (value instanceof Duration) return value;
  if (typeof value === 'bigint') return new Duration(Number(value) / 1e6);
  return typeof value === 'string' ? (readDuration(value) ?? noConversion(value, 'duration')) : noOverload;
}

/** A date that cannot be read ends the evaluation: nothing around it can make up for it. */
function toDate(value: unknown): Timestamp {
  const date =
    typeof value === 'string' ? readDate(value) : typeof value === 'bigint' ? dateOfNumber(value) : null;
  if (date) return date;
  const hint = typeof value === 'number' ? ': numbers in events are doubles; use date(int(…))' : '';
  throw new ExpressionError(
    'EvaluationError',
    `date() cannot read ${JSON.stringify(value) ?? 'this'}${hint}`,
  );
}

function millisecondsOf(name: string, value: unknown): number {
  const milliseconds = typeof value === 'string' ? parseDuration(value) : null;
  if (milliseconds !== null) return milliseconds;
  throw new ExpressionError('EvaluationError', `${name}() requires a duration such as "24h"`);
}

function parsedObject(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isMap(value) ? value : {};
  } catch {
    return {};
  }
}

function noConversion(value: unknown, type: string): Failure {
  return new Failure(`${JSON.stringify(value)} cannot be converted to a ${type}`);
}
