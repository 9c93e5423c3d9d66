/** Events as GraphQL objects: EventV2, the older Event, and items of the stream. */
import type { RunProgress } from '../../contract/progress.ts';
import { type EventRecord, endedStatuses } from '../../contract/run.ts';
import type { Services } from '../services.ts';
import { runsOfEvent } from '../views/newest-first.ts';
import { cronOf, senderView } from '../views/run-facts.ts';
import { isoTime, localAccountId } from '../views/wire-id.ts';
import { functionRunView } from './function-run-view.ts';
import { runView } from './run-view.ts';

export function eventV2View(services: Services, event: EventRecord) {
  return {
    envID: localAccountId,
    id: event.internalId,
    idempotencyKey: event.id,
    name: event.name,
    occurredAt: isoTime(event.ts),
    raw: () => rawText(event),
    receivedAt: isoTime(event.receivedAt),
    runs: () => runsOfEvent(services, event.internalId).map((run) => runView(services, run)),
    source: null,
    version: event.v ?? '',
  };
}

export interface EventView {
  id: string;
  [field: string]: unknown;
}

export function eventView(services: Services, event: EventRecord): EventView {
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
    functionRuns: () => runs().map((run) => functionRunView(services, run)),
  };
}

export function streamItem(services: Services, event: EventRecord) {
  const runs = runsOfEvent(services, event.internalId);
  const crons = runs.map((run) => cronOf(services, run)).filter((cron) => cron !== null);
  return {
    id: event.internalId,
    trigger: crons[0] ?? event.name,
    type: crons.length > 0 ? 'CRON' : 'EVENT',
    createdAt: isoTime(event.ts),
    runs: () => runs.map((run) => functionRunView(services, run)),
    inBatch: runs.some((run) => run.eventIds.length > 1),
  };
}

/** As it was sent; the version stands there even when there is none. */
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
