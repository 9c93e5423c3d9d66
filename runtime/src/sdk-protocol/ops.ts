/** Ops as SDKs report them (protocol 2.5), reduced to one form. Fields this runtime does not use are left out. */

import type { MetadataUpdate } from '../contract/metadata.ts';
import { isRecord, recordOf } from '../contract/records.ts';
import type { SerializedError, StepIdentity } from '../contract/run.ts';
import { readError } from './errors.ts';
import { readMetadata } from './metadata.ts';

export interface Op {
  op: string;
  /** Opaque; unique in its run. */
  id: string;
  /** Its meaning depends on the op: a step's name, a duration, an event's name. */
  name: string;
  displayName: string | null;
  userland: { id: string; index?: number } | null;
  opts: Record<string, unknown>;
  data: unknown;
  error: SerializedError | null;
  /** Unix milliseconds at which the step's code started; null when the SDK does not say. */
  startedAt: number | null;
  /** What the app attaches to the step or the run. */
  metadata: MetadataUpdate[];
  /** `opts.parallelMode: "race"` (protocol 2.7). */
  race: boolean;
}

/** Null when the value is no op. */
export function readOp(value: unknown): Op | null {
  const raw = recordOf(value);
  if (typeof raw.op !== 'string' || typeof raw.id !== 'string') return null;
  const opts = recordOf(raw.opts);
  const timing = isRecord(raw.timing) && typeof raw.timing.a === 'number' ? raw.timing.a : null;
  return {
    op: raw.op,
    id: raw.id,
    name: typeof raw.name === 'string' ? raw.name : '',
    displayName: typeof raw.displayName === 'string' ? raw.displayName : null,
    userland: readUserland(raw.userland),
    opts,
    data: raw.data ?? null,
    error: raw.error === undefined || raw.error === null ? null : readError(raw.error),
    startedAt: timing === null ? null : Math.floor(timing / 1e6),
    metadata: readMetadata(raw.metadata, opts),
    race: opts.parallelMode === 'race',
  };
}

/** Ops of a 206 body; 0.x SDKs may send one that is not in an array. Null when the body is something else. */
export function readOps(body: unknown): Op[] | null {
  const values = Array.isArray(body) ? body : [body];
  const ops = values.map(readOp);
  return ops.every((op) => op !== null) ? (ops as Op[]) : null;
}

/** @param parent hashed id of the step whose result the function had last received. */
export function identityOf(op: Op, parent: string | null): StepIdentity {
  return {
    hashedId: op.id,
    op: op.op,
    name: op.displayName ?? (op.name || op.userland?.id || op.id),
    ...(op.userland ? { userland: op.userland } : {}),
    ...(typeof op.opts.type === 'string' ? { type: op.opts.type } : {}),
    ...(op.op === 'WaitForEvent' && !op.userland ? { opts: op.opts } : {}),
    parent,
  };
}

function readUserland(value: unknown): Op['userland'] {
  if (!isRecord(value) || typeof value.id !== 'string') return null;
  return {
    id: value.id,
    ...(typeof value.index === 'number' && value.index > 0 ? { index: value.index } : {}),
  };
}
