/** Requests to `/v2`. A string says what is wrong with one. */
import * as v from 'valibot';
import { isRecord } from '../../contract/records.ts';
import type { RerunRequest } from '../../engine/decisions/decide-rerun.ts';
import { runExpression, type SearchExpression } from '../../expressions/search-expression.ts';
import { ExpressionError } from '../../expressions/values.ts';
import type { RunCriteria, RunOrder, RunTimeField } from '../views/find-runs.ts';
import { readTime } from '../views/wire-id.ts';
import { defaultLimit } from './v2-responses.ts';

export interface RunsQuery {
  criteria: RunCriteria;
  order: RunOrder;
  limit: number;
  cursor: string | null;
  includeOutput: boolean;
}

const maxLimit = 100;
const statuses: ReadonlySet<string> = new Set(['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED']);
const timeFields: Readonly<Record<string, RunTimeField>> = {
  '': 'QUEUED_AT',
  QUEUED_AT: 'QUEUED_AT',
  STARTED_AT: 'STARTED_AT',
  ENDED_AT: 'ENDED_AT',
};

/**
 * Names may be written as `appId` or `app_id`, and may be repeated. `query` is not in the official v2 API: it has the name
 * and the meaning of the filter's in GraphQL.
 *
 * @param now Unix milliseconds.
 */
export function readRunsQuery(raw: Record<string, string[]>, now: number): RunsQuery | string {
  const all = (name: string) => [...(raw[name] ?? []), ...(raw[snakeCase(name)] ?? [])];
  const one = (name: string) => all(name)[0] ?? '';
  const limit = one('limit') === '' ? defaultLimit : Number(one('limit'));
  if (!Number.isInteger(limit) || limit < 1) return 'Limit must be at least 1';
  if (limit > maxLimit) return `Limit cannot exceed ${maxLimit}`;
  const from = one('from') === '' ? 0 : readTime(one('from'));
  if (from === null) return 'from must be a valid timestamp';
  const until = one('until') === '' ? Number.POSITIVE_INFINITY : readTime(one('until'));
  if (until === null) return 'until must be a valid timestamp';
  if (from >= until) return 'from must be before until';
  const timeField = timeFields[one('timeField').toUpperCase()];
  if (!timeField) return 'Time field is invalid';
  const order = one('order').toUpperCase();
  if (order !== '' && order !== 'ASC' && order !== 'DESC') return 'Order is invalid';
  const wanted = all('status').map((status) => status.trim().toUpperCase());
  if (wanted.some((status) => !statuses.has(status))) return 'Status is invalid';
  const appIds = all('appId');
  const functionIds = all('functionId');
  if (functionIds.length > 0 && appIds.length === 0) return 'appId is required when filtering by functionId';
  const query = readExpression(one('query'), now);
  if (typeof query === 'string') return `query: ${query}`;
  const isFunction = (id: string) =>
    functionIds.includes(id) || appIds.some((app) => functionIds.some((each) => `${app}-${each}` === id));
  return {
    criteria: {
      timeField,
      from,
      until,
      ...(wanted.length > 0 ? { statuses: wanted } : {}),
      ...(appIds.length > 0 ? { isApp: (id) => appIds.includes(id) } : {}),
      ...(functionIds.length > 0 ? { isFunction } : {}),
      ...(query ? { expression: query } : {}),
      ...(one('isDeferred') === '' ? {} : { isDeferred: one('isDeferred') === 'true' }),
    },
    order: { field: timeField, direction: order === 'ASC' ? 'ASC' : 'DESC' },
    limit,
    cursor: one('cursor') || null,
    includeOutput: one('includeOutput') === 'true',
  };
}

/** Undefined: none. A string says what is wrong. */
function readExpression(text: string, now: number): SearchExpression | string | undefined {
  if (text.trim() === '') return undefined;
  try {
    return runExpression(text, now);
  } catch (error) {
    if (error instanceof ExpressionError) return error.message;
    throw error;
  }
}

const notObject = (name: string) => `${name} must be an object`;

/** Checked before the function is looked up, as the official server does. */
const invokeBody = v.pipe(
  v.object(
    {
      data: v.nullish(v.custom<Record<string, unknown>>(isRecord, notObject('data'))),
      idempotencyKey: v.nullish(v.string('idempotencyKey must be a string')),
      idempotency_key: v.nullish(v.string('idempotency_key must be a string')),
    },
    notObject('The body'),
  ),
  v.transform(({ data, idempotencyKey, idempotency_key: snake }) => ({
    data: data ?? null,
    key: idempotencyKey || snake || null,
  })),
);

export function readInvokeV2(
  body: unknown,
): { data: Record<string, unknown> | null; key: string | null } | string {
  const result = v.safeParse(invokeBody, body, { abortEarly: true });
  return result.success ? result.output : result.issues[0].message;
}

const stepIdRequired = 'Step ID is required';

/** An empty body reruns the whole run. The messages are the official server's. */
const rerunBody = v.pipe(
  v.nullish(
    v.object({
      fromStep: v.nullish(
        v.object(
          {
            stepId: v.pipe(v.string(stepIdRequired), v.nonEmpty(stepIdRequired)),
            input: v.nullish(v.array(v.unknown(), 'Step input must be a valid JSON array')),
          },
          stepIdRequired,
        ),
      ),
    }),
    {},
  ),
  v.transform(({ fromStep }): RerunRequest => {
    if (!fromStep) return {};
    const { stepId, input } = fromStep;
    return { from: { step: stepId }, ...(input ? { input } : {}) };
  }),
);

export function readRerunV2(body: unknown): RerunRequest | string {
  const result = v.safeParse(rerunBody, body, { abortEarly: true });
  return result.success ? result.output : result.issues[0].message;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
