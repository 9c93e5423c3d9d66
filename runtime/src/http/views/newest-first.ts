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
  const list = (page: JournalPage) =>
    services.journal.listRuns({ ...page, ...(functionId === undefined ? {} : { functionId }) });
  for (const ids of pagesOf(services, before, list, (runId) => runId)) {
    for (const runId of ids) {
      const run = progressOf(services, runId);
      await pause();
      if (run) yield run;
    }
  }
}

/** @param before internal id of an event; null: from the newest. */
export async function* newestEvents(
  services: Services,
  { before = null, name }: { before?: string | null; name?: string } = {},
): AsyncGenerator<EventRecord> {
  const pause = pacer();
  const list = (page: JournalPage) =>
    services.journal.listEvents({ ...page, ...(name === undefined ? {} : { name }) });
  for (const events of pagesOf(services, before, list, (event) => event.internalId)) {
    await pause();
    yield* events;
  }
}

interface JournalPage {
  limit: number;
  before?: string;
}

/** The journal's pages, read one by one as they are needed. */
function* pagesOf<T>(
  services: Services,
  before: string | null,
  list: (page: JournalPage) => T[],
  idOf: (item: T) => string,
): Generator<T[]> {
  services.engine.flush();
  for (let page: JournalPage = { limit: pageSize, ...(before === null ? {} : { before }) }; ; ) {
    const items = list(page);
    yield items;
    const last = items.at(-1);
    if (last === undefined || items.length < pageSize) return;
    page = { limit: pageSize, before: idOf(last) };
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
