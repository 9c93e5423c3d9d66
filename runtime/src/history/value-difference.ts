/** Where two JSON values differ first. Pure; iterative, for values may be nested deeper than the stack allows. */
import { isRecord } from '../contract/records.ts';

export type PathPart = string | number;

export interface ValueDifference {
  path: readonly PathPart[];
  /** Undefined: it is missing there. */
  a: unknown;
  b: unknown;
}

/** Nested as a list from the innermost part outwards, so that a step deeper costs one cell and no copy. */
interface Trail {
  part: PathPart;
  before: Trail | null;
}

/**
 * Each place where the values differ, in the order of the keys of `a`, then of the keys that only `b` has. Objects are the
 * same whatever the order of their keys; a missing member and an undefined one are the same.
 */
export function* valueDifferences(a: unknown, b: unknown): Generator<ValueDifference> {
  const open: { a: unknown; b: unknown; trail: Trail | null }[] = [{ a, b, trail: null }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { a: left, b: right, trail } = next;
    if (Object.is(left, right)) continue;
    const parts = commonParts(left, right);
    if (parts === null) {
      yield { path: pathOf(trail), a: left, b: right };
      continue;
    }
    for (const part of parts.reverse())
      open.push({ a: memberOf(left, part), b: memberOf(right, part), trail: { part, before: trail } });
  }
}

/** Null: the values are not both objects or both arrays, so they can only differ as a whole. */
function commonParts(a: unknown, b: unknown): PathPart[] | null {
  if (Array.isArray(a) && Array.isArray(b)) return [...Array(Math.max(a.length, b.length)).keys()];
  if (!isRecord(a) || !isRecord(b)) return null;
  return [...Object.keys(a), ...Object.keys(b).filter((key) => !Object.hasOwn(a, key))];
}

function memberOf(value: unknown, part: PathPart): unknown {
  if (Array.isArray(value)) return value[part as number];
  return isRecord(value) && Object.hasOwn(value, part) ? value[part] : undefined;
}

function pathOf(trail: Trail | null): PathPart[] {
  const path: PathPart[] = [];
  for (let at = trail; at !== null; at = at.before) path.push(at.part);
  return path.reverse();
}

/** `data.items[3].id`, `["a key"].name`; empty for the value itself. */
export function pathText(path: readonly PathPart[]): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      if (!/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(part)) return `[${JSON.stringify(part)}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join('');
}
