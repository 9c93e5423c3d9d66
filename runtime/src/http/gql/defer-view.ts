/** What a run deferred, and what it was deferred by, as GraphQL objects. */
import type { DeferProgress, RunProgress } from '../../contract/progress.ts';
import { endedStatuses } from '../../contract/run.ts';
import { deferId } from '../../engine/decisions/decide-defer.ts';
import { type Door, progressOf } from '../door.ts';
import { eventsOf } from '../views/run-facts.ts';
import { newestRuns } from '../views/search.ts';
import { functionOf, functionView } from './app-view.ts';
import { runView } from './run-view.ts';

export interface DeferView {
  runID: string | null;
  [field: string]: unknown;
}

export function defersOf(door: Door, run: RunProgress): Promise<DeferView[]> {
  return Promise.all((run.defers ?? []).map((defer) => deferView(door, run, defer)));
}

/** Of the run that deferred this one, the others. */
export async function siblingDefers(door: Door, run: RunProgress): Promise<DeferView[]> {
  const parent = parentOf(door, run);
  const all = parent ? await defersOf(door, parent) : [];
  return all.filter(({ runID }) => runID !== run.runId);
}

export function deferredFrom(door: Door, run: RunProgress) {
  const parent = parentOf(door, run);
  if (!parent) return [];
  return [
    { runID: parent.runId, function: () => functionOf(door, parent), run: () => runView(door, parent) },
  ];
}

const statuses = { 'after-run': 'SCHEDULED', rejected: 'REJECTED', aborted: 'ABORTED' } as const;

async function deferView(door: Door, run: RunProgress, defer: DeferProgress): Promise<DeferView> {
  const deferred = await startedRun(door, run, defer);
  return {
    hashedDeferID: defer.hashedId,
    userlandDeferID: defer.name,
    fnSlug: defer.functionId,
    status: statuses[defer.status],
    function: () => {
      const fn = door.apps.find(defer.functionId);
      return fn && functionView(door, fn);
    },
    runID: deferred?.runId ?? null,
    run: () => deferred && runView(door, deferred),
  };
}

/** Null before the run has ended, and when nothing was started. */
async function startedRun(door: Door, run: RunProgress, defer: DeferProgress): Promise<RunProgress | null> {
  if (defer.status !== 'after-run' || !endedStatuses.has(run.status)) return null;
  const id = deferId(run, defer.hashedId);
  for await (const found of newestRuns(door, { functionId: defer.functionId })) {
    if (found.queuedAt < (run.endedAt ?? 0)) return null;
    if (eventsOf(door, found).some((event) => event.id === id)) return found;
  }
  return null;
}

function parentOf(door: Door, run: RunProgress): RunProgress | null {
  const [event] = eventsOf(door, run);
  const internal = event?.data._inngest as { parent_run_id?: unknown } | null | undefined;
  const runId = internal?.parent_run_id;
  return typeof runId === 'string' ? progressOf(door, runId) : null;
}
