/** In what one step of two runs differs. Pure. */
import type { RunProgress, StepProgress, StepStatus } from '../contract/progress.ts';
import { endedStatuses, type SerializedError } from '../contract/run.ts';
import { type Expectation, eventContent } from './expected-differences.ts';
import type { Difference, Expected, WaitOutcome } from './run-comparison.ts';
import { pathText, valueDifferences } from './value-difference.ts';

/** Milliseconds: a shorter difference is noise, whatever its ratio. */
const leastDurationDifference = 50;
const durationRatio = 2;
/** Values that differ in more places than that, all of them expected, are compared no further. */
const maxExpected = 100;

const endedSteps: ReadonlySet<StepStatus> = new Set(['completed', 'failed', 'timed-out', 'cancelled']);

export interface StepOf {
  run: RunProgress;
  step: StepProgress;
}

/** The most telling first. */
export function stepDifferences(a: StepOf, b: StepOf, expectation: Expectation): Difference[] {
  return [
    outcomeDifference(a, b, expectation),
    valueDifference('output', comparedOutput(a.step), comparedOutput(b.step), expectation),
    valueDifference('input', a.step.input, b.step.input, expectation),
    attemptsDifference(a.step, b.step),
    durationDifference(a.step, b.step),
  ].filter((difference) => difference !== null);
}

function outcomeDifference(a: StepOf, b: StepOf, expectation: Expectation): Difference | null {
  const [left, right] = [a.step, b.step];
  const waited = [waitOutcome(left), waitOutcome(right)] as const;
  if (waited[0] !== null && waited[1] !== null)
    return waited[0] === waited[1] ? null : { kind: 'wait', a: waited[0], b: waited[1] };
  const pending = isPending(a) || isPending(b);
  if (!pending && (left.status === 'failed' || right.status === 'failed'))
    return errorDifference(left.error, right.error, expectation);
  if (left.status === right.status) return null;
  return { kind: 'status', a: left.status, b: right.status, pending };
}

function isPending({ run, step }: StepOf): boolean {
  return !endedSteps.has(step.status) && !endedStatuses.has(run.status);
}

/** Null: the step does not wait, or still does. */
function waitOutcome({ wait, status }: StepProgress): WaitOutcome | null {
  if (!wait) return null;
  if (status === 'completed') return 'received';
  return status === 'timed-out' ? (wait.skipped ? 'skipped' : 'timed-out') : null;
}

export function errorDifference(
  a: SerializedError | null,
  b: SerializedError | null,
  expectation: Expectation,
): Difference | null {
  const [left, right] = [errorText(a), errorText(b)];
  if (left === right) return null;
  return { kind: 'error', a: left, b: right, expected: expectation(left, right) };
}

function errorText(error: SerializedError | null): string | null {
  return error && `${error.name}: ${error.message}`;
}

/** What the code got that can be the same in two runs. */
function comparedOutput({ step, output, wait, sleep }: StepProgress): unknown {
  if (wait?.matched) return eventContent(wait.matched);
  // The IDs of the events that it sent.
  if (step.type === 'step.sendEvent' || sleep) return undefined;
  return output;
}

/** @returns the first difference that is not expected, else the first. */
export function valueDifference(
  of: 'input' | 'output',
  a: unknown,
  b: unknown,
  expectation: Expectation,
): Difference | null {
  let found: { path: string; a: unknown; b: unknown; expected: Expected | null } | null = null;
  let count = 0;
  for (const { path, a: left, b: right } of valueDifferences(a, b)) {
    // A result that is not there yet shows in the status.
    if (path.length === 0 && (left === undefined || right === undefined)) return null;
    const expected = expectation(left, right);
    if (found === null || expected === null) found = { path: pathText(path), a: left, b: right, expected };
    count += 1;
    if (expected === null || count === maxExpected) break;
  }
  return found && { kind: 'value', of, ...found };
}

function attemptsDifference(a: StepProgress, b: StepProgress): Difference | null {
  if (a.takenOver || b.takenOver || a.attempt === b.attempt) return null;
  return { kind: 'attempts', a: a.attempt + 1, b: b.attempt + 1 };
}

/** Of code that ran: how long a wait or a sleep took says nothing about it. */
function durationDifference(a: StepProgress, b: StepProgress): Difference | null {
  const [left, right] = [durationOf(a), durationOf(b)];
  if (left === null || right === null) return null;
  const [short, long] = left < right ? [left, right] : [right, left];
  if (long - short < leastDurationDifference || long < durationRatio * short) return null;
  return { kind: 'duration', a: left, b: right };
}

function durationOf({ startedAt, endedAt, wait, sleep, takenOver }: StepProgress): number | null {
  if (wait || sleep || takenOver || startedAt === null || endedAt === null) return null;
  return endedAt - startedAt;
}
