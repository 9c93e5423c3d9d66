/** The `runs` query: filtered, ordered and paged. */
import type { RunProgress } from '../../contract/progress.ts';
import { searchExpression } from '../../expressions/search-expression.ts';
import { wireEvent } from '../../sdk-protocol/memo.ts';
import type { Door } from '../door.ts';
import { runSpanStatus } from '../run-trace.ts';
import { newestRuns, take } from '../search.ts';
import { readTime, uuidOf } from '../wire-id.ts';
import { decodeCursor, encodeCursor, pageOf } from './cursor.ts';
import { eventsOf } from './run-facts.ts';
import { type RunView, runView } from './run-view.ts';

type TimeField = 'QUEUED_AT' | 'STARTED_AT' | 'ENDED_AT';

export interface RunsQuery {
  first: number;
  after?: string | null;
  orderBy: { field: TimeField; direction: 'ASC' | 'DESC' }[];
  filter: {
    from: string;
    until?: string | null;
    timeField?: TimeField | null;
    status?: string[] | null;
    functionIDs?: string[] | null;
    appIDs?: string[] | null;
    isDeferred?: boolean | null;
    query?: string | null;
  };
}

const mostRuns = 400;

export function findRuns(door: Door, query: RunsQuery) {
  const { field, direction } = query.orderBy[0] ?? { field: 'QUEUED_AT', direction: 'DESC' };
  const matching = () => matchingRuns(door, query.filter);
  const after = query.after ? decodeCursor(query.after, 'id') : null;
  const ordered =
    field === 'QUEUED_AT' && direction === 'DESC'
      ? matching()
      : sorted([...matching()], field, direction === 'ASC' ? 1 : -1);
  const first = Math.min(Math.max(query.first, 1), mostRuns);
  const { items, more } = take(after === null ? ordered : following(ordered, after), first);
  const edges = items.map((run) => ({ node: runView(door, run), cursor: encodeCursor({ id: run.runId }) }));
  return {
    ...pageOf<RunView>(edges, { more, after: query.after }),
    totalCount: () => [...matching()].length,
  };
}

/** Newest first. */
function* matchingRuns(door: Door, filter: RunsQuery['filter']): Generator<RunProgress> {
  const timeField = filter.timeField ?? 'QUEUED_AT';
  const from = readTime(filter.from) ?? 0;
  const until = readTime(filter.until) ?? Number.POSITIVE_INFINITY;
  const expression = filter.query ? searchExpression(filter.query, door.engine.now) : null;
  for (const run of newestRuns(door)) {
    // They come in the order in which they were queued.
    if (timeField === 'QUEUED_AT' && run.queuedAt < from) return;
    const at = timeOf(run, timeField);
    if (at === null || at < from || at > until) continue;
    if (filter.status && filter.status.length > 0 && !filter.status.includes(runSpanStatus[run.status]))
      continue;
    if (
      filter.functionIDs &&
      filter.functionIDs.length > 0 &&
      !filter.functionIDs.includes(uuidOf(run.functionId))
    )
      continue;
    if (filter.appIDs && filter.appIDs.length > 0 && !filter.appIDs.includes(uuidOf(run.appId))) continue;
    if (typeof filter.isDeferred === 'boolean' && isDeferred(run) !== filter.isDeferred) continue;
    if (expression) {
      const output = run.error ?? run.output;
      const events = eventsOf(door, run);
      if (!events.some((event) => expression({ event: wireEvent(event), output }))) continue;
    }
    yield run;
  }
}

function isDeferred(run: RunProgress): boolean {
  return run.eventName === 'inngest/deferred.schedule';
}

function timeOf(run: RunProgress, field: TimeField): number | null {
  if (field === 'STARTED_AT') return run.startedAt;
  return field === 'ENDED_AT' ? run.endedAt : run.queuedAt;
}

function sorted(runs: RunProgress[], field: TimeField, sign: 1 | -1): RunProgress[] {
  return runs.sort((a, b) => {
    const difference = (timeOf(a, field) ?? 0) - (timeOf(b, field) ?? 0);
    return sign * (difference || (a.runId < b.runId ? -1 : 1));
  });
}

/** Those behind the one with this id; none when it is not among them. */
function* following(runs: Iterable<RunProgress>, runId: string): Generator<RunProgress> {
  let found = false;
  for (const run of runs) {
    if (found) yield run;
    else found = run.runId === runId;
  }
}
