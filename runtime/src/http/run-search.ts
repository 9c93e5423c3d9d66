/** Runs by what clients ask for: filtered, ordered, and from a cursor on. */
import type { RunProgress } from '../contract/progress.ts';
import { deferredEventName } from '../engine/decide-defer.ts';
import type { SearchExpression } from '../expressions/search-expression.ts';
import { wireEvent } from '../sdk-protocol/memo.ts';
import type { Door } from './door.ts';
import { eventsOf } from './run-facts.ts';
import { runSpanStatus } from './run-trace.ts';
import { newestRuns, take } from './search.ts';

export type RunTimeField = 'QUEUED_AT' | 'STARTED_AT' | 'ENDED_AT';

/** Absent: anything. */
export interface RunCriteria {
  timeField: RunTimeField;
  /** Unix milliseconds, both included. */
  from: number;
  until: number;
  /** As the wire knows them, in capitals. */
  statuses?: readonly string[];
  isApp?: (appId: string) => boolean;
  isFunction?: (functionId: string) => boolean;
  isDeferred?: boolean;
  expression?: SearchExpression;
}

export interface RunOrder {
  field: RunTimeField;
  direction: 'ASC' | 'DESC';
}

/** @param after id of the run behind which the page begins; null: the first page. */
export function findRuns(
  door: Door,
  criteria: RunCriteria,
  { order, after, limit }: { order: RunOrder; after: string | null; limit: number },
): { items: RunProgress[]; more: boolean } {
  const runs = matchingRuns(door, criteria);
  const { field, direction } = order;
  const ordered =
    field === 'QUEUED_AT' && direction === 'DESC'
      ? runs
      : sorted([...runs], field, direction === 'ASC' ? 1 : -1);
  return take(after === null ? ordered : following(ordered, after), limit);
}

/** In the order in which they were queued, newest first. */
export function* matchingRuns(door: Door, criteria: RunCriteria): Generator<RunProgress> {
  for (const run of newestRuns(door)) {
    if (criteria.timeField === 'QUEUED_AT' && run.queuedAt < criteria.from) return;
    if (isMatch(door, run, criteria)) yield run;
  }
}

function isMatch(door: Door, run: RunProgress, criteria: RunCriteria): boolean {
  const { from, until, statuses, isApp, isFunction, isDeferred, expression } = criteria;
  const at = timeOf(run, criteria.timeField);
  if (at === null || at < from || at > until) return false;
  if (statuses && !statuses.includes(runSpanStatus[run.status])) return false;
  if (isApp && !isApp(run.appId)) return false;
  if (isFunction && !isFunction(run.functionId)) return false;
  if (isDeferred !== undefined && isDeferred !== (run.eventName === deferredEventName)) return false;
  if (!expression) return true;
  const output = run.error ?? run.output;
  return eventsOf(door, run).some((event) => expression({ event: wireEvent(event), output }));
}

function timeOf(run: RunProgress, field: RunTimeField): number | null {
  if (field === 'STARTED_AT') return run.startedAt;
  return field === 'ENDED_AT' ? run.endedAt : run.queuedAt;
}

function sorted(runs: RunProgress[], field: RunTimeField, sign: 1 | -1): RunProgress[] {
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
