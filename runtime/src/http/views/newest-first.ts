/** Lists runs and events, newest first, reading the journal page by page. */
import type { RunProgress } from '../../contract/progress.ts';
import type { EventRecord } from '../../contract/run.ts';
import { pacer } from '../../search/pacer.ts';
import { type ExamineOptions, examineRuns } from '../../search/search-runs.ts';
import type { Services } from '../services.ts';
import { progressOf } from './run-progress.ts';

const pageSize = 100;

export async function* newestRuns(
  services: Services,
  options: ExamineOptions = {},
): AsyncGenerator<RunProgress> {
  services.engine.flush();
  for await (const { run } of examineRuns(services.journal, options)) if (run) yield run;
}

/** @param before internal id of an event; null: from the newest. */
export async function* newestEvents(
  services: Services,
  { before = null, name }: { before?: string | null; name?: string } = {},
): AsyncGenerator<EventRecord> {
  const pause = pacer();
  const list = (page: JournalPage) =>
    services.journal.listEvents({ ...page, ...(name === undefined ? {} : { name }) });
  services.engine.flush();
  for (let page: JournalPage = { limit: pageSize, ...(before === null ? {} : { before }) }; ; ) {
    const events = list(page);
    await pause();
    yield* events;
    const last = events.at(-1);
    if (last === undefined || events.length < pageSize) return;
    page = { limit: pageSize, before: last.internalId };
  }
}

interface JournalPage {
  limit: number;
  before?: string;
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

export function runsOfEvent(services: Services, internalId: string): RunProgress[] {
  services.engine.flush();
  return services.journal
    .runsOfEvent(internalId)
    .map((runId) => progressOf(services, runId))
    .filter((run) => run !== null);
}
