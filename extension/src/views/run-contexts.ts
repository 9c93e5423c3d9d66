/** Which commands about runs have something to act on, for the `when` clauses of the command palette. Pure. */
import type { RunProgress, StepStatus } from '../../../runtime/src/contract/progress.ts';
import { endedStatuses } from '../../../runtime/src/contract/run.ts';

/** Keys of the context below `steplight.`. */
export type RunContexts = Record<
  | 'hasRuns'
  | 'hasActiveRuns'
  | 'hasEndedRuns'
  | 'hasFailedRuns'
  | 'hasEventWaits'
  | 'hasSkippableSteps'
  | 'hasRetries',
  boolean
>;

const skippable: ReadonlySet<StepStatus> = new Set(['waiting', 'sleeping', 'retrying']);

export function runContexts(runs: readonly RunProgress[]): RunContexts {
  const active = runs.filter(({ status }) => !endedStatuses.has(status));
  const steps = active.flatMap((run) => run.steps.filter(({ status }) => skippable.has(status)));
  return {
    hasRuns: runs.length > 0,
    hasActiveRuns: active.length > 0,
    hasEndedRuns: runs.length > active.length,
    hasFailedRuns: runs.some(({ status }) => status === 'failed'),
    hasEventWaits: steps.some(
      ({ status, wait, step }) => status === 'waiting' && wait && step.op !== 'WaitForSignal',
    ),
    hasSkippableSteps: steps.length > 0,
    hasRetries:
      steps.some(({ status }) => status === 'retrying') || active.some(({ retryAt }) => retryAt !== null),
  };
}
