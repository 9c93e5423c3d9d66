/**
 * Finds a clause by which waits can be looked up instead of tried: `event.data.id == async.data.id`, or
 * `async.data.id == "7"`. With it, an event costs the same whether ten or ten thousand runs wait for its name.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import type { Evaluate } from './compile.ts';
import { type EventView, parseExpression } from './expression.ts';
import { Uint } from './values.ts';

export interface EqualityKey {
  /** Where the value stands in the awaited event. */
  path: string[];
  /** {@link keyOf} the value that the awaited event must have there. */
  key: string;
}

/** Null: this wait must be tried with each event. */
export function equalityKey(text: string, event: EventView, now: number): EqualityKey | null {
  for (const { path, value } of equalityClauses(text, event, now)) {
    const key = value === undefined ? null : keyOf(value);
    if (key !== null) return { path, key };
  }
  return null;
}

/** Clauses that hold a place in the awaited event equal to something known. */
export function equalityClauses(
  text: string,
  event: EventView,
  now: number,
): { path: string[]; value: unknown }[] {
  return parseExpression(text).clauses.flatMap((clause) => {
    if (clause.sides?.op !== '==') return [];
    const { left, right } = clause.sides;
    for (const [candidate, own] of [
      [left, right],
      [right, left],
    ] as const) {
      const path = pathOf(candidate.node, 'async');
      if (path && !mentions(own.node, 'async')) return [{ path, value: sideValue(own.evaluate, event, now) }];
    }
    return [];
  });
}

/** Equal for values that `==` holds equal; null for values that cannot be looked up. */
export function keyOf(value: unknown): string | null {
  if (value === undefined || value === null) return 'null';
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return `${typeof value}:${value}`;
    case 'number':
      return `number:${value}`;
    case 'bigint':
      // Beyond that, fractions are not told apart.
      return Number.isSafeInteger(Number(value)) ? `number:${value}` : null;
    default:
      return value instanceof Uint ? keyOf(value.value) : null;
  }
}

export function valueAt(event: EventView, path: string[]): unknown {
  let value: unknown = event;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

function sideValue(evaluate: Evaluate, event: EventView, now: number): unknown {
  try {
    return evaluate({ variables: { event }, now, interpolated: true });
  } catch {
    return {};
  }
}

/** `async.data.id` is `['data', 'id']`. */
function pathOf(node: ASTNode, root: string): string[] | null {
  if (node.op === 'id') return node.args === root ? [] : null;
  if (node.op !== '.') return null;
  const path = pathOf(node.args[0], root);
  return path && [...path, node.args[1]];
}

function mentions(node: unknown, name: string): boolean {
  if (Array.isArray(node)) return node.some((item) => mentions(item, name));
  if (typeof node !== 'object' || node === null || !('op' in node) || !('args' in node)) return false;
  return node.op === 'id' ? node.args === name : mentions(node.args, name);
}
