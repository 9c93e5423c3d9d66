/** Runs as GraphQL objects of type FunctionRunV2. */
import type { DeferProgress, RunProgress } from '../../contract/progress.ts';
import { type Door, progressOf } from '../door.ts';
import { cronOf, eventsOf } from '../run-facts.ts';
import { runSpanStatus } from '../run-trace.ts';
import { isoTime, uuidOf } from '../wire-id.ts';
import { appOf, functionOf, functionView } from './app-view.ts';
import { rootSpanView, traceIdOf } from './span-view.ts';

export interface RunView {
  id: string;
  [field: string]: unknown;
}

export function runView(door: Door, run: RunProgress): RunView {
  return {
    id: run.runId,
    appID: uuidOf(run.appId),
    app: () => appOf(door, run.appId, run.sdk),
    functionID: uuidOf(run.functionId),
    function: () => functionOf(door, run),
    traceID: traceIdOf(run.runId),
    queuedAt: isoTime(run.queuedAt),
    startedAt: isoTime(run.startedAt),
    endedAt: isoTime(run.endedAt),
    status: runSpanStatus[run.status],
    sourceID: run.originalRunId,
    triggerIDs: run.eventIds,
    eventName: run.eventName,
    isBatch: run.eventIds.length > 1,
    batchCreatedAt: run.eventIds.length > 1 ? isoTime(run.queuedAt) : null,
    cronSchedule: () => cronOf(door, run),
    output: () => outputText(run),
    trace: () => rootSpanView(door, run),
    hasAI: run.steps.some(({ fetch, metadata = [] }) => fetch?.by === 'ai' || metadata.some(isAi)),
    defers: () => defersOf(door, run),
    siblingDefers: () => siblings(door, run),
    deferredFrom: () => parentsOf(door, run).map((parent) => parentView(door, parent)),
    isDeferred: () => parentsOf(door, run).length > 0,
  };
}

/** JSON of what the function returned, or of the error with which it failed; null while it has not ended. */
export function outputText(run: RunProgress): string | null {
  if (run.error) return JSON.stringify(run.error);
  return run.status === 'completed' ? JSON.stringify(run.output ?? null) : null;
}

function isAi({ kind }: { kind: string }): boolean {
  return kind === 'inngest.ai';
}

const deferStatus = { 'after-run': 'SCHEDULED', rejected: 'REJECTED', aborted: 'ABORTED' } as const;

function defersOf(door: Door, run: RunProgress): DeferView[] {
  return (run.defers ?? []).map((defer) => deferView(door, run, defer));
}

interface DeferView {
  runID: string | null;
  [field: string]: unknown;
}

function deferView(door: Door, run: RunProgress, defer: DeferProgress): DeferView {
  const deferred = runOfDefer(door, run, defer);
  return {
    hashedDeferID: defer.hashedId,
    userlandDeferID: defer.name,
    fnSlug: defer.functionId,
    status: deferStatus[defer.status],
    function: () => {
      const fn = door.apps.find(defer.functionId);
      return fn && functionView(door, fn);
    },
    runID: deferred?.runId ?? null,
    run: () => deferred && runView(door, deferred),
  };
}

/** The run that a defer started: the one whose event names it (protocol 2.10). */
function runOfDefer(door: Door, run: RunProgress, defer: DeferProgress): RunProgress | null {
  if (defer.status !== 'after-run' || run.endedAt === null) return null;
  for (const runId of door.journal.listRuns({ functionId: defer.functionId, limit: 200 })) {
    const found = progressOf(door, runId);
    const from = found && deferOrigin(door, found);
    if (from?.runId === run.runId && from.hashedId === defer.hashedId) return found;
  }
  return null;
}

/** The run and defer that started this run; null when none did. */
function deferOrigin(door: Door, run: RunProgress): { runId: string; hashedId: string } | null {
  const [event] = eventsOf(door, run);
  const meta = record(record(event?.data._inngest)?.deferred_run) ?? record(event?.data._inngest);
  const runId = meta?.parent_run_id;
  const hashedId = meta?.hashed_defer_id ?? meta?.hashed_id;
  return typeof runId === 'string' ? { runId, hashedId: typeof hashedId === 'string' ? hashedId : '' } : null;
}

function parentsOf(door: Door, run: RunProgress): RunProgress[] {
  const origin = deferOrigin(door, run);
  const parent = origin && progressOf(door, origin.runId);
  return parent ? [parent] : [];
}

function parentView(door: Door, parent: RunProgress) {
  return {
    runID: parent.runId,
    function: () => functionOf(door, parent),
    run: () => runView(door, parent),
  };
}

function siblings(door: Door, run: RunProgress): DeferView[] {
  return parentsOf(door, run)
    .flatMap((parent) => defersOf(door, parent))
    .filter(({ runID }) => runID !== run.runId);
}

function record(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
}
