/** Invokes a function without a trigger event (protocol 3.1, `POST /invoke/:function`), for every HTTP API that offers it. */
import type { ApiErrorCode } from '../contract/api.ts';
import type { EventRecord } from '../contract/run.ts';
import { invokedEventName } from '../engine/decisions/decide-invoke.ts';
import type { ServedFunction } from '../engine/state/function-directory.ts';
import { readEvent } from './sdk/read-events.ts';
import type { Services } from './services.ts';

export type InvokeAnswer =
  /** `runId` null: the function's flow control holds or rejects the event. */
  | { event: EventRecord; functionId: string; runId: string | null }
  | { refusal: { code: ApiErrorCode; message: string } };

/**
 * Resolves when the run is durable.
 *
 * @param wanted the function's id with or without the app's, if only one app has it.
 * @param payload `{ data?, user?, v?, ts? }`.
 */
export async function invokeFunction(
  { engine, apps }: Pick<Services, 'engine' | 'apps'>,
  wanted: string,
  payload: object,
): Promise<InvokeAnswer> {
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
  const runId = engine.invoke(fn, event);
  await engine.durable();
  return { event, functionId: fn.id, runId };
}

function findFunction(wanted: string, functions: readonly ServedFunction[]): ServedFunction | null {
  const exact = functions.find(({ id }) => id === wanted);
  if (exact) return exact;
  const local = functions.filter(({ id }) => id.endsWith(`-${wanted}`));
  return local.length === 1 ? local[0]! : null;
}
