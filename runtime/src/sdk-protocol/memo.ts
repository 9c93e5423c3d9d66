/** Results of steps in the form in which each op's SDK wants them back (protocol 2.2). */
import type { EventRecord, SerializedError } from '../contract/run.ts';

/** SDK 1 and 2 take the bare value, so a wrapper would reach the user's code. Keyed by op, never by a guess at the version. */
export function memoOfResult(op: string, output: unknown): unknown {
  return op === 'Step' ? (output ?? null) : { data: output ?? null };
}

export function memoOfError(error: SerializedError): unknown {
  return { error };
}

/** The sender's view of an event: what only the runtime knows is left out. */
export function wireEvent(event: EventRecord): Record<string, unknown> {
  const { internalId: _, receivedAt: __, ...rest } = event;
  return rest;
}
