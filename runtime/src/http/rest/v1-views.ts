/** Events, runs and functions in the format of `/v1` (protocol 6.1). */
import type { RunProgress } from '../../contract/progress.ts';
import { type EventRecord, endedStatuses, type RunStatus } from '../../contract/run.ts';
import type { ServedFunction } from '../../engine/state/function-directory.ts';
import type { Services } from '../services.ts';
import { cronOf, senderView } from '../views/run-facts.ts';
import { wireConfig } from '../views/wire-function.ts';
import { isoTime, localAccountId, uuidOf } from '../views/wire-id.ts';

export function eventV1(event: EventRecord) {
  return {
    internal_id: event.internalId,
    account_id: localAccountId,
    environment_id: localAccountId,
    source: '',
    source_id: null,
    received_at: isoTime(event.receivedAt),
    ...senderView(event),
  };
}

const statuses: Readonly<Record<RunStatus, string>> = {
  queued: 'Scheduled',
  running: 'Running',
  waiting: 'Running',
  sleeping: 'Running',
  completed: 'Completed',
  failed: 'Failed',
  cancelled: 'Cancelled',
  skipped: 'Skipped',
};

export function runV1(services: Services, run: RunProgress) {
  const cron = cronOf(services, run);
  const output = run.error ?? run.output;
  return {
    run_id: run.runId,
    run_started_at: isoTime(run.startedAt ?? run.queuedAt),
    function_id: uuidOf(run.functionId),
    function_version: 0,
    environment_id: localAccountId,
    event_id: run.eventIds[0] ?? null,
    ...(run.originalRunId ? { original_run_id: run.originalRunId } : {}),
    ...(cron === null ? {} : { cron }),
    status: statuses[run.status],
    ended_at: isoTime(run.endedAt),
    ...(endedStatuses.has(run.status) && output !== undefined ? { output } : {}),
  };
}

/** The run's queued jobs. A wait counts as a pause until it times out. */
export function jobsV1(services: Services, runId: string) {
  const run = services.engine.state.runs.get(runId);
  if (!run) return [];
  const pauses = [...run.pending.values()].flatMap(({ kind, endsAt, step }) =>
    endsAt === null ? [] : [job(step.hashedId, endsAt, kind === 'sleep' ? 'sleep' : 'pause', 0)],
  );
  const requests = [...run.items.values()].map(({ itemId, dueAt, attempt, target }) =>
    job(itemId, dueAt, target === null ? 'start' : 'edge', attempt),
  );
  return [...pauses, ...requests].sort((a, b) => a.at.localeCompare(b.at));
}

function job(id: string, at: number, kind: 'pause' | 'sleep' | 'start' | 'edge', attempt: number) {
  return { JobID: id, at: isoTime(at), position: 0, kind, attempt };
}

export function functionV1(fn: ServedFunction, since: number) {
  return {
    internal_id: uuidOf(fn.id),
    env_id: localAccountId,
    app_id: uuidOf(fn.appId),
    id: fn.id,
    name: fn.name,
    config: wireConfig(fn),
    created_at: isoTime(since),
    archived_at: neverArchived,
  };
}

/** Go's zero time. */
const neverArchived = '0001-01-01T00:00:00Z';
