/** The state of a run as people read it. Pure. */
import type { RunProgress } from './progress.ts';
import type { RunStatus } from './run.ts';

/** `retrying`: the run is `running`, but only a later attempt continues it. Never on the wire. */
export type ShownStatus = RunStatus | 'retrying';

export function shownStatus({
  status,
  requests,
  steps,
  retryAt,
}: Pick<RunProgress, 'status' | 'requests' | 'steps' | 'retryAt'>): ShownStatus {
  if (status !== 'running' || requests.length > 0) return status;
  const has = (wanted: string): boolean => steps.some((step) => step.status === wanted);
  if (has('running') || has('planned')) return status;
  return retryAt !== null || has('retrying') ? 'retrying' : status;
}
