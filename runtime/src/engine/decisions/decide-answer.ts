/** What an app's answer leads to (protocol 2.3, 2.6, 2.8). */
import type { JournalFact } from '../../contract/journal.ts';
import { maxSteps, tooManySteps } from '../../sdk-protocol/limits.ts';
import type { Op } from '../../sdk-protocol/ops.ts';
import type { Answer, AnswerMeta } from '../../sdk-protocol/response.ts';
import type { QueueItem, RunState } from '../state/run-state.ts';
import { retryAfterTime } from './backoff.ts';
import { decideOp } from './decide-op.ts';
import { Decision } from './decision.ts';
import type { DecisionContext } from './decision-context.ts';

/** Applied before their siblings: an event that is sent in parallel to a wait must find it. */
const first: ReadonlySet<string> = new Set(['WaitForEvent', 'WaitForSignal', 'DeferAdd', 'DeferAbort']);
/** How often in a row an app may report steps again whose results it was sent: the official server fails the second time. */
const maxRepeatedResults = 1;
/** And how often it may say nothing new in other ways, such as asking to be called again. */
const maxIdleAnswers = 100;
const lazy: ReadonlySet<string> = new Set(['DeferAdd', 'DeferAbort']);

export function decideAnswer(
  run: RunState,
  item: QueueItem,
  answer: Answer,
  context: DecisionContext,
): JournalFact[] {
  const requestId = item.requestId;
  if (run.ended || requestId === null) return [];
  const decision = new Decision(run, context);
  const { status } = answer.meta;
  const version = chosenVersion(run, answer);
  if (version !== null) decision.version = version;
  let parallel = false;
  let repeated = false;
  switch (answer.kind) {
    case 'result':
      decision.end({ kind: 'run-completed', output: answer.output });
      break;
    case 'ops':
      parallel = answer.ops.filter((op) => !lazy.has(op.op)).length > 1;
      decideOps(decision, item, requestId, answer.ops, answer.meta);
      repeated = saysNothingNew(decision);
      if (repeated) failWhenEndless(decision, answer.ops);
      break;
    case 'failure':
      decideFailure(decision, item, answer);
      break;
  }
  decision.add({
    kind: 'request-ended',
    requestId,
    status,
    ...(version === null ? {} : { version }),
    ...(parallel ? { parallel: true as const } : {}),
    ...(repeated ? { repeated: true as const } : {}),
  });
  // The end comes last, so that everything else in the answer belongs to the run.
  return endLast(decision.facts);
}

/** Only another request follows, and no other one is under way that could say more. */
function saysNothingNew({ run, facts }: Decision): boolean {
  return run.items.size === 1 && facts.length > 0 && facts.every(({ kind }) => kind === 'request-queued');
}

function failWhenEndless(decision: Decision, ops: readonly Op[]): void {
  const { run } = decision;
  const repeated = ops.filter(({ id }) => run.memos.has(id));
  if (run.repeats < (repeated.length === ops.length ? maxRepeatedResults : maxIdleAnswers)) return;
  const names = repeated.map(({ displayName, name }) => `"${displayName ?? name}"`).join(', ');
  const message =
    names === ''
      ? 'The app kept asking to be called again without reporting a step or a result.'
      : `The app kept reporting ${names}, although it had received the result. Check whether a proxy, a cache or an old version of the app is responding.`;
  decision.facts.splice(0);
  decision.end({ kind: 'run-failed', error: { name: 'RunStuck', message } });
}

/** Steps that the app reports while it goes on with the same request (protocol 2.9). */
export function decideCheckpoint(
  run: RunState,
  item: QueueItem,
  ops: readonly Op[],
  context: DecisionContext,
): JournalFact[] {
  if (run.ended || item.requestId === null) return [];
  const decision = new Decision(run, context);
  const meta: AnswerMeta = { status: 206, version: null, noRetry: null, retryAfter: null };
  for (const op of ops) decideOp(decision, op, { item, requestId: item.requestId, meta, checkpoint: true });
  return decision.facts;
}

/**
 * Nothing listens at the app's address: it is down or restarting. That costs no attempt; the request is repeated after a delay that
 * doubles up to 30 s, and as soon as the app is back. Only the first failure is recorded as such.
 */
export function decideUnreachable(
  run: RunState,
  item: QueueItem,
  message: string,
  context: DecisionContext,
): JournalFact[] {
  if (run.ended || item.requestId === null) return [];
  const decision = new Decision(run, context);
  const retryAt = context.now + Math.min(30_000, 1_000 * 2 ** Math.min(run.unanswered, 5));
  decision.add({ kind: 'request-ended', requestId: item.requestId, status: null });
  if (run.unanswered === 0) {
    const error = { name: 'AppUnreachable', message };
    decision.add({ kind: 'run-attempt-failed', error, attempt: item.attempt, retryAt, from: 'transport' });
  }
  decision.requeue(item, item.attempt, retryAt);
  return decision.facts;
}

/** The runtime ended before the app answered, or the host was replaced: the request is repeated, as the same attempt. */
export function decideInterrupted(run: RunState, item: QueueItem, context: DecisionContext): JournalFact[] {
  if (run.ended || item.requestId === null) return [];
  const decision = new Decision(run, context);
  decision.add({ kind: 'request-ended', requestId: item.requestId, status: null, interrupted: true });
  decision.requeue(item, item.attempt, context.now);
  return decision.facts;
}

function decideOps(
  decision: Decision,
  item: QueueItem,
  requestId: string,
  ops: readonly Op[],
  meta: AnswerMeta,
): void {
  if (ops.length > maxSteps) {
    decision.end({ kind: 'run-failed', error: tooManySteps(maxSteps) });
    return;
  }
  const ordered = [...ops.filter((op) => first.has(op.op)), ...ops.filter((op) => !first.has(op.op))];
  for (const op of ordered) decideOp(decision, op, { item, requestId, meta, checkpoint: false });
  if (decision.ended || decision.queuedCount > 0) return;
  if (ops.length > 0 && ops.every((op) => lazy.has(op.op))) {
    // None of these ops leads to another request.
    decision.queueDiscovery(item.outgoing);
    return;
  }
  if (decision.pendingCount > 0 || decision.run.items.size > 1) return;
  decision.end({
    kind: 'run-failed',
    error: {
      name: 'RunStuck',
      message:
        'The function neither returned nor reported a step: it awaits something outside a step. Move asynchronous work into step.run().',
    },
  });
}

function decideFailure(
  decision: Decision,
  item: QueueItem,
  answer: Extract<Answer, { kind: 'failure' }>,
): void {
  const { error, from, meta } = answer;
  const { attempt } = item;
  const { now } = decision.context;
  const again = answer.retriable && attempt + 1 < decision.run.maxAttempts;
  const retryAt = again
    ? (retryAfterTime(meta.retryAfter, now) ?? now + decision.context.backoff(attempt))
    : null;
  const step = item.target === null ? null : decision.run.pending.get(item.target)?.step;
  if (!step) decision.add({ kind: 'run-attempt-failed', error, attempt, retryAt, from });
  else if (retryAt !== null) {
    decision.add({ kind: 'step-attempt-failed', step, error, attempt, retryAt, startedAt: null });
  } else decision.add({ kind: 'step-failed', step, error, attempt, startedAt: null });
  if (retryAt !== null) decision.requeue(item, attempt + 1, retryAt);
  else decision.end({ kind: 'run-failed', error: error });
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
