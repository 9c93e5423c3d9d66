/** `step.invoke`: one function starts another and gets its result (protocol 4.4). */
import { recordOf } from '../../contract/records.ts';
import type { EventRecord, SerializedError } from '../../contract/run.ts';
import { parseDue } from '../../sdk-protocol/duration.ts';
import { identityOf, type Op } from '../../sdk-protocol/ops.ts';
import { readEventMeta } from '../../sdk-protocol/sessions.ts';
import type { RunState } from '../state/run-state.ts';
import type { Decision } from './decision.ts';
import type { DecisionContext } from './decision-context.ts';

const defaultTimeoutMs = 365 * 86_400_000;

export const invokedEventName = 'inngest/function.invoked';

export function decideInvoke(decision: Decision, op: Op): void {
  if (decision.isKnown(op.id)) return;
  const { run, context } = decision;
  const step = identityOf(op, run.stack.at(-1) ?? null);
  const functionId = String(op.opts.function_id ?? '');
  const target = context.find(functionId);
  if (!target) {
    const error = { name: 'Error', message: `could not find function with ID: ${functionId}` };
    decision.add({ kind: 'step-failed', step, error, attempt: 0, startedAt: null });
    decision.continueAfter(op.id, op.race);
    return;
  }
  const timeout = typeof op.opts.timeout === 'string' && op.opts.timeout !== '' ? op.opts.timeout : null;
  const expiresAt =
    (timeout === null ? null : parseDue(timeout, context.now)) ?? context.now + defaultTimeoutMs;
  const event = invokedEvent(op, run, functionId, expiresAt, context);
  const invokedBy = { runId: run.runId, hashedId: op.id };
  const start = context.start(target, event, { invokedBy });
  if (start.facts.some((fact) => fact.kind === 'start-refused')) {
    const error = { name: 'Error', message: 'invoked function is rate limited' };
    decision.facts.push({ kind: 'event-received', event, source: 'internal' }, ...start.facts);
    decision.facts.push({ kind: 'event-scheduled', eventId: event.internalId });
    decision.add({ kind: 'step-failed', step, error, attempt: 0, startedAt: null });
    decision.continueAfter(op.id, op.race);
    return;
  }
  decision.add({
    kind: 'invoke-started',
    step,
    functionId,
    eventId: event.internalId,
    expiresAt,
    ...(op.race ? { race: true as const } : {}),
  });
  decision.markPending(op.id);
  decision.facts.push({ kind: 'event-received', event, source: 'internal' }, ...start.facts, {
    kind: 'event-scheduled',
    eventId: event.internalId,
  });
}

function invokedEvent(
  op: Op,
  run: RunState,
  functionId: string,
  expiresAt: number,
  { now, newId }: DecisionContext,
): EventRecord {
  const payload = recordOf(op.opts.payload);
  const internalId = newId();
  return {
    internalId,
    id: internalId,
    name: invokedEventName,
    data: {
      ...recordOf(payload.data),
      _inngest: {
        fn_id: functionId,
        correlation_id: `${run.runId}.${op.id}`,
        source_app_id: run.appId,
        source_fn_id: run.functionId,
        expire: expiresAt,
        name: op.displayName ?? op.name,
      },
    },
    user: recordOf(payload.user),
    ts: now,
    ...(typeof payload.v === 'string' ? { v: payload.v } : {}),
    ...sessionsOf(payload.meta),
    receivedAt: now,
  };
}

function sessionsOf(meta: unknown): Pick<EventRecord, 'meta'> {
  const read = readEventMeta(meta);
  return 'meta' in read && read.meta ? { meta: read.meta } : {};
}

/** How an invoked run ended. */
export type InvokeResult = { output: unknown } | { error: SerializedError };

/** Passes the result to the step that invoked the run, if it still waits. */
export function decideInvokeEnded(decision: Decision, hashedId: string, result: InvokeResult): void {
  const pending = decision.run.pending.get(hashedId);
  if (pending?.kind !== 'invoke') return;
  const { step, race } = pending;
  if ('error' in result) {
    decision.add({ kind: 'step-failed', step, error: result.error, attempt: 0, startedAt: null });
  } else {
    decision.add({ kind: 'step-completed', step, output: result.output, attempt: 0, startedAt: null });
  }
  decision.continueAfter(hashedId, race);
}
