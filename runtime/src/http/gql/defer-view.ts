/** Functions that a run deferred, as GraphQL objects without the runs they lead to (`links.ts`). */
import type { DeferProgress, RunProgress } from '../../contract/progress.ts';
import { endedStatuses } from '../../contract/run.ts';
import { deferId } from '../../engine/decisions/decide-defer.ts';
import type { Services } from '../services.ts';
import { newestRuns } from '../views/newest-first.ts';
import { eventsOf } from '../views/run-facts.ts';
import { progressOf } from '../views/run-progress.ts';
import { functionView } from './app-view.ts';

const statuses = { 'after-run': 'SCHEDULED', rejected: 'REJECTED', aborted: 'ABORTED' } as const;

export function deferFields(services: Services, defer: DeferProgress) {
  return {
    hashedDeferID: defer.hashedId,
    userlandDeferID: defer.name,
    fnSlug: defer.functionId,
    status: statuses[defer.status],
    function: () => {
      const fn = services.apps.find(defer.functionId);
      return fn && functionView(services, fn);
    },
  };
}

/** The run that a deferred function was started in. Null before the parent has ended, and when none was started. */
export async function deferredRun(
  services: Services,
  run: RunProgress,
  defer: DeferProgress,
): Promise<RunProgress | null> {
  if (defer.status !== 'after-run' || !endedStatuses.has(run.status)) return null;
  const id = deferId(run, defer.hashedId);
  for await (const found of newestRuns(services, { functionId: defer.functionId })) {
    if (found.queuedAt < (run.endedAt ?? 0)) return null;
    if (eventsOf(services, found).some((event) => event.id === id)) return found;
  }
  return null;
}

/** The run that deferred this one. */
export function deferParent(services: Services, run: RunProgress): RunProgress | null {
  const [event] = eventsOf(services, run);
  const internal = event?.data?._inngest as { parent_run_id?: unknown } | null | undefined;
  const runId = internal?.parent_run_id;
  return typeof runId === 'string' ? progressOf(services, runId) : null;
}
