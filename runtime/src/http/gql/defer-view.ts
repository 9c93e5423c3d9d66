/** What a run deferred, and what it was deferred by, as GraphQL objects. */
import type { DeferProgress, RunProgress } from '../../contract/progress.ts';
import { endedStatuses } from '../../contract/run.ts';
import { deferId } from '../../engine/decisions/decide-defer.ts';
import type { Services } from '../services.ts';
import { newestRuns } from '../views/newest-first.ts';
import { eventsOf } from '../views/run-facts.ts';
import { progressOf } from '../views/run-progress.ts';
import { functionOf, functionView } from './app-view.ts';
import { runView } from './run-view.ts';

export interface DeferView {
  runID: string | null;
  [field: string]: unknown;
}

export function defersOf(services: Services, run: RunProgress): Promise<DeferView[]> {
  return Promise.all((run.defers ?? []).map((defer) => deferView(services, run, defer)));
}

/** Of the run that deferred this one, the others. */
export async function siblingDefers(services: Services, run: RunProgress): Promise<DeferView[]> {
  const parent = parentOf(services, run);
  const all = parent ? await defersOf(services, parent) : [];
  return all.filter(({ runID }) => runID !== run.runId);
}

export function deferredFrom(services: Services, run: RunProgress) {
  const parent = parentOf(services, run);
  if (!parent) return [];
  return [
    {
      runID: parent.runId,
      function: () => functionOf(services, parent),
      run: () => runView(services, parent),
    },
  ];
}

const statuses = { 'after-run': 'SCHEDULED', rejected: 'REJECTED', aborted: 'ABORTED' } as const;

async function deferView(services: Services, run: RunProgress, defer: DeferProgress): Promise<DeferView> {
  const deferred = await startedRun(services, run, defer);
  return {
    hashedDeferID: defer.hashedId,
    userlandDeferID: defer.name,
    fnSlug: defer.functionId,
    status: statuses[defer.status],
    function: () => {
      const fn = services.apps.find(defer.functionId);
      return fn && functionView(services, fn);
    },
    runID: deferred?.runId ?? null,
    run: () => deferred && runView(services, deferred),
  };
}

/** Null before the run has ended, and when nothing was started. */
async function startedRun(
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

function parentOf(services: Services, run: RunProgress): RunProgress | null {
  const [event] = eventsOf(services, run);
  const internal = event?.data._inngest as { parent_run_id?: unknown } | null | undefined;
  const runId = internal?.parent_run_id;
  return typeof runId === 'string' ? progressOf(services, runId) : null;
}
