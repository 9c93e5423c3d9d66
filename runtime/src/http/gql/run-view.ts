/** Runs as GraphQL objects of type FunctionRunV2, without the objects they lead to (`links.ts`). */
import type { RunProgress } from '../../contract/progress.ts';
import { deferredEventName } from '../../engine/decisions/decide-defer.ts';
import type { Services } from '../services.ts';
import { cronOf } from '../views/run-facts.ts';
import { runSpanStatus } from '../views/run-trace.ts';
import { isoTime, uuidOf } from '../views/wire-id.ts';
import { appOf, functionOf } from './app-view.ts';
import { traceIdOf } from './span-view.ts';

export function runFields(services: Services, run: RunProgress) {
  return {
    id: run.runId,
    appID: uuidOf(run.appId),
    app: () => appOf(services, run.appId, run.sdk),
    functionID: uuidOf(run.functionId),
    function: () => functionOf(services, run),
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
    cronSchedule: () => cronOf(services, run),
    output: () => outputText(run),
    hasAI: run.steps.some(({ fetch, metadata = [] }) => fetch?.by === 'ai' || metadata.some(isAi)),
    isDeferred: run.eventName === deferredEventName,
  };
}

/** The function's return value or error as JSON; null while the run has not ended. */
export function outputText(run: RunProgress): string | null {
  if (run.error) return JSON.stringify(run.error);
  return run.status === 'completed' ? JSON.stringify(run.output ?? null) : null;
}

function isAi({ kind }: { kind: string }): boolean {
  return kind === 'inngest.ai';
}
