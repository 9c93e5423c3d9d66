/** Decides what each op of an answer or a checkpoint leads to (protocol 2.5). */
import type { SerializedError, StepIdentity } from '../../contract/run.ts';
import { parseExpression } from '../../expressions/expression.ts';
import { parseDue } from '../../sdk-protocol/duration.ts';
import { maxOutputBytes, outputTooLarge, sizeOf, stateTooLarge } from '../../sdk-protocol/limits.ts';
import { identityOf, type Op } from '../../sdk-protocol/ops.ts';
import type { QueueItem } from '../state/run-state.ts';
import { retryAfterTime } from './backoff.ts';
import { decideDeferAbort, decideDeferAdd } from './decide-defer.ts';
import { decideFetch } from './decide-fetch.ts';
import { decideInvoke } from './decide-invoke.ts';
import { claimSignal } from './decide-signal.ts';
import type { Decision } from './decision.ts';
import type { OpOrigin } from './op-origin.ts';

const maxWaitMs = 366 * 86_400_000;

export function decideOp(decision: Decision, op: Op, origin: OpOrigin): void {
  if (decision.ended) return;
  const isNew = resultOps.has(op.op) ? !decision.isMemoized(op.id) : !decision.isKnown(op.id);
  decideByKind(decision, op, origin);
  if (isNew) noteMetadata(decision, op);
}

/** Ops with the result of a step that may have been reported before. */
const resultOps: ReadonlySet<string> = new Set(['Step', 'StepRun', 'StepError', 'StepFailed']);

function decideByKind(decision: Decision, op: Op, origin: OpOrigin): void {
  switch (op.op) {
    case 'Step':
    case 'StepRun':
      decideStepResult(decision, op, origin);
      return;
    case 'StepError':
      decideStepError(decision, op, origin);
      return;
    case 'StepFailed':
      failStep(decision, op, origin);
      return;
    case 'StepPlanned':
      decidePlanned(decision, op, origin);
      return;
    case 'Sleep':
      decideSleep(decision, op);
      return;
    case 'WaitForEvent':
    case 'WaitForSignal':
      decideWait(decision, op);
      return;
    case 'InvokeFunction':
      decideInvoke(decision, op);
      return;
    case 'Gateway':
    case 'AIGateway':
      decideFetch(decision, op, origin);
      return;
    case 'RunComplete':
      decision.end({ kind: 'run-completed', output: op.data });
      return;
    case 'DiscoveryRequest':
      if (!origin.checkpoint) decision.queueDiscovery(origin.item.outgoing);
      return;
    case 'DeferAdd':
      decideDeferAdd(decision, op);
      return;
    case 'DeferAbort':
      decideDeferAbort(decision, op);
      return;
    default:
      decideUnknown(decision, op);
      return;
  }
}

/** Metadata that the app attached to the step, or through it to the run. */
function noteMetadata(decision: Decision, op: Op): void {
  const ofRun = op.metadata.filter(({ scope }) => scope === 'run');
  const ofStep = op.metadata.filter(({ scope }) => scope !== 'run');
  if (ofRun.length > 0) decision.add({ kind: 'metadata-updated', hashedId: null, updates: ofRun });
  if (ofStep.length > 0) decision.add({ kind: 'metadata-updated', hashedId: op.id, updates: ofStep });
}

/** Hashed id of the step whose result the function had last received. */
export function parentOf(decision: Decision): string | null {
  return decision.run.stack.at(-1) ?? null;
}

/** A step that was planned keeps the parent with which it was reported. */
function stepOf(decision: Decision, op: Op): StepIdentity {
  return identityOf(op, decision.run.pending.get(op.id)?.step.parent ?? parentOf(decision));
}

/** Recorded once: not again when the step was planned with it. */
function inputOf(decision: Decision, op: Op): { input?: unknown[] } {
  const isKnown = decision.run.pending.has(op.id);
  return Array.isArray(op.opts.input) && !isKnown ? { input: op.opts.input } : {};
}

function decideStepResult(decision: Decision, op: Op, origin: OpOrigin): void {
  const { item, requestId, checkpoint } = origin;
  if (!decision.isMemoized(op.id)) {
    const size = sizeOf(op.data);
    if (size > maxOutputBytes) {
      failStep(decision, { ...op, error: outputTooLarge }, origin);
      return;
    }
    if (!decision.hasRoomFor(size)) {
      decision.end({ kind: 'run-failed', error: stateTooLarge(decision.maxStateBytes) });
      return;
    }
    decision.add({
      kind: 'step-completed',
      step: stepOf(decision, op),
      output: op.data,
      attempt: item.attempt,
      startedAt: startOf(decision, op, item),
      requestId,
      ...inputOf(decision, op),
    });
  }
  afterResult(decision, op, checkpoint);
}

/**
 * When the step began, by the runtime's clock, which may be ahead of the app's. SDK 1 and 2 do not time steps; they run one per
 * request.
 */
function startOf({ context }: Decision, op: Op, item: QueueItem): number | null {
  if (op.op === 'Step') return item.sentAt;
  if (op.startedAt === null) return null;
  return Math.min(Math.max(op.startedAt + (context.ahead ?? 0), item.sentAt), context.now);
}

function decideStepError(decision: Decision, op: Op, origin: OpOrigin): void {
  const { item, meta } = origin;
  if (decision.isMemoized(op.id)) {
    afterResult(decision, op, origin.checkpoint);
    return;
  }
  const final = meta.noRetry === true || item.attempt + 1 >= decision.run.maxAttempts;
  if (final) {
    failStep(decision, op, origin);
    return;
  }
  const { now } = decision.context;
  const retryAt = retryAfterTime(meta.retryAfter, now) ?? now + decision.context.backoff(item.attempt);
  decision.add({
    kind: 'step-attempt-failed',
    step: stepOf(decision, op),
    error: errorOf(op),
    attempt: item.attempt,
    retryAt,
    startedAt: startOf(decision, op, item),
    ...inputOf(decision, op),
  });
  if (!origin.checkpoint) decision.requeue(item, item.attempt + 1, retryAt);
}

function failStep(decision: Decision, op: Op, { item, checkpoint }: OpOrigin): void {
  if (!decision.isMemoized(op.id)) {
    decision.add({
      kind: 'step-failed',
      step: stepOf(decision, op),
      error: errorOf(op),
      attempt: item.attempt,
      startedAt: startOf(decision, op, item),
      ...inputOf(decision, op),
    });
  }
  afterResult(decision, op, checkpoint);
}

function afterResult(decision: Decision, op: Op, checkpoint: boolean): void {
  const race = op.race || (decision.run.pending.get(op.id)?.race ?? false);
  if (checkpoint) decision.markMemoized(op.id);
  else decision.continueAfter(op.id, race);
}

function decidePlanned(decision: Decision, op: Op, { item }: OpOrigin): void {
  if (decision.isKnown(op.id)) return;
  decision.add({
    kind: 'step-planned',
    step: identityOf(op, parentOf(decision)),
    ...inputOf(decision, op),
    ...raceOf(op),
  });
  decision.queueStep(op.id, item.outgoing);
}

function decideSleep(decision: Decision, op: Op): void {
  if (decision.isKnown(op.id)) return;
  const text = typeof op.opts.duration === 'string' ? op.opts.duration : op.name;
  const until = dueOf(decision, text, `step.sleep`);
  if (until === null) return;
  decision.add({ kind: 'sleep-started', step: identityOf(op, parentOf(decision)), until, ...raceOf(op) });
  decision.markPending(op.id);
}

function decideWait(decision: Decision, op: Op): void {
  if (decision.isKnown(op.id)) return;
  const signal = op.op === 'WaitForSignal';
  const event = [signal ? op.opts.signal : op.opts.event, op.name].find((name) => typeof name === 'string');
  const condition = typeof op.opts.if === 'string' && op.opts.if !== '' ? op.opts.if : null;
  const timeout = typeof op.opts.timeout === 'string' ? op.opts.timeout : '';
  const expiresAt = dueOf(decision, timeout, signal ? 'step.waitForSignal' : 'step.waitForEvent');
  if (expiresAt === null) return;
  const problem = condition === null ? null : expressionProblem(condition);
  if (problem) {
    decision.end({ kind: 'run-failed', error: problem });
    return;
  }
  if (signal && !claimSignal(decision, op, event as string)) return;
  decision.add({
    kind: 'wait-started',
    step: identityOf(op, parentOf(decision)),
    event: event as string,
    if: condition,
    expiresAt,
    ...(signal ? { signal: true as const } : {}),
    ...raceOf(op),
  });
  decision.markPending(op.id);
}

/** Unix milliseconds; null when it ended the run because the text is not a time, or too far away. */
function dueOf(decision: Decision, text: string, tool: string): number | null {
  const due = parseDue(text, decision.context.now);
  if (due !== null && due - decision.context.now <= maxWaitMs) return due;
  const message =
    due === null
      ? `${tool}: "${text}" is neither a duration nor a date`
      : `${tool}: "${text}" is longer than 366 days`;
  decision.end({ kind: 'run-failed', error: { name: 'InvalidDuration', message } });
  return null;
}

function expressionProblem(text: string): SerializedError | null {
  try {
    parseExpression(text);
    return null;
  } catch (error) {
    const { name, message } = error as Error;
    return { name, message };
  }
}

/** Ops of later SDKs: the step fails, so that the run says so instead of hanging. */
function decideUnknown(decision: Decision, op: Op): void {
  if (decision.isKnown(op.id)) return;
  const message = `Steplight's runtime does not support "${op.op}" steps yet. Run this function on the Inngest dev server.`;
  decision.add({
    kind: 'step-failed',
    step: identityOf(op, parentOf(decision)),
    error: { name: 'UnsupportedStep', message },
    attempt: 0,
    startedAt: null,
  });
  decision.continueAfter(op.id, op.race);
}

function errorOf(op: Op): SerializedError {
  return op.error ?? { name: 'Error', message: 'The step failed without an error.' };
}

export function raceOf(op: Op): { race?: true } {
  return op.race ? { race: true } : {};
}
