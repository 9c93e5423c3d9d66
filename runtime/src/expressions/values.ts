/**
 * How values behave in trigger, wait and cancel expressions: CEL with the leniency of Inngest's servers
 * (protocol 5). A missing field is `undefined`, which equals null and never makes an expression fail.
 */

/** A length of time in CEL: `duration("90s")`. */
export class Duration {
  readonly milliseconds: number;
  constructor(milliseconds: number) {
    this.milliseconds = milliseconds;
  }
}

export class ExpressionError extends Error {
  override readonly name: 'InvalidExpression' | 'CompileError' | 'EvaluationError';
  constructor(name: ExpressionError['name'], message: string) {
    super(message);
    this.name = name;
  }
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof Duration)
  );
}

export function truthy(value: unknown): boolean {
  return Boolean(value);
}

export function equal(left: unknown, right: unknown): boolean {
  if (left === undefined || left === null) return right === undefined || right === null;
  if (typeof left !== 'object' || typeof right !== 'object' || right === null) return left === right;
  if (left instanceof Date) return right instanceof Date && left.getTime() === right.getTime();
  if (left instanceof Duration) return right instanceof Duration && left.milliseconds === right.milliseconds;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => equal(item, right[index]))
    );
  }
  if (!isMap(left) || !isMap(right)) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && equal(left[name], right[name]))
  );
}

/**
 * Whether `left` comes before `right`, or equals it when `orEqual`. A missing side is less than anything; null
 * counts as the zero value of the other side's type.
 */
export function lessThan(left: unknown, right: unknown, orEqual: boolean): boolean {
  if (left === undefined) return true;
  if (right === undefined) return false;
  const a = orderable(left, right);
  const b = orderable(right, left);
  if (typeof a !== typeof b) {
    throw new ExpressionError('EvaluationError', `cannot compare ${typeName(left)} with ${typeName(right)}`);
  }
  return orEqual ? a <= b : a < b;
}

function orderable(value: unknown, other: unknown): number | string {
  if (value === null) return typeof orderableType(other) === 'string' ? '' : 0;
  return orderableType(value);
}

function orderableType(value: unknown): number | string {
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return value.getTime();
  if (value instanceof Duration) return value.milliseconds;
  if (value === null || value === undefined) return 0;
  throw new ExpressionError('EvaluationError', `a ${typeName(value)} has no order`);
}

export function add(left: unknown, right: unknown): unknown {
  if (left === undefined || left === null) return right;
  if (right === undefined || right === null) return left;
  if (typeof left === 'number' && typeof right === 'number') return left + right;
  if (Array.isArray(left) && Array.isArray(right)) return [...left, ...right];
  if (left instanceof Date && right instanceof Duration) return new Date(left.getTime() + right.milliseconds);
  if (left instanceof Duration && right instanceof Date) return add(right, left);
  if (left instanceof Duration && right instanceof Duration) {
    return new Duration(left.milliseconds + right.milliseconds);
  }
  return textOf(left) + textOf(right);
}

export function subtract(left: unknown, right: unknown): unknown {
  if (left instanceof Date && right instanceof Date) return new Duration(left.getTime() - right.getTime());
  if (left instanceof Date && right instanceof Duration) return new Date(left.getTime() - right.milliseconds);
  if (left instanceof Duration && right instanceof Duration) {
    return new Duration(left.milliseconds - right.milliseconds);
  }
  return toNumber(left) - toNumber(right);
}

export function toNumber(value: unknown): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return Math.floor(value.getTime() / 1000);
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  if (Number.isNaN(number)) {
    throw new ExpressionError('EvaluationError', `${JSON.stringify(value)} is not a number`);
  }
  return number;
}

export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Duration) return `${value.milliseconds / 1000}s`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export function typeName(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Date) return 'timestamp';
  if (value instanceof Duration) return 'duration';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'object' ? 'map' : typeof value;
}
