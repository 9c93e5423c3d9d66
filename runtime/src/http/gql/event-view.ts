/** Events as GraphQL objects (EventV2, the older Event, items of the stream), without the runs they lead to (`links.ts`). */
import type { RunProgress } from '../../contract/progress.ts';
import { type EventRecord, endedStatuses } from '../../contract/run.ts';
import type { Services } from '../services.ts';
import { runsOfEvent } from '../views/newest-first.ts';
import { cronOf, senderView } from '../views/run-facts.ts';
import { isoTime, localAccountId } from '../views/wire-id.ts';

export function eventV2Fields(event: EventRecord) {
  return {
    envID: localAccountId,
    id: event.internalId,
    idempotencyKey: event.id,
    name: event.name,
    occurredAt: isoTime(event.ts),
    raw: () => rawText(event),
    receivedAt: isoTime(event.receivedAt),
    source: null,
    version: event.v ?? '',
  };
}

export function eventFields(services: Services, event: EventRecord) {
  const runs = () => runsOfEvent(services, event.internalId);
  return {
    id: event.internalId,
    externalID: event.id,
    workspace: { id: 'local' },
    name: event.name,
    createdAt: isoTime(event.ts),
    payload: () => JSON.stringify(event.data),
    schema: null,
    status: () => eventStatus(runs()),
    pendingRuns: () => runs().filter((run) => !endedStatuses.has(run.status)).length,
    totalRuns: () => runs().length,
    raw: () => rawText(event),
  };
}

export function streamItemFields(services: Services, event: EventRecord, runs: readonly RunProgress[]) {
  const crons = runs.map((run) => cronOf(services, run)).filter((cron) => cron !== null);
  return {
    id: event.internalId,
    trigger: crons[0] ?? event.name,
    type: crons.length > 0 ? 'CRON' : 'EVENT',
    createdAt: isoTime(event.ts),
    inBatch: runs.some((run) => run.eventIds.length > 1),
  };
}

/** The event as it was sent, always with a version field. */
function rawText(event: EventRecord): string {
  return JSON.stringify({ ...senderView(event), v: event.v ?? null });
}

function eventStatus(runs: readonly RunProgress[]): string {
  if (runs.length === 0) return 'NO_FUNCTIONS';
  const open = runs.filter((run) => !endedStatuses.has(run.status));
  if (open.length > 0)
    return open.every((run) => run.status === 'waiting' || run.status === 'sleeping') ? 'PAUSED' : 'RUNNING';
  const failed = runs.filter((run) => run.status === 'failed').length;
  return failed === 0 ? 'COMPLETED' : failed === runs.length ? 'FAILED' : 'PARTIALLY_FAILED';
}
