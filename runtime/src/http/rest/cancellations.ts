/** `/v1/cancellations`: cancels a function's runs in bulk. */
import type { ServedFunction } from '../../engine/state/function-directory.ts';
import { eventExpression } from '../../expressions/search-expression.ts';
import { ExpressionError } from '../../expressions/values.ts';
import { wireEvent } from '../../sdk-protocol/memo.ts';
import type { Services } from '../services.ts';
import { matchingRuns } from '../views/find-runs.ts';
import { take } from '../views/newest-first.ts';
import { eventsOf } from '../views/run-facts.ts';
import { isoTime, localAccountId, readTime, uuidOf } from '../views/wire-id.ts';

export interface BulkCancellation {
  appId: string;
  functionId: string;
  /** Unix milliseconds; null: any. */
  startedAfter: number | null;
  startedBefore: number;
  if: string | null;
}

/** How far a client's clock may be ahead. */
const clockToleranceMs = 5_000;

/** A string says what is wrong. */
export function readCancellation(body: unknown, now: number): BulkCancellation | string {
  const { app_id, function_id, started_after, started_before, ...rest } = (body ?? {}) as Record<
    string,
    unknown
  >;
  if (typeof app_id !== 'string' || app_id === '') return 'app_id is required';
  if (typeof function_id !== 'string' || function_id === '') return 'function_id is required';
  const startedBefore = readTime(started_before);
  if (startedBefore === null) return 'started_before is required';
  if (startedBefore > now + clockToleranceMs) return 'started_before must be in the past';
  const startedAfter = readTime(started_after);
  if (startedAfter !== null && startedAfter > startedBefore)
    return 'started_after must be before started_before';
  const condition = typeof rest.if === 'string' && rest.if !== '' ? rest.if : null;
  const problem = condition === null ? null : problemOf(condition, now);
  return problem ?? { appId: app_id, functionId: function_id, startedAfter, startedBefore, if: condition };
}

/** Null when no app serves the function. Resolves when all runs are durably cancelled. */
export async function cancelRuns(services: Services, cancellation: BulkCancellation) {
  const { engine } = services;
  const fn = functionOfApp(services, cancellation.appId, cancellation.functionId);
  if (!fn) return null;
  const expression = cancellation.if === null ? null : eventExpression(cancellation.if, engine.now);
  const runs = matchingRuns(services, {
    timeField: 'QUEUED_AT',
    from: cancellation.startedAfter ?? 0,
    until: cancellation.startedBefore,
    statuses: ['QUEUED', 'RUNNING'],
    isFunction: (id) => id === fn.id,
  });
  // Find all of them before cancelling the first.
  const { items } = await take(runs, Number.POSITIVE_INFINITY);
  for (const run of items) {
    const [event] = eventsOf(services, run);
    if (expression && !(event && expression.matches({ event: wireEvent(event) }))) continue;
    engine.cancel(run.runId, 'cancelled by API');
  }
  await engine.durable();
  return {
    created_at: isoTime(engine.now),
    name: null,
    id: engine.newId(),
    account_id: localAccountId,
    environment_id: localAccountId,
    app_id: uuidOf(fn.appId),
    function_internal_id: uuidOf(fn.id),
    function_id: fn.id,
    started_after: isoTime(cancellation.startedAfter),
    started_before: isoTime(cancellation.startedBefore),
    ...(cancellation.if === null ? {} : { if: cancellation.if }),
  };
}

/** Finds the function by its id with or without the app's. */
export function functionOfApp({ apps }: Services, appId: string, functionId: string): ServedFunction | null {
  const found = apps.find(`${appId}-${functionId}`) ?? apps.find(functionId);
  return found?.appId === appId ? found : null;
}

function problemOf(condition: string, now: number): string | null {
  try {
    eventExpression(condition, now);
    return null;
  } catch (error) {
    if (error instanceof ExpressionError) return error.message;
    throw error;
  }
}
