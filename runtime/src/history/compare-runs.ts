/**
 * Compares two runs of one function step by step, and finds where they part first. Pure; O(n log n) in their steps.
 *
 * What differs by itself (the IDs of events, times, what only repeats the event's own difference) is shown as `expected`,
 * and is where the runs part only if nothing else differs; so are durations and attempts.
 */
import type { StepProgress } from '../contract/progress.ts';
import { endedStatuses } from '../contract/run.ts';
import { alignSteps, type StepPair } from './align-steps.ts';
import { type Expectation, eventDifference, expectationOf } from './expected-differences.ts';
import type {
  ComparedRun,
  ComparedStep,
  Difference,
  Divergence,
  RunComparison,
  Side,
} from './run-comparison.ts';
import { errorDifference, stepDifferences, valueDifference } from './step-differences.ts';
import { movedSteps, raceBefore } from './step-order.ts';

export function compareRuns(a: ComparedRun, b: ComparedRun): RunComparison {
  const expectation = expectationOf(a.events, b.events);
  const pairs = alignSteps(a.progress.steps, b.progress.steps);
  const moved = movedSteps(pairs, b.progress.steps);
  const pending = pendingSteps(pairs, a, b);
  const occurrences = new Map<string, number>();
  const steps = pairs.map((pair): ComparedStep => {
    const { name } = (pair.a ?? pair.b)!.step;
    const occurrence = (occurrences.get(name) ?? 0) + 1;
    occurrences.set(name, occurrence);
    return { name, occurrence, ...pair, differences: differencesOf(pair) };
  });
  const whole = wholeDifferences(a, b, expectation);
  const comparison = { a: a.progress, b: b.progress, steps, whole };
  return withRace(comparison, firstDivergence(steps, whole), pairs);

  function differencesOf(pair: StepPair): Difference[] {
    if (pair.a === null || pair.b === null) {
      const only = pair.b === null ? 'a' : 'b';
      return [{ kind: 'branch', only, pending: pending.has(pair[only]!) }];
    }
    const order = moved.get(pair);
    const own = stepDifferences(
      { run: a.progress, step: pair.a },
      { run: b.progress, step: pair.b },
      expectation,
    );
    return order ? [...own, order] : own;
  }
}

/** Whether nothing differs, not even what is expected to. */
export function isSame(comparison: RunComparison): boolean {
  return comparison.first === null;
}

/** The last steps of one run, while the other goes on and has come to no other step. */
function pendingSteps(pairs: readonly StepPair[], a: ComparedRun, b: ComparedRun): ReadonlySet<StepProgress> {
  const restOf = ({ progress }: ComparedRun, side: Side) => {
    const paired = new Set(pairs.filter((pair) => pair.a && pair.b).map((pair) => pair[side]));
    return progress.steps.slice(progress.steps.findLastIndex((step) => paired.has(step)) + 1);
  };
  const [restOfA, restOfB] = [restOf(a, 'a'), restOf(b, 'b')];
  const behind = restOfA.length === 0 ? a : restOfB.length === 0 ? b : null;
  if (behind === null || endedStatuses.has(behind.progress.status)) return new Set();
  return new Set([...restOfA, ...restOfB]);
}

function wholeDifferences(a: ComparedRun, b: ComparedRun, expectation: Expectation): Difference[] {
  const [left, right] = [a.progress, b.progress];
  const pending = !endedStatuses.has(left.status) || !endedStatuses.has(right.status);
  const hasFailed = left.status === 'failed' || right.status === 'failed';
  const error = pending || !hasFailed ? null : errorDifference(left.error, right.error, expectation);
  const status: Difference | null =
    left.status === right.status || error
      ? null
      : { kind: 'status', a: left.status, b: right.status, pending };
  const tries = [left, right].map(({ failures }) => failures.length + 1) as [number, number];
  return [
    eventDifference(a.events, b.events),
    error,
    status,
    valueDifference('output', left.output, right.output, expectation),
    tries[0] === tries[1] ? null : ({ kind: 'attempts', a: tries[0], b: tries[1] } satisfies Difference),
  ].filter((difference) => difference !== null);
}

/** How much a difference says: the runs part at the first with the lowest number. */
function rank(difference: Difference): number {
  switch (difference.kind) {
    case 'branch':
    case 'status':
      return difference.pending ? 2 : 0;
    case 'value':
      if (difference.of === 'event') return 1;
      return difference.expected === null ? 0 : 2;
    case 'error':
      return difference.expected === null ? 0 : 2;
    case 'wait':
    case 'order':
      return 0;
    case 'attempts':
    case 'duration':
      return 3;
  }
}

interface Place {
  at: Divergence['at'];
  difference: Difference;
}

function firstDivergence(steps: readonly ComparedStep[], whole: readonly Difference[]): Place | null {
  let first: Place | null = null;
  const offer = (at: Divergence['at'], difference: Difference) => {
    if (first === null || rank(difference) < rank(first.difference)) first = { at, difference };
  };
  for (const difference of whole) if (isOfEvent(difference)) offer('start', difference);
  steps.forEach(({ differences }, index) => {
    for (const difference of differences) offer(index, difference);
  });
  for (const difference of whole) if (!isOfEvent(difference)) offer('end', difference);
  return first;
}

function isOfEvent(difference: Difference): boolean {
  return difference.kind === 'value' && difference.of === 'event';
}

/** Where parallel steps that ended in another order are why the runs part, they part there. */
function withRace(
  comparison: Omit<RunComparison, 'first'>,
  place: Place | null,
  pairs: readonly StepPair[],
): RunComparison {
  if (place === null) return { ...comparison, first: null };
  const next = typeof place.at === 'number' ? nextSteps(pairs, place.at) : null;
  const isCause = rank(place.difference) === 0 && place.difference.kind !== 'order';
  const race = isCause && next?.a && next.b ? raceBefore(pairs, next.a, next.b) : null;
  if (!race) return { ...comparison, first: divergence(pairs, place) };
  const [first, second] = [pairs.indexOf(race.first), pairs.indexOf(race.second)];
  const names = [comparison.steps[first]!.name, comparison.steps[second]!.name] as const;
  const order: Difference = { kind: 'order', a: 1, b: 2, other: names[1] };
  const reverse: Difference = { kind: 'order', a: 2, b: 1, other: names[0] };
  const steps = comparison.steps.map((step, index) =>
    index === first
      ? { ...step, differences: [order, ...step.differences] }
      : index === second
        ? { ...step, differences: [reverse, ...step.differences] }
        : step,
  );
  return { ...comparison, steps, first: { at: first, difference: order, branch: null } };
}

function divergence(pairs: readonly StepPair[], { at, difference }: Place): Divergence {
  if (difference.kind !== 'branch' || typeof at !== 'number') return { at, difference, branch: null };
  const { a, b } = nextSteps(pairs, at);
  const before = pairs.slice(0, at).findLast((pair) => pair.a !== null && pair.b !== null);
  const branch = {
    after: before?.a?.step.name ?? null,
    a: a?.step.name ?? null,
    b: b?.step.name ?? null,
  };
  return { at, difference, branch };
}

/** The next step of each run from a row on: where one of them lacks a step, its next is that of a row below. */
function nextSteps(pairs: readonly StepPair[], from: number) {
  const rest = pairs.slice(from);
  return {
    a: rest.find((pair) => pair.a !== null)?.a ?? null,
    b: rest.find((pair) => pair.b !== null)?.b ?? null,
  };
}
