/** The events that announce a run's end to other functions (protocol 3.2). */
import type { JournalFact } from '../../contract/journal.ts';
import type { EventRecord, SerializedError } from '../../contract/run.ts';
import { wireEvent } from '../../sdk-protocol/memo.ts';
import type { RunState } from '../state/run-state.ts';
import type { InvokeResult } from './decide-invoke.ts';
import type { DecisionContext } from './decision-context.ts';

export type EndFact = Extract<JournalFact, { kind: 'run-completed' | 'run-failed' | 'run-cancelled' }>;

export const finishedEventName = 'inngest/function.finished';
const failed = 'inngest/function.failed';
const cancelled = 'inngest/function.cancelled';

/** The ends of functions that react to ends are not announced, or it would never stop. */
const silent: ReadonlySet<string> = new Set([finishedEventName, failed, cancelled]);

export function isEndFact(fact: { kind: string }): fact is EndFact {
  return fact.kind === 'run-completed' || fact.kind === 'run-failed' || fact.kind === 'run-cancelled';
}

export function endEvents(run: RunState, end: EndFact, { now, newId }: DecisionContext): EventRecord[] {
  if (silent.has(run.eventName)) return [];
  const [first] = run.events;
  const data: Record<string, unknown> = {
    function_id: run.functionId,
    run_id: run.runId,
    event: first && wireEvent(first),
    events: run.events.map(wireEvent),
    ...resultOf(end),
    ...(run.invokers[0] ? { correlation_id: `${run.invokers[0].runId}.${run.invokers[0].hashedId}` } : {}),
    _inngest: { status: statusOf(end) },
  };
  const event = (name: string, id: string | null): EventRecord => {
    const internalId = newId();
    return { internalId, id: id ?? internalId, name, data, user: {}, ts: now, receivedAt: now };
  };
  const events = [event(finishedEventName, null)];
  if (end.kind === 'run-failed') events.push(event(failed, run.runId));
  if (end.kind === 'run-cancelled') events.push(event(cancelled, run.runId));
  return events;
}

/** The result for a `step.invoke` that waits for the run. */
export function invokeResult(end: EndFact): InvokeResult {
  if (end.kind === 'run-completed') return { output: end.output };
  return { error: end.kind === 'run-failed' ? end.error : cancelledError };
}

const cancelledError: SerializedError = { name: 'Error', message: 'The invoked function was cancelled.' };

function resultOf(end: EndFact): Record<string, unknown> {
  if (end.kind === 'run-completed') return { result: end.output };
  const error = end.kind === 'run-failed' ? end.error : { name: 'Cancelled', message: end.reason };
  return { error: { error: error.name, ...error } };
}

function statusOf(end: EndFact): 'Completed' | 'Failed' | 'Cancelled' {
  if (end.kind === 'run-completed') return 'Completed';
  return end.kind === 'run-failed' ? 'Failed' : 'Cancelled';
}
