/** What timers and people do to a run. */
import type { JournalFact } from '../../contract/journal.ts';
import type { PendingStep, QueueItem, RunState } from '../state/run-state.ts';
import { type Circumstances, Turn } from './decision.ts';

/** The time of a sleep or wait is over; nothing when it ended in another way before. */
export function decideTimer(run: RunState, hashedId: string, at: Circumstances): JournalFact[] {
  const pending = run.pending.get(hashedId);
  if (run.ended || !pending || pending.endsAt === null || pending.endsAt > at.now) return [];
  return endPending(run, hashedId, pending, false, at);
}

/** A person does not want to wait. Null when there is nothing to skip at this step. */
export function decideSkip(run: RunState, hashedId: string, at: Circumstances): JournalFact[] | null {
  if (run.ended) return null;
  const pending = run.pending.get(hashedId);
  if (pending && pending.kind !== 'planned' && pending.kind !== 'fetch')
    return endPending(run, hashedId, pending, true, at);
  const item = [...run.items.values()].find(
    (each) => isDelayed(each, at.now) && (each.target === hashedId || (!pending && each.target === null)),
  );
  return item && !run.memos.has(hashedId) ? bringForward(run, item, hashedId, at) : null;
}

/** Ends the delay before the function body's next attempt; null when there is none. */
export function decideRetryNow(run: RunState, at: Circumstances): JournalFact[] | null {
  const item = [...run.items.values()].find((each) => each.target === null && isDelayed(each, at.now));
  return item && !run.ended ? bringForward(run, item, null, at) : null;
}

export function decideCancel(run: RunState, reason: string): JournalFact[] {
  return run.ended ? [] : [{ kind: 'run-cancelled', runId: run.runId, reason }];
}

/** The app is seen again: requests that it did not answer are due now. */
export function decideReachable(run: RunState, at: Circumstances): JournalFact[] {
  if (run.ended || run.unanswered === 0) return [];
  const turn = new Turn(run, at);
  for (const item of run.items.values()) {
    if (isDelayed(item, at.now)) turn.requeue(item, item.attempt, at.now);
  }
  return turn.facts;
}

function endPending(
  run: RunState,
  hashedId: string,
  pending: PendingStep,
  skipped: boolean,
  at: Circumstances,
): JournalFact[] {
  const turn = new Turn(run, at);
  switch (pending.kind) {
    case 'sleep':
      turn.add({ kind: 'sleep-ended', hashedId, skipped });
      break;
    case 'wait':
    case 'signal':
      turn.add({ kind: 'wait-timed-out', hashedId, skipped });
      break;
    case 'invoke': {
      const error = { name: 'InngestInvokeTimeout', message: 'The invoked function did not end in time.' };
      turn.add({ kind: 'step-failed', step: pending.step, error, attempt: 0, startedAt: null });
      break;
    }
    case 'planned':
    case 'fetch':
      return [];
  }
  turn.continueAfter(hashedId, pending.race);
  return turn.facts;
}

function bringForward(
  run: RunState,
  item: QueueItem,
  hashedId: string | null,
  at: Circumstances,
): JournalFact[] {
  const turn = new Turn(run, at);
  turn.add({ kind: 'retry-skipped', hashedId });
  turn.requeue(item, item.attempt, at.now);
  return turn.facts;
}

function isDelayed(item: QueueItem, now: number): boolean {
  return item.requestId === null && item.dueAt > now;
}
