/** `list.exists(x, …)` and its like: the item is a variable in the condition. */
import { ExpressionError, Failure, isAbsent, isMap, truthy } from './values.ts';

/** What the condition, or the new value, comes to for an item. */
type Of = (item: unknown) => unknown;

/** `map` may have a second expression; it then filters by the first. */
export type Macro = (items: readonly unknown[], first: Of, second: Of | null) => unknown;

/** Steps that the loops of one evaluation may take together. */
export const maxSteps = 100_000;

export const macros: Readonly<Record<string, Macro>> = {
  exists: (items, test) => {
    let found: unknown = false;
    for (const item of items) {
      found = either(found, test(item));
      // Goes on only after a plain false; what went wrong ends it, as it does there.
      if (found !== false) return found;
    }
    return found;
  },
  all: (items, test) => {
    let holds: unknown = true;
    for (const item of items) {
      holds = both(holds, test(item));
      if (holds === false || isAbsent(holds)) return holds;
    }
    return holds;
  },
  exists_one: (items, test) => items.filter((item) => truthy(test(item))).length === 1,
  filter: (items, test) => items.filter((item) => truthy(test(item))),
  map: (items, first, second) => {
    const mapped: unknown[] = [];
    for (const item of items) {
      if (second && !truthy(first(item))) continue;
      const value = (second ?? first)(item);
      if (value instanceof Failure) return value;
      if (value !== undefined) mapped.push(value);
    }
    return mapped;
  },
};

/** `||`: of anything but booleans the first that counts as true, or the last. */
export function either(left: unknown, right: unknown): unknown {
  return truthy(left) ? left : right;
}

/** `&&`: of anything but booleans the first that counts as false, or the last. */
export function both(left: unknown, right: unknown): unknown {
  return truthy(left) ? right : left;
}

/** A list's items or a map's names; a failure, or undefined when it is missing. */
export function itemsOf(range: unknown): readonly unknown[] | Failure | undefined {
  if (isAbsent(range) || Array.isArray(range)) return range;
  return isMap(range) ? Object.keys(range) : new Failure('only lists and maps can be iterated over');
}

export function spend(budget: { steps: number } | undefined): void {
  if (budget && --budget.steps < 0)
    throw new ExpressionError('EvaluationError', `the expression takes more than ${maxSteps} steps`);
}
