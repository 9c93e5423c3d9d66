/**
 * Values of expressions, as Inngest's servers know them: those of CEL (protocol 5).
 *
 * A number of an event is a fraction (`number`), a number written without a point is whole (`bigint`), and the two add up
 * to text. What is missing is `undefined`; what went wrong is a {@link Failure}, which is a value like any other: it makes
 * the call around it come out false, seldom the whole expression.
 */
export class ExpressionError extends Error {
  override readonly name: 'InvalidExpression' | 'CompileError' | 'EvaluationError';
  constructor(name: ExpressionError['name'], message: string) {
    super(message);
    this.name = name;
  }
}

export class Failure {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** `1u`. */
export class Uint {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}

/** A length of time: `duration("90s")`. */
export class Duration {
  readonly milliseconds: number;
  constructor(milliseconds: number) {
    this.milliseconds = milliseconds;
  }
}

/** A point in time, Unix milliseconds. */
export class Timestamp {
  readonly time: number;
  constructor(time: number) {
    this.time = time;
  }
}

/** What `type(x)` gives: `int`, `string`. */
export class TypeName {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

export type Kind =
  | 'missing'
  | 'failure'
  | 'null'
  | 'bool'
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'list'
  | 'map'
  | 'timestamp'
  | 'duration'
  | 'type';

export function kindOf(value: unknown): Kind {
  switch (typeof value) {
    case 'undefined':
      return 'missing';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return 'double';
    case 'string':
      return 'string';
  }
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Failure) return 'failure';
  if (value instanceof Timestamp) return 'timestamp';
  if (value instanceof Duration) return 'duration';
  if (value instanceof Uint) return 'uint';
  if (value instanceof Uint8Array) return 'bytes';
  return value instanceof TypeName ? 'type' : 'map';
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return kindOf(value) === 'map';
}

export function isAbsent(value: unknown): value is undefined | Failure {
  return value === undefined || value instanceof Failure;
}

/** As in JavaScript, save that what went wrong is false. */
export function truthy(value: unknown): boolean {
  if (value instanceof Failure) return false;
  if (value instanceof Uint) return value.value !== 0n;
  return Number.isNaN(value) || Boolean(value);
}

export function equal(left: unknown, right: unknown): boolean {
  const kind = kindOf(left);
  if (isNumeric(kind)) {
    // A whole number and a fraction are the same when their values are.
    return isNumeric(kindOf(right)) && order(numberOf(left), numberOf(right)) === 0;
  }
  if (kind !== kindOf(right)) return false;
  switch (kind) {
    case 'timestamp':
      return (left as Timestamp).time === (right as Timestamp).time;
    case 'duration':
      return (left as Duration).milliseconds === (right as Duration).milliseconds;
    case 'type':
      return (left as TypeName).name === (right as TypeName).name;
    case 'bytes':
      return Buffer.compare(left as Uint8Array, right as Uint8Array) === 0;
    case 'list':
      return sameItems(left as unknown[], right as unknown[]);
    case 'map':
      return sameFields(left as Record<string, unknown>, right as Record<string, unknown>);
    default:
      return left === right;
  }
}

function sameItems(left: unknown[], right: unknown[]): boolean {
  return left.length === right.length && left.every((item, index) => equal(item, right[index]));
}

function sameFields(left: Record<string, unknown>, right: Record<string, unknown>): boolean {
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && equal(left[name], right[name]))
  );
}

export const noOverload = new Failure('these types cannot be combined');

/** Less than, equal to or greater than 0; a failure for what has no order. */
export function compare(left: unknown, right: unknown): number | Failure {
  const kind = kindOf(left);
  if (isNumeric(kind) && isNumeric(kindOf(right))) return order(numberOf(left), numberOf(right));
  if (kind !== kindOf(right)) return noOverload;
  switch (kind) {
    case 'bool':
    case 'string':
      return order(left as string, right as string);
    case 'bytes':
      return Buffer.compare(left as Uint8Array, right as Uint8Array);
    case 'timestamp':
      return (left as Timestamp).time - (right as Timestamp).time;
    case 'duration':
      return (left as Duration).milliseconds - (right as Duration).milliseconds;
    default:
      return noOverload;
  }
}

function order<T>(left: T, right: T): number {
  if (left < right) return -1;
  return left > right ? 1 : 0;
}

function isNumeric(kind: Kind): boolean {
  return kind === 'int' || kind === 'double' || kind === 'uint';
}

function numberOf(value: unknown): number | bigint {
  return value instanceof Uint ? value.value : (value as number | bigint);
}

/** A value as JSON has it, for people and for keys; undefined stays so. */
export function plainOf(value: unknown): unknown {
  switch (kindOf(value)) {
    case 'int':
      return Number(value as bigint);
    case 'uint':
      return Number((value as Uint).value);
    case 'bytes':
      return new TextDecoder().decode(value as Uint8Array);
    case 'timestamp':
      return new Date((value as Timestamp).time).toISOString();
    case 'duration':
      return `${(value as Duration).milliseconds / 1000}s`;
    case 'type':
      return (value as TypeName).name;
    case 'list':
      return (value as unknown[]).map(plainOf);
    case 'map':
      return Object.fromEntries(
        Object.entries(value as Record<string, unknown>).map(([name, each]) => [name, plainOf(each)]),
      );
    case 'failure':
      return undefined;
    default:
      return value;
  }
}
