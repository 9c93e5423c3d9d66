/** Effects of an event on runs that wait for it, or that it cancels (protocol 4.3, 4.5). */

import { messageOf } from '../../contract/error-text.ts';
import type { JournalFact } from '../../contract/journal.ts';
import type { ClauseVerdict, EventRecord } from '../../contract/run.ts';
import { explain, matches } from '../../expressions/expression.ts';
import { wireEvent } from '../../sdk-protocol/memo.ts';
import type { RunState } from '../state/run-state.ts';
import { Decision } from './decision.ts';
import type { DecisionContext } from './decision-context.ts';

/** Null when the event does not match the wait. */
export function decideWait(
  run: RunState,
  hashedId: string,
  event: EventRecord,
  context: DecisionContext,
): JournalFact[] | null {
  const wait = run.pending.get(hashedId);
  if (run.ended || wait?.kind !== 'wait') return null;
  const own = wireEvent(run.events[0]!);
  if (wait.if !== null && !matches(wait.if, own, wireEvent(event), context.now)) return null;
  const decision = new Decision(run, context);
  decision.add({ kind: 'wait-matched', hashedId, event });
  decision.continueAfter(hashedId, wait.race);
  return decision.facts;
}

/** Why the event did not end the wait. */
export function decideNearMiss(
  run: RunState,
  hashedId: string,
  event: EventRecord,
  context: DecisionContext,
): JournalFact[] {
  const wait = run.pending.get(hashedId);
  if (run.ended || !wait?.if) return [];
  const clauses = verdicts(wait.if, run, event, context.now);
  return [{ kind: 'wait-not-matched', runId: run.runId, hashedId, eventId: event.internalId, clauses }];
}

function verdicts(text: string, run: RunState, event: EventRecord, now: number): ClauseVerdict[] {
  try {
    return explain(text, wireEvent(run.events[0]!), wireEvent(event), now);
  } catch (error) {
    return [{ expression: text, result: null, reason: messageOf(error) }];
  }
}

/** `cancelOn`: only events newer than the run count. */
export function decideCancelOn(run: RunState, event: EventRecord, context: DecisionContext): JournalFact[] {
  if (run.ended || event.receivedAt < run.queuedAt) return [];
  const own = wireEvent(run.events[0]!);
  const cancels = run.cancelOn.some(
    (each) =>
      each.event === event.name &&
      context.now <= each.until &&
      (each.if === null || matches(each.if, own, wireEvent(event), context.now)),
  );
  return cancels ? [{ kind: 'run-cancelled', runId: run.runId, reason: `event ${event.name}` }] : [];
}
