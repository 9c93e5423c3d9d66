/** What an app's answer leads to (protocol 2.3, 2.6, 2.8). */
import type { JournalFact } from '../../contract/journal.ts';
import { stepsAtMost, tooManySteps } from '../../sdk-protocol/limits.ts';
import type { Op } from '../../sdk-protocol/ops.ts';
import type { Answer, AnswerMeta } from '../../sdk-protocol/response.ts';
import type { QueueItem, RunState } from '../state/run-state.ts';
import { retryAfterTime } from './backoff.ts';
import { decideOp } from './decide-op.ts';
import { type Circumstances, Turn } from './decision.ts';

/** Registered before their siblings take effect: an event sent beside a wait must find it. */
const first: ReadonlySet<string> = new Set(['WaitForEvent', 'WaitForSignal', 'DeferAdd', 'DeferAbort']);
const lazy: ReadonlySet<string> = new Set(['DeferAdd', 'DeferAbort']);

export function decideAnswer(
  run: RunState,
  item: QueueItem,
  answer: Answer,
  at: Circumstances,
): JournalFact[] {
  const requestId = item.requestId;
  if (run.ended || requestId === null) return [];
  const turn = new Turn(run, at);
  const { status } = answer.meta;
  const version = chosenVersion(run, answer);
  if (version !== null) turn.version = version;
  let parallel = false;
  switch (answer.kind) {
    case 'result':
      turn.end({ kind: 'run-completed', output: answer.output });
      break;
    case 'ops':
      parallel = answer.ops.filter((op) => !lazy.has(op.op)).length > 1;
      decideOps(turn, item, requestId, answer.ops, answer.meta);
      break;
    case 'failure':
      decideFailure(turn, item, answer);
      break;
  }
  turn.add({
    kind: 'request-ended',
    requestId,
    status,
    ...(version === null ? {} : { version }),
    ...(parallel ? { parallel: true as const } : {}),
  });
  // Told last, so that everything the answer brought is part of the run that ends.
  return endLast(turn.facts);
}

/** Steps that the app ran and reports while it goes on with the same request (protocol 2.9). */
export function decideCheckpoint(
  run: RunState,
  item: QueueItem,
  ops: readonly Op[],
  at: Circumstances,
): JournalFact[] {
  if (run.ended || item.requestId === null) return [];
  const turn = new Turn(run, at);
  const meta: AnswerMeta = { status: 206, version: null, noRetry: null, retryAfter: null };
  for (const op of ops) decideOp(turn, op, { item, requestId: item.requestId, meta, checkpoint: true });
  return turn.facts;
}

/**
 * Nothing listens at the app's address: it is down or restarting. That costs no attempt; it is asked again after
 * a delay that doubles up to 30 s, and as soon as the app is seen again. Told once, not each time.
 */
export function decideUnreachable(
  run: RunState,
  item: QueueItem,
  message: string,
  at: Circumstances,
): JournalFact[] {
  if (run.ended || item.requestId === null) return [];
  const turn = new Turn(run, at);
  const retryAt = at.now + Math.min(30_000, 1_000 * 2 ** Math.min(run.unanswered, 5));
  turn.add({ kind: 'request-ended', requestId: item.requestId, status: null });
  if (run.unanswered === 0) {
    const error = { name: 'AppUnreachable', message };
    turn.add({ kind: 'run-attempt-failed', error, attempt: item.attempt, retryAt, from: 'transport' });
  }
  turn.requeue(item, item.attempt, retryAt);
  return turn.facts;
}

/** The runtime ended while the app worked on the request, or the host was replaced: it is sent again, as the same attempt. */
export function decideInterrupted(run: RunState, item: QueueItem, at: Circumstances): JournalFact[] {
  if (run.ended || item.requestId === null) return [];
  const turn = new Turn(run, at);
  turn.add({ kind: 'request-ended', requestId: item.requestId, status: null, interrupted: true });
  turn.requeue(item, item.attempt, at.now);
  return turn.facts;
}

function decideOps(
  turn: Turn,
  item: QueueItem,
  requestId: string,
  ops: readonly Op[],
  meta: AnswerMeta,
): void {
  if (ops.length > stepsAtMost) {
    turn.end({ kind: 'run-failed', error: tooManySteps });
    return;
  }
  const ordered = [...ops.filter((op) => first.has(op.op)), ...ops.filter((op) => !first.has(op.op))];
  for (const op of ordered) decideOp(turn, op, { item, requestId, meta, checkpoint: false });
  if (turn.ended || turn.queuedCount > 0) return;
  if (ops.length > 0 && ops.every((op) => lazy.has(op.op))) {
    // Nothing in it leads on.
    turn.queueDiscovery(item.outgoing);
    return;
  }
  if (turn.pendingCount > 0 || turn.run.items.size > 1) return;
  turn.end({
    kind: 'run-failed',
    error: {
      name: 'RunStuck',
      message:
        'The function neither returned nor asked for a step: it waits for something that is no step. Put asynchronous work into step.run().',
    },
  });
}

function decideFailure(turn: Turn, item: QueueItem, answer: Extract<Answer, { kind: 'failure' }>): void {
  const { error, from, meta } = answer;
  const { attempt } = item;
  const { now } = turn.at;
  const again = answer.retriable && attempt + 1 < turn.run.maxAttempts;
  const retryAt = again ? (retryAfterTime(meta.retryAfter, now) ?? now + turn.at.backoff(attempt)) : null;
  const step = item.target === null ? null : turn.run.pending.get(item.target)?.step;
  if (!step) turn.add({ kind: 'run-attempt-failed', error, attempt, retryAt, from });
  else if (retryAt !== null) {
    turn.add({ kind: 'step-attempt-failed', step, error, attempt, retryAt, startedAt: null });
  } else turn.add({ kind: 'step-failed', step, error, attempt, startedAt: null });
  if (retryAt !== null) turn.requeue(item, attempt + 1, retryAt);
  else turn.end({ kind: 'run-failed', error: error });
}

function chosenVersion(run: RunState, answer: Answer): number | null {
  if (run.version !== -1) return null;
  if (answer.meta.version !== null) return answer.meta.version;
  return answer.kind === 'failure' ? null : 0;
}

function endLast(facts: JournalFact[]): JournalFact[] {
  const isEnd = (fact: JournalFact) => fact.kind === 'run-completed' || fact.kind === 'run-failed';
  return [...facts.filter((fact) => !isEnd(fact)), ...facts.filter(isEnd)];
}
