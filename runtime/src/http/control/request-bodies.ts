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
} from '../../contract/api.ts';
import { isRecord } from '../../contract/records.ts';
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

const activeStatuses = ['queued', 'running', 'waiting', 'sleeping'] as const;

/** Cancelling everything has to be asked for explicitly. */
export const cancelRunsBody: Body<CancelRunsRequest> = v.pipe(
  v.nullish(
    v.object({
      functionId: v.optional(v.string('"functionId" must be a string.')),
      status: v.optional(v.picklist(activeStatuses, `"status" must be one of ${activeStatuses.join(', ')}.`)),
      all: v.optional(v.literal(true, '"all" must be true if it is present.')),
    }),
    {},
  ),
  v.check(
    ({ functionId, status, all }) => functionId !== undefined || status !== undefined || all === true,
    'Specify "functionId", "status" or "all": true.',
  ),
);

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

function nonNegative(message: string) {
  return v.pipe(v.number(message), v.finite(message), v.minValue(0, message));
}

/** Valibot's own `object` and `record` accept arrays. */
function jsonObject(message: string) {
  return v.custom<Record<string, unknown>>(isRecord, message);
}
