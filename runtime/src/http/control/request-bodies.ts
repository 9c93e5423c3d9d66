/** Bodies of requests to the control interface, checked against its contract (`contract/api.ts`). */

import type { Context } from 'hono';
import * as v from 'valibot';
import type {
  AddAppRequest,
  CancelRunsRequest,
  ClockRequest,
  HostRequest,
  InspectHostRequest,
  InvokeRequest,
  PruneRequest,
  RerunBody,
  RerunRunsRequest,
} from '../../contract/api.ts';
import { isRecord } from '../../contract/records.ts';
import { isNarrow, type RunFilter, runStatuses } from '../../contract/run-filter.ts';
import { readJson } from '../sdk/sdk-api.ts';

type Body<T> = v.GenericSchema<unknown, T>;

export async function readBody<T>(
  context: Context,
  schema: Body<T>,
): Promise<{ body: T } | { problem: string }> {
  const result = v.safeParse(schema, await readJson(context), { abortEarly: true });
  return result.success ? { body: result.output } : { problem: result.issues[0].message };
}

export const addAppBody: Body<AddAppRequest> = v.object(
  { url: v.string('"url" must be a string.') },
  'The body must be { "url": URL }.',
);

const filterFields = {
  functionId: v.optional(oneOrMore(v.string(), '"functionId" must be a string, or a list of them.')),
  status: v.optional(
    oneOrMore(
      v.picklist(runStatuses),
      `"status" must be one of ${runStatuses.join(', ')}, or a list of them.`,
    ),
  ),
  event: v.optional(oneOrMore(v.string(), '"event" must be a string, or a list of them.')),
  text: v.optional(v.string('"text" must be a string.')),
  where: v.optional(v.string('"where" must be an expression.')),
  runIds: v.optional(v.array(v.string(), '"runIds" must be a list of run IDs.')),
};

/** Cancelling everything has to be asked for explicitly. */
export const cancelRunsBody: Body<CancelRunsRequest> = v.pipe(
  v.nullish(
    v.object({ ...filterFields, all: v.optional(v.literal(true, '"all" must be true if it is present.')) }),
    {},
  ),
  v.check(
    ({ all, ...filter }) => all === true || isNarrow(filter),
    'Specify "functionId", "status", "event", "text", "where", "runIds" or "all": true.',
  ),
);

export const rerunRunsBody: Body<RerunRunsRequest> = v.pipe(
  v.nullish(
    v.object({
      ...filterFields,
      from: v.optional(v.picklist(['start', 'failure'], '"from" must be "start" or "failure".')),
    }),
    {},
  ),
  v.check(
    (filter) => isNarrow(filter),
    'Specify "functionId", "status", "event", "text", "where" or "runIds".',
  ),
);

/** Repeated parameters of a query are lists. */
export function readRunsQuery(query: Record<string, string[]>): { body: RunFilter } | { problem: string } {
  const { function: functionId, status, event, run: runIds, text, where } = query;
  const lists = Object.entries({ functionId, status, event, runIds }).filter(([, list]) =>
    list?.some(Boolean),
  );
  const single = Object.entries({ text: text?.[0], where: where?.[0] }).filter(([, value]) => value);
  const result = v.safeParse(v.object(filterFields), Object.fromEntries([...lists, ...single]));
  return result.success ? { body: result.output } : { problem: result.issues[0].message };
}

export const clockBody: Body<ClockRequest> = v.variant(
  'action',
  [
    v.object({ action: v.picklist(['pause', 'resume', 'next']) }),
    v.object({ action: v.literal('advance'), by: nonNegative('"by" must be a duration in milliseconds.') }),
  ],
  'The body must be { "action": "pause" | "resume" | "next" } or { "action": "advance", "by": MILLISECONDS }.',
);

const hostShape = 'The body must be { "root": FOLDER, "files": [PATH, …] }.';

export const hostBody: Body<HostRequest> = v.object(
  {
    root: v.string(hostShape),
    files: v.array(v.string(hostShape), hostShape),
    start: v.optional(v.boolean('"start" must be a boolean.')),
  },
  hostShape,
);

const portShape = '"port" must be a port number, 0 for any free port, or null.';

export const inspectHostBody: Body<InspectHostRequest> = v.object(
  {
    port: v.nullable(
      v.pipe(
        v.number(portShape),
        v.integer(portShape),
        v.minValue(0, portShape),
        v.maxValue(65_535, portShape),
      ),
    ),
  },
  portShape,
);

/** Its fields are checked with those of the event that is made of them. */
export const invokeBody: Body<InvokeRequest> = v.nullish(
  jsonObject('The body must be an object such as { "data": {} }.'),
  {},
);

export const pruneBody: Body<PruneRequest> = v.nullish(
  v.object({
    age: v.nullish(nonNegative('"age" must be a duration in milliseconds, or null for no limit.'), null),
    size: v.nullish(nonNegative('"size" must be a number of bytes, or null for no limit.'), null),
    dryRun: v.optional(v.boolean('"dryRun" must be a boolean.')),
  }),
  { age: null, size: null },
);

const fromShape = '"from" must be "start", "failure" or { "step": ID_OR_NAME }.';

export const rerunBody: Body<RerunBody> = v.nullish(
  v.object({
    from: v.optional(
      v.union(
        [v.picklist(['start', 'failure']), v.object({ step: v.pipe(v.string(), v.nonEmpty()) })],
        fromShape,
      ),
    ),
    input: v.optional(v.array(v.unknown(), '"input" must be an array of the step\'s arguments.')),
    outputs: v.optional(jsonObject('"outputs" must be an object with a result for each step.')),
  }),
  {},
);

function oneOrMore<T extends string>(item: v.GenericSchema<unknown, T>, message: string) {
  return v.union([item, v.array(item)], message);
}

function nonNegative(message: string) {
  return v.pipe(v.number(message), v.finite(message), v.minValue(0, message));
}

/** Valibot's own `object` and `record` accept arrays. */
function jsonObject(message: string) {
  return v.custom<Record<string, unknown>>(isRecord, message);
}
