/**
 * Which step an action on a line applies to. An editor may briefly show the lens of a run that has moved on: a click means
 * the step on that line, so it applies to the newest run that is pending there. Pure.
 */
import type { RunProgress, StepProgress } from '../../../runtime/src/contract/progress.ts';

export interface LiveStep {
  runId: string;
  hashedId: string;
  step: StepProgress;
}

/**
 * @param runs newest first.
 * @returns the step itself while it is pending, else the same step of the newest run of the function in which it is; null
 *   when there is none.
 */
export function liveStep(
  runs: readonly RunProgress[],
  named: { runId: string; hashedId: string },
): LiveStep | null {
  const stepIn = (run: RunProgress | undefined) => {
    const step = run?.steps.find((candidate) => candidate.step.hashedId === named.hashedId);
    return run && step && isPending(step) ? { runId: run.runId, hashedId: named.hashedId, step } : null;
  };
  const run = runs.find(({ runId }) => runId === named.runId);
  const itself = stepIn(run);
  if (itself || !run) return itself;
  for (const other of runs) {
    const found = other.functionId === run.functionId ? stepIn(other) : null;
    if (found) return found;
  }
  return null;
}

function isPending({ status }: StepProgress): boolean {
  return status === 'waiting' || status === 'sleeping' || status === 'retrying';
}
