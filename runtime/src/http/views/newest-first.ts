/** Lists runs and events, newest first, reading the journal page by page. */
import type { RunProgress } from '../../contract/progress.ts';
import type { EventRecord } from '../../contract/run.ts';
import type { Services } from '../services.ts';
import { progressOf } from './run-progress.ts';

const pageSize = 100;

/** @param before id of a run; null: from the newest. */
export async function* newestRuns(
  services: Services,
  { before = null, functionId }: { before?: string | null; functionId?: string } = {},
): AsyncGenerator<RunProgress> {
  const pause = pacer();
  services.engine.flush();
  for (let last = before; ; ) {
    const filter = {
      limit: pageSize,
      ...(functionId === undefined ? {} : { functionId }),
      ...(last === null ? {} : { before: last }),
    };
    const ids = services.journal.listRuns(filter);
    for (const runId of ids) {
      const run = progressOf(services, runId);
      await pause();
      if (run) yield run;
    }
    last = ids.at(-1) ?? null;
    if (ids.length < pageSize) return;
  }
}

/** @param before internal id of an event; null: from the newest. */
export async function* newestEvents(
  services: Services,
  { before = null, name }: { before?: string | null; name?: string } = {},
): AsyncGenerator<EventRecord> {
  const pause = pacer();
  services.engine.flush();
  for (let last = before; ; ) {
    const filter = {
      limit: pageSize,
      ...(name === undefined ? {} : { name }),
      ...(last === null ? {} : { before: last }),
    };
    const events = services.journal.listEvents(filter);
    await pause();
    yield* events;
    last = events.at(-1)?.internalId ?? null;
    if (events.length < pageSize) return;
  }
}

/** Whether the server itself created the event. */
export function isInternal(event: EventRecord): boolean {
  return event.name.startsWith('inngest/');
}

/** Up to `limit` items, and whether there are more. */
export async function take<T>(
  items: AsyncIterable<T>,
  limit: number,
): Promise<{ items: T[]; more: boolean }> {
  const taken: T[] = [];
  for await (const item of items) {
    if (taken.length === limit) return { items: taken, more: true };
    taken.push(item);
  }
  return { items: taken, more: false };
}

export async function countOf(items: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _ of items) count++;
  return count;
}

/** A search yields to the event loop after this time, so that it does not delay runs. */
const timeSliceMs = 8;

function pacer(): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < timeSliceMs) return undefined;
    return new Promise((resolve) =>
      setImmediate(() => {
        since = performance.now();
        resolve();
      }),
    );
  };
}

export function runsOfEvent(services: Services, internalId: string): RunProgress[] {
  services.engine.flush();
  return services.journal
    .runsOfEvent(internalId)
    .map((runId) => progressOf(services, runId))
    .filter((run) => run !== null);
}
