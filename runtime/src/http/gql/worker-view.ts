/** Connected workers as GraphQL objects: one per app that a worker serves. */
import type { WorkerState, WorkerView } from '../../connect/worker.ts';
import type { Services } from '../services.ts';
import { decodeCursor, encodeCursor, pageOf } from '../views/cursor.ts';
import { sdkParts } from '../views/wire-function.ts';
import { isoTime, readTime, uuidOf } from '../views/wire-id.ts';
import { appOf } from './app-view.ts';

export interface WorkersQuery {
  first: number;
  after?: string | null;
  orderBy: { field: WorkerTimeField; direction: 'ASC' | 'DESC' }[];
  filter: {
    from?: string | null;
    until?: string | null;
    timeField?: WorkerTimeField | null;
    status?: string[] | null;
    appIDs?: string[] | null;
  };
}

type WorkerTimeField = 'CONNECTED_AT' | 'LAST_HEARTBEAT_AT' | 'DISCONNECTED_AT';

const maxWorkers = 400;

export function workersConnection(services: Services, { first, after, orderBy, filter }: WorkersQuery) {
  const { field, direction } = orderBy[0] ?? { field: 'CONNECTED_AT', direction: 'DESC' };
  const sign = direction === 'ASC' ? 1 : -1;
  const rows = servingWorkers(services)
    .filter((row) => isMatch(row, filter))
    .sort((a, b) => sign * ((timeOf(a.worker, field) ?? 0) - (timeOf(b.worker, field) ?? 0)));
  const last = after ? decodeCursor(after, 'id') : null;
  const start = last === null ? 0 : rows.findIndex((row) => rowId(row) === last) + 1;
  const shown = rows.slice(start, start + Math.min(Math.max(first, 1), maxWorkers));
  const edges = shown.map((row) => ({
    node: workerView(services, row),
    cursor: encodeCursor({ id: rowId(row) }),
  }));
  const more = start + shown.length < rows.length;
  return { ...pageOf(edges, { more, after }), totalCount: rows.length };
}

export function workerConnection(services: Services, id: string) {
  const row = servingWorkers(services).find(({ worker }) => worker.id === id);
  return row ? workerView(services, row) : null;
}

interface Row {
  worker: WorkerView;
  appId: string;
  appVersion: string | null;
}

function servingWorkers({ connect }: Services): Row[] {
  return connect.workers().flatMap((worker) => worker.apps.map((app) => ({ worker, ...app })));
}

function rowId({ worker, appId }: Row): string {
  return `${worker.id} ${appId}`;
}

function isMatch({ worker, appId }: Row, { from, until, timeField, status, appIDs }: WorkersQuery['filter']) {
  const at = timeOf(worker, timeField ?? 'CONNECTED_AT');
  return (
    at !== null &&
    at >= (readTime(from) ?? 0) &&
    at <= (readTime(until) ?? Number.POSITIVE_INFINITY) &&
    (!status?.length || status.includes(statuses[worker.state])) &&
    (!appIDs?.length || appIDs.includes(uuidOf(appId)))
  );
}

/** Disconnected workers are not kept. */
function timeOf(worker: WorkerView, field: WorkerTimeField): number | null {
  if (field === 'DISCONNECTED_AT') return null;
  return field === 'LAST_HEARTBEAT_AT' ? worker.lastHeardAt : worker.connectedAt;
}

const statuses: Readonly<Record<WorkerState, string>> = {
  connected: 'CONNECTED',
  ready: 'READY',
  silent: 'READY',
  draining: 'DRAINING',
  lost: 'DISCONNECTED',
};

/** There is only one gateway. */
const gatewayId = '00000000000000000000000000';

function workerView(services: Services, { worker, appId, appVersion }: Row) {
  const { language, version } = sdkParts(worker.sdk);
  const app = () => appOf(services, appId, worker.sdk);
  return {
    id: worker.id,
    gatewayId,
    instanceId: worker.instanceId,
    workerIp: '127.0.0.1',
    maxWorkerConcurrency: worker.maxConcurrency,
    appName: appId,
    appID: uuidOf(appId),
    app,
    connectedAt: isoTime(worker.connectedAt),
    lastHeartbeatAt: isoTime(worker.lastHeardAt),
    disconnectedAt: null,
    disconnectReason: null,
    status: statuses[worker.state],
    groupHash: uuidOf(`${appId} ${appVersion ?? ''}`),
    sdkLang: language,
    sdkVersion: version,
    sdkPlatform: '',
    syncId: null,
    buildId: appVersion,
    appVersion,
    functionCount: () => app().functionCount,
    // Workers report these, but the runtime does not use them.
    cpuCores: 0,
    memBytes: 0,
    os: '',
  };
}
