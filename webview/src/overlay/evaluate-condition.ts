/** The value of a condition, as far as known results tell, and the parts of it that settled it. Pure. */
import jsep from 'jsep';
import type { Condition } from '../../../server/src/workflow-graph.ts';

/** What no result tells. */
export const unknown = Symbol('unknown');
export type Value = unknown | typeof unknown;

/** A name or a member that comes from a step's result. */
export interface Part {
  /** As in the code. */
  source: string;
  value: unknown;
  /** The step's node. */
  node: string;
}

export interface Evaluated {
  value: Value;
  /** What settled the value, in the order of the code; empty when it is {@link unknown}. */
  parts: Part[];
}

/** `truth`: whether it holds; the value itself may then be another that is as true. */
export type Wanted = 'truth' | 'value';

/** @param resultOf the result of a step by its node, or {@link unknown}. */
export function evaluateCondition(
  condition: Condition,
  resultOf: (nodeId: string) => Value,
  wants: Wanted,
): Evaluated {
  const names = new Map<string, Known>();
  for (const [name, { node, path }] of Object.entries(condition.results)) {
    const value = path.reduce<Value>((whole, key) => member(whole, key, false), resultOf(node));
    names.set(name, { node, value });
  }
  try {
    const { value, parts } = evaluate(jsep(condition.source), names, wants);
    return value === unknown ? nothing : { value, parts: parts.filter(isFirst) };
  } catch {
    // TypeScript's own syntax, or more of JavaScript than conditions usually have.
    return nothing;
  }
}

interface Known {
  node: string;
  value: Value;
}

const nothing: Evaluated = { value: unknown, parts: [] };

function isFirst({ source }: Part, at: number, parts: readonly Part[]): boolean {
  return parts.findIndex((other) => other.source === source) === at;
}

function evaluate(node: jsep.Expression, names: ReadonlyMap<string, Known>, wants: Wanted): Evaluated {
  switch (node.type) {
    case 'Literal':
      return { value: (node as jsep.Literal).value, parts: [] };
    case 'Identifier':
    case 'MemberExpression':
      return evaluateChain(node, names);
    case 'UnaryExpression': {
      const { operator, argument } = node as jsep.UnaryExpression;
      const { value, parts } = evaluate(argument, names, operator === '!' ? 'truth' : 'value');
      if (value === unknown) return nothing;
      if (operator === '!') return { value: !value, parts };
      // Of anything else, the sign would have to convert it first.
      return operator === '-' && typeof value === 'number' ? { value: -value, parts } : nothing;
    }
    case 'BinaryExpression': {
      const { operator, left, right } = node as jsep.BinaryExpression;
      const inner = operator === '&&' || operator === '||' ? wants : 'value';
      return binary(operator, evaluate(left, names, inner), evaluate(right, names, inner), wants);
    }
    default:
      return nothing;
  }
}

/** `a`, `a.b?.c`, `a['b'][i]`: one part, whatever it is made of. */
function evaluateChain(node: jsep.Expression, names: ReadonlyMap<string, Known>): Evaluated {
  if (node.type === 'Identifier') {
    const { name } = node as jsep.Identifier;
    const known = names.get(name);
    if (known) return partOf(name, known.value, known.node);
    return name === 'undefined' ? { value: undefined, parts: [] } : nothing;
  }
  const { object, property, computed, optional } = node as jsep.MemberExpression;
  const whole = evaluate(object, names, 'value');
  const [root] = whole.parts;
  const key = computed ? evaluate(property, names, 'value') : null;
  const value = member(whole.value, key ? key.value : (property as jsep.Identifier).name, optional === true);
  if (root === undefined || value === unknown) return nothing;
  const dot = optional ? '?.' : computed ? '' : '.';
  const access = key ? `[${sourceOf(property)}]` : (property as jsep.Identifier).name;
  return partOf(`${root.source}${dot}${access}`, value, root.node, key?.parts);
}

function partOf(source: string, value: Value, node: string, more: readonly Part[] = []): Evaluated {
  return value === unknown ? nothing : { value, parts: [{ source, value, node }, ...more] };
}

/** Of what may stand in brackets. */
function sourceOf(node: jsep.Expression): string {
  switch (node.type) {
    case 'Literal':
      return (node as jsep.Literal).raw;
    case 'Identifier':
      return (node as jsep.Identifier).name;
    case 'MemberExpression': {
      const { object, property, computed, optional } = node as jsep.MemberExpression;
      const access = computed ? `[${sourceOf(property)}]` : sourceOf(property);
      return `${sourceOf(object)}${optional ? '?.' : computed ? '' : '.'}${access}`;
    }
    default:
      return '…';
  }
}

/** `.length` and own properties only: a result came as JSON. */
function member(object: Value, key: Value, optional: boolean): Value {
  if (object === unknown || key === unknown) return unknown;
  if (object === null || object === undefined) return optional ? undefined : unknown;
  if (typeof object === 'string') return key === 'length' ? object.length : unknown;
  if (typeof object !== 'object') return unknown;
  if (Array.isArray(object) && key === 'length') return object.length;
  const name = String(key);
  if (Object.hasOwn(object, name)) return (object as Record<string, unknown>)[name];
  return name in Object.prototype || Array.isArray(object) ? unknown : undefined;
}

function binary(operator: string, left: Evaluated, right: Evaluated, wants: Wanted): Evaluated {
  switch (operator) {
    case '&&':
      return either(left, right, wants, (value) => !value);
    case '||':
      return either(left, right, wants, Boolean);
    case '??':
      if (left.value === unknown) return nothing;
      return isNullish(left.value) ? both(left, right, right.value) : left;
    default:
      return both(left, right, compare(operator, left.value, right.value));
  }
}

/** @param settles whether a value of one side settles the whole. */
function either(
  left: Evaluated,
  right: Evaluated,
  wants: Wanted,
  settles: (value: unknown) => boolean,
): Evaluated {
  if (left.value !== unknown && settles(left.value)) return left;
  if (left.value !== unknown)
    return right.value !== unknown && settles(right.value) ? right : both(left, right, right.value);
  // Whatever the other side is, the truth is this; the value may be that of the other side.
  return wants === 'truth' && right.value !== unknown && settles(right.value) ? right : nothing;
}

function both(left: Evaluated, right: Evaluated, value: Value): Evaluated {
  return value === unknown ? nothing : { value, parts: [...left.parts, ...right.parts] };
}

function compare(operator: string, left: Value, right: Value): Value {
  if (left === unknown || right === unknown) return unknown;
  switch (operator) {
    case '===':
      return isPrimitive(left) || isPrimitive(right) ? left === right : unknown;
    case '!==':
      return isPrimitive(left) || isPrimitive(right) ? left !== right : unknown;
    case '==':
      return isNullish(left) || isNullish(right)
        ? isNullish(left) === isNullish(right)
        : sameType(left, right);
    case '!=': {
      const equal = compare('==', left, right);
      return equal === unknown ? unknown : !equal;
    }
  }
  if (typeof left !== typeof right || (typeof left !== 'number' && typeof left !== 'string')) return unknown;
  const [a, b] = [left, right as typeof left];
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    default:
      return unknown;
  }
}

const isNullish = (value: unknown): boolean => value === null || value === undefined;
const isPrimitive = (value: unknown): boolean => value === null || typeof value !== 'object';

function sameType(left: Value, right: Value): Value {
  return typeof left === typeof right && isPrimitive(left) ? left === right : unknown;
}
