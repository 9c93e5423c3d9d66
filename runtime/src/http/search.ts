/** Finds runs and events for the interfaces that list them, newest first and page by page. */
import type { RunProgress } from '../contract/progress.ts';
import type { EventRecord } from '../contract/run.ts';
import { type Door, progressOf } from './door.ts';

const page = 100;

/** @param before id of a run; null: from the newest on. */
export function* newestRuns(
  door: Door,
  { before = null, functionId }: { before?: string | null; functionId?: string } = {},
): Generator<RunProgress> {
  door.engine.flush();
  for (let last = before; ; ) {
    const filter = {
      limit: page,
      ...(functionId === undefined ? {} : { functionId }),
      ...(last === null ? {} : { before: last }),
    };
    const ids = door.journal.listRuns(filter);
    for (const runId of ids) {
      const run = progressOf(door, runId);
      if (run) yield run;
    }
    last = ids.at(-1) ?? null;
    if (ids.length < page) return;
  }
}

/** @param before internal id of an event; null: from the newest on. */
export function* newestEvents(
  door: Door,
  { before = null, name }: { before?: string | null; name?: string } = {},
): Generator<EventRecord> {
  door.engine.flush();
  for (let last = before; ; ) {
    const filter = {
      limit: page,
      ...(name === undefined ? {} : { name }),
      ...(last === null ? {} : { before: last }),
    };
    const events = door.journal.listEvents(filter);
    yield* events;
    last = events.at(-1)?.internalId ?? null;
    if (events.length < page) return;
  }
}

/** Made by the server itself. */
export function isInternal(event: EventRecord): boolean {
  return event.name.startsWith('inngest/');
}

/** Up to `limit` of them, and whether there are more. */
export function take<T>(items: Iterable<T>, limit: number): { items: T[]; more: boolean } {
  const taken: T[] = [];
  for (const item of items) {
    if (taken.length === limit) return { items: taken, more: true };
    taken.push(item);
  }
  return { items: taken, more: false };
}

export function runsOfEvent(door: Door, internalId: string): RunProgress[] {
  door.engine.flush();
  return door.journal
    .runsOfEvent(internalId)
    .map((runId) => progressOf(door, runId))
    .filter((run) => run !== null);
}
