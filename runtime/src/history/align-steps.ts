/** Which step of one run is which step of another. Pure; O(n log n) at most. */
import type { StepProgress } from '../contract/progress.ts';

export interface StepPair {
  /** Null: the step is only in the other run. */
  a: StepProgress | null;
  b: StepProgress | null;
}

/**
 * By hashed ID: a step of SDK 3 and 4 has the same one in every run. That of SDK 1 and 2 depends on the steps before it, so
 * what is left there is paired by op, name and occurrence among what is left.
 *
 * @returns in the order of both runs; where one has more steps, those of `a` come before those of `b`.
 */
export function alignSteps(a: readonly StepProgress[], b: readonly StepProgress[]): StepPair[] {
  const partnerOf = partners(a, b);
  const onlyB = groupsAfter(a, b, partnerOf);
  const pairs: StepPair[] = [];
  let last: StepProgress | null = null;
  const addOnlyB = () => {
    for (const step of onlyB.get(last) ?? []) pairs.push({ a: null, b: step });
  };
  for (const step of a) {
    const partner = partnerOf.get(step) ?? null;
    if (partner !== null) {
      addOnlyB();
      last = step;
    }
    pairs.push({ a: step, b: partner });
  }
  addOnlyB();
  return pairs;
}

function partners(a: readonly StepProgress[], b: readonly StepProgress[]): Map<StepProgress, StepProgress> {
  const byId = new Map(b.map((step) => [step.step.hashedId, step]));
  const found = new Map<StepProgress, StepProgress>();
  for (const step of a) {
    const partner = byId.get(step.step.hashedId);
    if (partner) found.set(step, partner);
  }
  const taken = new Set(found.values());
  const leftOfA = byName(a.filter((step) => !found.has(step)));
  const leftOfB = byName(b.filter((step) => !taken.has(step)));
  for (const [name, steps] of leftOfA) {
    const others = leftOfB.get(name) ?? [];
    if (!steps.some(isPositional) && !others.some(isPositional)) continue;
    steps.slice(0, others.length).forEach((step, occurrence) => {
      found.set(step, others[occurrence]!);
    });
  }
  return found;
}

/** The op of a step that runs code is `Step` in SDK 1 and 2, `StepRun` later. */
function byName(steps: readonly StepProgress[]): Map<string, StepProgress[]> {
  const groups = new Map<string, StepProgress[]>();
  for (const each of steps) {
    const { op, name } = each.step;
    const key = JSON.stringify([op === 'Step' ? 'StepRun' : op, name]);
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  return groups;
}

/** The code of SDK 1 and 2 gives a step no ID of its own. */
function isPositional({ step }: StepProgress): boolean {
  return step.userland === undefined;
}

/** The steps that only `b` has, by the last step of `a` whose partner comes before them; null: none does. */
function groupsAfter(
  a: readonly StepProgress[],
  b: readonly StepProgress[],
  partnerOf: ReadonlyMap<StepProgress, StepProgress>,
): Map<StepProgress | null, StepProgress[]> {
  const placeOf = new Map<StepProgress, number>();
  a.forEach((step, place) => {
    const partner = partnerOf.get(step);
    if (partner) placeOf.set(partner, place);
  });
  const groups = new Map<StepProgress | null, StepProgress[]>();
  let last = -1;
  for (const step of b) {
    const place = placeOf.get(step);
    if (place !== undefined) {
      last = Math.max(last, place);
      continue;
    }
    const before = a[last] ?? null;
    const group = groups.get(before);
    if (group) group.push(step);
    else groups.set(before, [step]);
  }
  return groups;
}
