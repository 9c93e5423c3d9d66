/** Effects of timers and people on a run. */
import type { JournalFact } from '../../contract/journal.ts';
import { invokeTimedOut } from '../../sdk-protocol/limits.ts';
import type { PendingStep, QueueItem, RunState } from '../state/run-state.ts';
import { Decision } from './decision.ts';
import type { DecisionContext } from './decision-context.ts';

/** The time of a sleep or wait is over; no facts when it has ended in another way. */
export function decideTimer(run: RunState, hashedId: string, context: DecisionContext): JournalFact[] {
  const pending = run.pending.get(hashedId);
  if (run.ended || !pending || pending.endsAt === null || pending.endsAt > context.now) return [];
  return endPending(run, hashedId, pending, false, context);
}

/** A person skips a sleep, a wait or a delay. Null when there is nothing to skip at this step. */
export function decideSkip(run: RunState, hashedId: string, context: DecisionContext): JournalFact[] | null {
  if (run.ended) return null;
  const pending = run.pending.get(hashedId);
  if (pending && pending.kind !== 'planned' && pending.kind !== 'fetch')
    return endPending(run, hashedId, pending, true, context);
  const item = [...run.items.values()].find(
    (each) =>
      isDelayed(each, context.now) && (each.target === hashedId || (!pending && each.target === null)),
  );
  return item && !run.memos.has(hashedId) ? bringForward(run, item, hashedId, context) : null;
}

/** Ends the delay before the function body's next attempt; null when there is none. */
export function decideRetryNow(run: RunState, context: DecisionContext): JournalFact[] | null {
  const item = [...run.items.values()].find((each) => each.target === null && isDelayed(each, context.now));
  return item && !run.ended ? bringForward(run, item, null, context) : null;
}

export function decideCancel(run: RunState, reason: string): JournalFact[] {
  return run.ended ? [] : [{ kind: 'run-cancelled', runId: run.runId, reason }];
}

/** The app is back: requests that it did not answer are due now. */
export function decideReachable(run: RunState, context: DecisionContext): JournalFact[] {
  if (run.ended || run.unanswered === 0) return [];
  const decision = new Decision(run, context);
  for (const item of run.items.values()) {
    if (isDelayed(item, context.now)) decision.requeue(item, item.attempt, context.now);
  }
  return decision.facts;
}

function endPending(
  run: RunState,
  hashedId: string,
  pending: PendingStep,
  skipped: boolean,
  context: DecisionContext,
): JournalFact[] {
  const decision = new Decision(run, context);
  switch (pending.kind) {
    case 'sleep':
      decision.add({ kind: 'sleep-ended', hashedId, skipped });
      break;
    case 'wait':
    case 'signal':
      decision.add({ kind: 'wait-timed-out', hashedId, skipped });
      break;
    case 'invoke': {
      decision.add({
        kind: 'step-failed',
        step: pending.step,
        error: invokeTimedOut,
        attempt: 0,
        startedAt: null,
      });
      break;
    }
    case 'planned':
    case 'fetch':
      return [];
  }
  decision.continueAfter(hashedId, pending.race);
  return decision.facts;
}

function bringForward(
  run: RunState,
  item: QueueItem,
  hashedId: string | null,
  context: DecisionContext,
): JournalFact[] {
  const decision = new Decision(run, context);
  decision.add({ kind: 'retry-skipped', hashedId });
  decision.requeue(item, item.attempt, context.now);
  return decision.facts;
}

function isDelayed(item: QueueItem, now: number): boolean {
  return item.requestId === null && item.dueAt > now;
}
