/** The `runs` query. */
import { runExpression } from '../../expressions/search-expression.ts';
import type { Services } from '../services.ts';
import { decodeCursor, encodeCursor, pageOf } from '../views/cursor.ts';
import {
  findRuns,
  matchingRuns,
  type RunCriteria,
  type RunOrder,
  type RunTimeField,
} from '../views/find-runs.ts';
import { countOf } from '../views/newest-first.ts';
import { readTime, uuidOf } from '../views/wire-id.ts';
import { runView } from './links.ts';

export interface RunsQuery {
  first: number;
  after?: string | null;
  orderBy: RunOrder[];
  filter: {
    from: string;
    until?: string | null;
    timeField?: RunTimeField | null;
    status?: string[] | null;
    functionIDs?: string[] | null;
    appIDs?: string[] | null;
    isDeferred?: boolean | null;
    query?: string | null;
  };
}

const maxRuns = 400;

export async function runsConnection(services: Services, { first, after, orderBy, filter }: RunsQuery) {
  const criteria = criteriaOf(filter, services.engine.now);
  const { items, more } = await findRuns(services, criteria, {
    order: orderBy[0] ?? { field: 'QUEUED_AT', direction: 'DESC' },
    after: after ? (decodeCursor(after, 'id') ?? '') : null,
    limit: Math.min(Math.max(first, 1), maxRuns),
  });
  const edges = items.map((run) => ({
    node: runView(services, run),
    cursor: encodeCursor({ id: run.runId }),
  }));
  return {
    ...pageOf(edges, { more, after }),
    totalCount: () => countOf(matchingRuns(services, criteria)),
  };
}

/** Empty lists do not filter. */
function criteriaOf(filter: RunsQuery['filter'], now: number): RunCriteria {
  const { functionIDs, appIDs, status, isDeferred, query } = filter;
  return {
    timeField: filter.timeField ?? 'QUEUED_AT',
    from: readTime(filter.from) ?? 0,
    until: readTime(filter.until) ?? Number.POSITIVE_INFINITY,
    ...(status?.length ? { statuses: status } : {}),
    ...(functionIDs?.length ? { isFunction: (id) => functionIDs.includes(uuidOf(id)) } : {}),
    ...(appIDs?.length ? { isApp: (id) => appIDs.includes(uuidOf(id)) } : {}),
    ...(typeof isDeferred === 'boolean' ? { isDeferred } : {}),
    ...(query ? { expression: runExpression(query, now) } : {}),
  };
}
