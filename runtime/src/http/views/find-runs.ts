/** Finds runs by a client's query: filtered, ordered and paged. */
import type { RunProgress } from '../../contract/progress.ts';
import { deferredEventName } from '../../engine/decisions/decide-defer.ts';
import type { SearchExpression } from '../../expressions/search-expression.ts';
import type { QueuedEntry } from '../../journal/journal.ts';
import { wireEvent } from '../../sdk-protocol/memo.ts';
import { runView } from '../../search/run-view.ts';
import { examineRuns } from '../../search/search-runs.ts';
import type { Services } from '../services.ts';
import { take } from './newest-first.ts';
import { eventsOf } from './run-facts.ts';
import { runSpanStatus } from './run-trace.ts';

export type RunTimeField = 'QUEUED_AT' | 'STARTED_AT' | 'ENDED_AT';

/** Absent fields do not filter. */
export interface RunCriteria {
  timeField: RunTimeField;
  /** Unix milliseconds, both inclusive. */
  from: number;
  until: number;
  /** On the wire, in capitals. */
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

/** @param after id of the previous page's last run; null: the first page. */
export async function findRuns(
  services: Services,
  criteria: RunCriteria,
  { order, after, limit }: { order: RunOrder; after: string | null; limit: number },
): Promise<{ items: RunProgress[]; more: boolean }> {
  const { field, direction } = order;
  if (field === 'QUEUED_AT' && direction === 'DESC')
    return take(matchingRuns(services, criteria, after), limit);
  const all = (await take(matchingRuns(services, criteria), Number.POSITIVE_INFINITY)).items;
  const ordered = sorted(all, field, direction === 'ASC' ? 1 : -1);
  const start = after === null ? 0 : ordered.findIndex(({ runId }) => runId === after) + 1;
  // A run that does not match is no page's last.
  if (after !== null && start === 0) return { items: [], more: false };
  return { items: ordered.slice(start, start + limit), more: start + limit < ordered.length };
}

/** Newest first, in the order in which they were queued. @param before id of a run; null: from the newest. */
export async function* matchingRuns(
  services: Services,
  criteria: RunCriteria,
  before: string | null = null,
): AsyncGenerator<RunProgress> {
  const { timeField, from, isApp, isFunction, isDeferred } = criteria;
  let isOver = false;
  const mayMatch = (queued: QueuedEntry) => {
    isOver ||= timeField === 'QUEUED_AT' && queued.at < from;
    return (
      !isOver &&
      (isApp?.(queued.appId) ?? true) &&
      (isFunction?.(queued.functionId) ?? true) &&
      (isDeferred === undefined || isDeferred === (queued.eventName === deferredEventName))
    );
  };
  services.engine.flush();
  const examined = examineRuns(services.journal, { mayMatch, ...(before === null ? {} : { before }) });
  for await (const { run } of examined) {
    if (isOver) return;
    if (run && isMatch(services, run, criteria)) yield run;
  }
}

function isMatch(services: Services, run: RunProgress, criteria: RunCriteria): boolean {
  const { from, until, statuses, expression } = criteria;
  const at = timeOf(run, criteria.timeField);
  if (at === null || at < from || at > until) return false;
  if (statuses && !statuses.includes(runSpanStatus[run.status])) return false;
  if (!expression) return true;
  const view = runView(run, services.engine.now);
  if (!expression.needsEvent) return expression.matches(view);
  return eventsOf(services, run).some((event) => expression.matches({ ...view, event: wireEvent(event) }));
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
