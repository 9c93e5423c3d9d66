/** What operators and functions make of their arguments, with the leniency of Inngest's servers (protocol 5). */
import { goText } from './text.ts';
import {
  compare,
  Duration,
  ExpressionError,
  equal,
  Failure,
  isAbsent,
  isMap,
  type Kind,
  kindOf,
  noOverload,
  Timestamp,
  Uint,
} from './values.ts';

export type Direct = (args: readonly unknown[], now: number) => unknown;

/**
 * Calls, and says what comes of arguments that are missing, went wrong, are null or do not go together: an operator or
 * function answers something for them, as a rule false.
 */
export function callLeniently(name: string, direct: Direct, args: readonly unknown[], now: number): unknown {
  if (args.some(isAbsent)) return callWithAbsent(name, args);
  const result = direct(args, now);
  if (!(result instanceof Failure) || args.length !== 2) return result;
  const [left, right] = args.map(kindOf) as [Kind, Kind];
  if (left === right) return result;
  if (name === '+') return limited(goText(args[0]) + goText(args[1]));
  if (name in orderings && (left === 'null' || right === 'null')) {
    return orderings[name]!(
      left === 'null' ? zeroOf(right) : args[0],
      right === 'null' ? zeroOf(left) : args[1],
    );
  }
  return result;
}

function callWithAbsent(name: string, args: readonly unknown[]): unknown {
  const [left] = args;
  switch (name) {
    case '+': {
      const known = args.find((each) => each !== undefined);
      if (!(known instanceof Failure)) return known ?? (args.includes(null) ? null : false);
      // What went wrong has a text, which is joined to what there is.
      const kinds = new Set(args.map(kindOf));
      return kinds.size === 2 && !kinds.has('missing') ? goText(args[0]) + goText(args[1]) : known;
    }
    case '==':
      return args.includes(null);
    case '!=':
      return !args.includes(null);
    case '<':
    case '<=':
      return isAbsent(left);
    case '>':
    case '>=':
      return !isAbsent(left);
    case 'size':
      return 0n;
    default:
      return false;
  }
}

const ordering =
  (holds: (order: number) => boolean) =>
  (left: unknown, right: unknown): boolean | Failure => {
    const order = compare(left, right);
    return order instanceof Failure ? order : holds(order);
  };

const orderings: Record<string, (left: unknown, right: unknown) => boolean | Failure> = {
  '<': ordering((order) => order < 0),
  '<=': ordering((order) => order <= 0),
  '>': ordering((order) => order > 0),
  '>=': ordering((order) => order >= 0),
};

/** What null counts as beside a value of that kind. */
function zeroOf(kind: Kind): unknown {
  switch (kind) {
    case 'int':
      return 0n;
    case 'uint':
      return new Uint(0n);
    case 'double':
      return 0;
    case 'string':
      return '';
    default:
      return null;
  }
}

const binary =
  (of: (left: unknown, right: unknown) => unknown): Direct =>
  ([left, right]) =>
    of(left, right);

export const operators: Readonly<Record<string, Direct>> = {
  '==': binary(equal),
  '!=': binary((left, right) => !equal(left, right)),
  ...Object.fromEntries(Object.entries(orderings).map(([name, holds]) => [name, binary(holds)])),
  in: binary(isIn),
  '+': binary(add),
  '-': binary(subtract),
  '*': binary((left, right) =>
    numbers(
      left,
      right,
      (a, b) => a * b,
      (a, b) => a * b,
    ),
  ),
  '/': binary((left, right) =>
    numbers(
      left,
      right,
      (a, b) => (b === 0n ? divisionByZero : a / b),
      (a, b) => a / b,
    ),
  ),
  '%': binary((left, right) =>
    numbers(
      left,
      right,
      (a, b) => (b === 0n ? divisionByZero : a % b),
      () => noOverload,
    ),
  ),
  '!_': ([value]) => (typeof value === 'boolean' ? !value : noOverload),
  '-_': ([value]) => {
    if (typeof value === 'bigint') return whole(-value);
    if (typeof value === 'number') return -value;
    return value instanceof Duration ? new Duration(-value.milliseconds) : noOverload;
  },
};

const divisionByZero = new Failure('division by zero');

function isIn(item: unknown, collection: unknown): boolean | Failure {
  if (Array.isArray(collection)) return collection.some((each) => equal(each, item));
  if (!isMap(collection)) return noOverload;
  return typeof item === 'string' && Object.hasOwn(collection, item);
}

function add(left: unknown, right: unknown): unknown {
  if (typeof left === 'string' && typeof right === 'string') return limited(left + right);
  if (Array.isArray(left) && Array.isArray(right)) return limited([...left, ...right]);
  if (left instanceof Timestamp && right instanceof Duration)
    return new Timestamp(left.time + right.milliseconds);
  if (left instanceof Duration && right instanceof Timestamp) return add(right, left);
  if (left instanceof Duration && right instanceof Duration)
    return new Duration(left.milliseconds + right.milliseconds);
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.concat([left, right]);
  return numbers(
    left,
    right,
    (a, b) => a + b,
    (a, b) => a + b,
  );
}

function subtract(left: unknown, right: unknown): unknown {
  if (left instanceof Timestamp && right instanceof Timestamp) return new Duration(left.time - right.time);
  if (left instanceof Timestamp && right instanceof Duration)
    return new Timestamp(left.time - right.milliseconds);
  if (left instanceof Duration && right instanceof Duration)
    return new Duration(left.milliseconds - right.milliseconds);
  return numbers(
    left,
    right,
    (a, b) => a - b,
    (a, b) => a - b,
  );
}

/** Whole numbers and fractions do not mix. */
function numbers(
  left: unknown,
  right: unknown,
  ofWhole: (left: bigint, right: bigint) => bigint | Failure,
  ofFractions: (left: number, right: number) => number | Failure,
): unknown {
  if (typeof left === 'bigint' && typeof right === 'bigint') return whole(ofWhole(left, right));
  if (typeof left === 'number' && typeof right === 'number') return ofFractions(left, right);
  if (!(left instanceof Uint) || !(right instanceof Uint)) return noOverload;
  const result = ofWhole(left.value, right.value);
  if (result instanceof Failure) return result;
  return BigInt.asUintN(64, result) === result ? new Uint(result) : overflow;
}

const overflow = new Failure('the number is too large');

/** Whole numbers have 64 bits. */
export function whole(value: bigint | Failure): bigint | Failure {
  return value instanceof Failure || BigInt.asIntN(64, value) === value ? value : overflow;
}

/** Texts and lists that grow beyond this have been made to grow. */
const maxLength = 4 * 1024 * 1024;

function limited<T extends string | unknown[]>(value: T): T {
  if (value.length > maxLength)
    throw new ExpressionError('EvaluationError', 'the expression produces a value that is too long');
  return value;
}
