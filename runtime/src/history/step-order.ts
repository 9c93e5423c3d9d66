/**
 * Whether two runs did their steps in another order, where that matters. Steps that run in parallel end in any order; that
 * is a difference only if the function went on differently because of it. Pure; O(n).
 */
import type { StepProgress } from '../contract/progress.ts';
import type { StepPair } from './align-steps.ts';
import type { Difference } from './run-comparison.ts';

/** A pair whose step both runs have. */
interface FullPair {
  a: StepProgress;
  b: StepProgress;
}

/**
 * By the order in which the functions reported the steps. A step that changed places with another, and yet came after the
 * result of the same step in both runs, is one of several in parallel: its place says nothing.
 *
 * @param b the steps of the second run.
 */
export function movedSteps(
  pairs: readonly StepPair[],
  b: readonly StepProgress[],
): Map<StepPair, Difference> {
  const reported = new Map(b.map((step, index) => [step, index]));
  const full = pairs.filter(isFull);
  const indices = full.map((pair) => reported.get(pair.b) ?? 0);
  const changed = inverted(indices);
  const places = placesOf(indices);
  const partnerOf = new Map(full.map((pair) => [pair.a.step.hashedId, pair.b.step.hashedId]));
  const moved = new Map<StepPair, Difference>();
  full.forEach((pair, index) => {
    if (!changed[index] || sameParent(pair, partnerOf)) return;
    moved.set(pair, { kind: 'order', a: index + 1, b: places[index]! + 1, other: null });
  });
  return moved;
}

/**
 * The steps that were last ended before the runs went apart, if they ended in another order: the function took the way of
 * the first.
 *
 * @param a the next step of the first run, `b` that of the second.
 * @returns null: something else is why they went apart.
 */
export function raceBefore(
  pairs: readonly StepPair[],
  a: StepProgress,
  b: StepProgress,
): { first: StepPair; second: StepPair } | null {
  const first = pairs.find((pair) => pair.a !== null && pair.a.step.hashedId === a.step.parent);
  const second = pairs.find((pair) => pair.b !== null && pair.b.step.hashedId === b.step.parent);
  if (!first || !second || first === second || !isFull(first) || !isFull(second)) return null;
  return endsBefore(first.a, second.a) && endsBefore(second.b, first.b) ? { first, second } : null;
}

function isFull(pair: StepPair): pair is FullPair {
  return pair.a !== null && pair.b !== null;
}

function endsBefore(one: StepProgress, other: StepProgress): boolean {
  return one.endedAt !== null && (other.endedAt === null || one.endedAt < other.endedAt);
}

function sameParent({ a, b }: FullPair, partnerOf: ReadonlyMap<string, string>): boolean {
  if (a.step.parent === null || b.step.parent === null) return a.step.parent === b.step.parent;
  return partnerOf.get(a.step.parent) === b.step.parent;
}

/** Which numbers have a larger one before them, or a smaller one behind. */
function inverted(numbers: readonly number[]): boolean[] {
  const result = numbers.map(() => false);
  let largest = Number.NEGATIVE_INFINITY;
  numbers.forEach((number, index) => {
    if (number < largest) result[index] = true;
    largest = Math.max(largest, number);
  });
  let smallest = Number.POSITIVE_INFINITY;
  for (let index = numbers.length - 1; index >= 0; index -= 1) {
    const number = numbers[index]!;
    if (number > smallest) result[index] = true;
    smallest = Math.min(smallest, number);
  }
  return result;
}

/** Of each number, how many are smaller. */
function placesOf(numbers: readonly number[]): number[] {
  const places: number[] = [];
  [...numbers.keys()]
    .sort((one, other) => numbers[one]! - numbers[other]!)
    .forEach((index, place) => {
      places[index] = place;
    });
  return places;
}
