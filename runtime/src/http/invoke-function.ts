/** Invokes a function without a trigger event (protocol 3.1, `POST /invoke/:function`), for every HTTP API that offers it. */
import type { ApiErrorCode } from '../contract/api.ts';
import type { EventRecord } from '../contract/run.ts';
import { invokedEventName } from '../engine/decisions/decide-invoke.ts';
import type { ServedFunction } from '../engine/state/function-directory.ts';
import { readEvent } from './sdk/read-events.ts';
import type { Services } from './services.ts';
import { matchingRuns } from './views/find-runs.ts';

export type InvokeAnswer =
  /**
   * `runId` null: the function's flow control holds or rejects the event. `isRepeated`: the key has started this run
   * before.
   */
  | { event: EventRecord; functionId: string; runId: string | null; isRepeated?: true }
  | { refusal: { code: ApiErrorCode; message: string } };

/**
 * Resolves when the run is durable.
 *
 * @param wanted the function's id with or without the app's, if only one app has it.
 * @param payload `{ data?, user?, v?, ts? }`.
 * @param key starts the function once in 24 hours; null: it always starts.
 */
export async function invokeFunction(
  services: Services,
  wanted: string,
  payload: object,
  key: string | null = null,
): Promise<InvokeAnswer> {
  const { engine, apps } = services;
  await apps.ensureReady({ functionId: wanted });
  const fn = findFunction(wanted, apps.all());
  if (!fn) {
    const message = `Function "${wanted}" not found. Is its app running?`;
    return { refusal: { code: 'app-not-found', message } };
  }
  const clock = { now: engine.now, newId: () => engine.newId() };
  const read = readEvent({ ...payload, name: 'invoked' }, 0, clock);
  if ('error' in read) return { refusal: { code: 'event-rejected', message: read.error } };
  const { event } = read;
  event.name = invokedEventName;
  event.data = { ...event.data, _inngest: { fn_id: fn.id } };
  const idempotencyKey = key === null ? null : `invoke ${key}`;
  const before = idempotencyKey === null ? null : await runOfKey(services, fn.id, idempotencyKey);
  if (before !== null) return { event, functionId: fn.id, runId: before, isRepeated: true };
  const runId = engine.invoke(fn, event, idempotencyKey === null ? {} : { idempotencyKey });
  await engine.durable();
  return { event, functionId: fn.id, runId };
}

/** The run that the key has started; null when there is none. */
async function runOfKey(services: Services, functionId: string, key: string): Promise<string | null> {
  const { engine, journal } = services;
  const timestamp = engine.state.startedAt(functionId, key, engine.now);
  if (timestamp === null) return null;
  await engine.durable();
  const isFunction = (id: string) => id === functionId;
  const criteria = { timeField: 'QUEUED_AT' as const, from: timestamp, until: timestamp, isFunction };
  for await (const { runId } of matchingRuns(services, criteria)) {
    const [queued] = journal.entriesOf(runId);
    if (queued?.kind === 'run-queued' && queued.idempotencyKey === key) return runId;
  }
  return null;
}

function findFunction(wanted: string, functions: readonly ServedFunction[]): ServedFunction | null {
  const exact = functions.find(({ id }) => id === wanted);
  if (exact) return exact;
  const local = functions.filter(({ id }) => id.endsWith(`-${wanted}`));
  return local.length === 1 ? local[0]! : null;
}
