/** A run as the expressions of searches see it. */
import type { RunProgress, StepProgress } from '../contract/progress.ts';
import type { RunView } from '../expressions/search-expression.ts';
import { Duration, Timestamp } from '../expressions/values.ts';

/** Without its events. @param now Unix milliseconds; a run that has not ended has lasted until then. */
export function runView(run: RunProgress, now: number): RunView {
  const { runId, status, functionId, functionName, appId, eventName, error, queuedAt, startedAt, endedAt } =
    run;
  const time = (timestamp: number | null) => (timestamp === null ? null : new Timestamp(timestamp));
  return {
    output: error ?? run.output,
    ...(error === null ? {} : { error }),
    run: {
      ...{ id: runId, status, functionId, functionName, appId, eventName },
      attempts: Math.max(bodyAttempts(run), ...run.steps.map(attemptsOf)),
      duration: new Duration((endedAt ?? now) - queuedAt),
      ...{ queuedAt: time(queuedAt), startedAt: time(startedAt), endedAt: time(endedAt) },
    },
    steps: run.steps.map((step) => ({
      id: step.step.userland?.id ?? step.step.name,
      name: step.step.name,
      status: step.status,
      attempts: attemptsOf(step),
      output: step.output,
      ...(step.error === null ? {} : { error: step.error }),
    })),
  };
}

/** The failed ones, and the one that follows them. */
function bodyAttempts({ failures, error, startedAt }: RunProgress): number {
  if (startedAt === null) return 0;
  return Math.max(1, failures.length + (error === null ? 1 : 0));
}

/** Of sleeps and waits, which are not tried: 0. */
function attemptsOf({ attempt, startedAt, failures }: StepProgress): number {
  return startedAt === null && failures.length === 0 ? 0 : attempt + 1;
}
