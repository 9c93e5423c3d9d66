/** Results of steps in the form in which each op's SDK wants them back (protocol 2.2). */
import type { StepResult } from '../contract/journal.ts';
import type { EventRecord, SerializedError } from '../contract/run.ts';

/** SDK 1 and 2 take the bare value, so a wrapper would reach the user's code. Keyed by op, never by a guess at the version. */
export function memoOfResult(op: string, output: unknown): unknown {
  return op === 'Step' ? (output ?? null) : { data: output ?? null };
}

/** Steps that the runtime itself carries out, and whose errors are its own. */
const runtimeOps: ReadonlySet<string> = new Set(['InvokeFunction', 'WaitForSignal', 'Gateway', 'AIGateway']);

/** The runtime's errors say themselves once more as text, as the official server's do. */
export function memoOfError(op: string, error: SerializedError): unknown {
  return { error: runtimeOps.has(op) ? { error: `${error.name}: ${error.message}`, ...error } : error };
}

/** Of a step that had ended before the run began, by the op with which it was reported. */
export function memoOfStep(op: string, result: StepResult): unknown {
  if (result.status === 'failed') return memoOfError(op, result.error);
  if (result.status === 'timed-out' || op === 'Sleep') return null;
  return op === 'WaitForEvent' ? (result.output ?? null) : memoOfResult(op, result.output);
}

/** The sender's view of an event: what only the runtime knows is left out. */
export function wireEvent(event: EventRecord): Record<string, unknown> {
  const { internalId: _, receivedAt: __, ...rest } = event;
  return rest;
}
