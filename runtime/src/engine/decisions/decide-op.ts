/** What each op of an answer or a checkpoint leads to (protocol 2.5). */
import type { SerializedError, StepIdentity } from '../../contract/run.ts';
import { parseExpression } from '../../expressions/expression.ts';
import { parseDue } from '../../sdk-protocol/duration.ts';
import { largestOutput, outputTooLarge, sizeOf, stateTooLarge } from '../../sdk-protocol/limits.ts';
import { identityOf, type Op } from '../../sdk-protocol/ops.ts';
import type { AnswerMeta } from '../../sdk-protocol/response.ts';
import type { QueueItem } from '../state/run-state.ts';
import { retryAfterTime } from './backoff.ts';
import { decideDeferAbort, decideDeferAdd } from './decide-defer.ts';
import { decideFetch } from './decide-fetch.ts';
import { decideInvoke } from './decide-invoke.ts';
import { claimSignal } from './decide-signal.ts';
import type { Turn } from './decision.ts';

const longestWait = 366 * 86_400_000;

/** What is known of the request whose answer, or checkpoint, the op came with. */
export interface OpOrigin {
  item: QueueItem;
  requestId: string;
  meta: AnswerMeta;
  /** True while the app goes on with the same request: nothing is to be queued. */
  checkpoint: boolean;
}

export function decideOp(turn: Turn, op: Op, origin: OpOrigin): void {
  if (turn.ended) return;
  const isNews = resultOps.has(op.op) ? !turn.isMemoized(op.id) : !turn.isKnown(op.id);
  decideByKind(turn, op, origin);
  if (isNews) noteMetadata(turn, op);
}

/** Ops that tell how a step went: the step may be known before. */
const resultOps: ReadonlySet<string> = new Set(['Step', 'StepRun', 'StepError', 'StepFailed']);

function decideByKind(turn: Turn, op: Op, origin: OpOrigin): void {
  switch (op.op) {
    case 'Step':
    case 'StepRun':
      decideStepResult(turn, op, origin);
      return;
    case 'StepError':
      decideStepError(turn, op, origin);
      return;
    case 'StepFailed':
      failStep(turn, op, origin);
      return;
    case 'StepPlanned':
      decidePlanned(turn, op, origin);
      return;
    case 'Sleep':
      decideSleep(turn, op);
      return;
    case 'WaitForEvent':
    case 'WaitForSignal':
      decideWait(turn, op);
      return;
    case 'InvokeFunction':
      decideInvoke(turn, op);
      return;
    case 'Gateway':
    case 'AIGateway':
      decideFetch(turn, op, origin);
      return;
    case 'RunComplete':
      turn.end({ kind: 'run-completed', output: op.data });
      return;
    case 'DiscoveryRequest':
      if (!origin.checkpoint) turn.queueDiscovery(origin.item.outgoing);
      return;
    case 'DeferAdd':
      decideDeferAdd(turn, op);
      return;
    case 'DeferAbort':
      decideDeferAbort(turn, op);
      return;
    default:
      decideUnknown(turn, op);
      return;
  }
}

/** What the app attached to the step, or through it to the run. */
function noteMetadata(turn: Turn, op: Op): void {
  const ofRun = op.metadata.filter(({ scope }) => scope === 'run');
  const ofStep = op.metadata.filter(({ scope }) => scope !== 'run');
  if (ofRun.length > 0) turn.add({ kind: 'metadata-updated', hashedId: null, updates: ofRun });
  if (ofStep.length > 0) turn.add({ kind: 'metadata-updated', hashedId: op.id, updates: ofStep });
}

/** Hashed id of the step whose result the function had last received. */
export function parentOf(turn: Turn): string | null {
  return turn.run.stack.at(-1) ?? null;
}

/** A step that was planned keeps the parent with which it was reported. */
function stepOf(turn: Turn, op: Op): StepIdentity {
  return identityOf(op, turn.run.pending.get(op.id)?.step.parent ?? parentOf(turn));
}

/** Told once: not again when the step was planned with it. */
function inputOf(turn: Turn, op: Op): { input?: unknown[] } {
  const isKnown = turn.run.pending.has(op.id);
  return Array.isArray(op.opts.input) && !isKnown ? { input: op.opts.input } : {};
}

function decideStepResult(turn: Turn, op: Op, origin: OpOrigin): void {
  const { item, requestId, checkpoint } = origin;
  if (!turn.isMemoized(op.id)) {
    const size = sizeOf(op.data);
    if (size > largestOutput) {
      failStep(turn, { ...op, error: outputTooLarge }, origin);
      return;
    }
    if (!turn.hasRoomFor(size)) {
      turn.end({ kind: 'run-failed', error: stateTooLarge });
      return;
    }
    turn.add({
      kind: 'step-completed',
      step: stepOf(turn, op),
      output: op.data,
      attempt: item.attempt,
      startedAt: startOf(turn, op, item),
      requestId,
      ...inputOf(turn, op),
    });
  }
  afterResult(turn, op, checkpoint);
}

/**
 * When the step began, by the runtime's clock, which may be ahead of the app's. SDK 1 and 2 do not time steps; they run one in a
 * request.
 */
function startOf({ at }: Turn, op: Op, item: QueueItem): number | null {
  if (op.op === 'Step') return item.sentAt;
  if (op.startedAt === null) return null;
  return Math.min(Math.max(op.startedAt + (at.ahead ?? 0), item.sentAt), at.now);
}

function decideStepError(turn: Turn, op: Op, origin: OpOrigin): void {
  const { item, meta } = origin;
  if (turn.isMemoized(op.id)) {
    afterResult(turn, op, origin.checkpoint);
    return;
  }
  const final = meta.noRetry === true || item.attempt + 1 >= turn.run.maxAttempts;
  if (final) {
    failStep(turn, op, origin);
    return;
  }
  const { now } = turn.at;
  const retryAt = retryAfterTime(meta.retryAfter, now) ?? now + turn.at.backoff(item.attempt);
  turn.add({
    kind: 'step-attempt-failed',
    step: stepOf(turn, op),
    error: errorOf(op),
    attempt: item.attempt,
    retryAt,
    startedAt: startOf(turn, op, item),
    ...inputOf(turn, op),
  });
  if (!origin.checkpoint) turn.requeue(item, item.attempt + 1, retryAt);
}

function failStep(turn: Turn, op: Op, { item, checkpoint }: OpOrigin): void {
  if (!turn.isMemoized(op.id)) {
    turn.add({
      kind: 'step-failed',
      step: stepOf(turn, op),
      error: errorOf(op),
      attempt: item.attempt,
      startedAt: startOf(turn, op, item),
      ...inputOf(turn, op),
    });
  }
  afterResult(turn, op, checkpoint);
}

function afterResult(turn: Turn, op: Op, checkpoint: boolean): void {
  const race = op.race || (turn.run.pending.get(op.id)?.race ?? false);
  if (checkpoint) turn.memoizes(op.id);
  else turn.continueAfter(op.id, race);
}

function decidePlanned(turn: Turn, op: Op, { item }: OpOrigin): void {
  if (turn.isKnown(op.id)) return;
  turn.add({
    kind: 'step-planned',
    step: identityOf(op, parentOf(turn)),
    ...inputOf(turn, op),
    ...raceOf(op),
  });
  turn.askFor(op.id, item.outgoing);
}

function decideSleep(turn: Turn, op: Op): void {
  if (turn.isKnown(op.id)) return;
  const text = typeof op.opts.duration === 'string' ? op.opts.duration : op.name;
  const until = dueOf(turn, text, `step.sleep`);
  if (until === null) return;
  turn.add({ kind: 'sleep-started', step: identityOf(op, parentOf(turn)), until, ...raceOf(op) });
  turn.becomesPending(op.id);
}

function decideWait(turn: Turn, op: Op): void {
  if (turn.isKnown(op.id)) return;
  const signal = op.op === 'WaitForSignal';
  const event = [signal ? op.opts.signal : op.opts.event, op.name].find((name) => typeof name === 'string');
  const condition = typeof op.opts.if === 'string' && op.opts.if !== '' ? op.opts.if : null;
  const timeout = typeof op.opts.timeout === 'string' ? op.opts.timeout : '';
  const expiresAt = dueOf(turn, timeout, signal ? 'step.waitForSignal' : 'step.waitForEvent');
  if (expiresAt === null) return;
  const problem = condition === null ? null : expressionProblem(condition);
  if (problem) {
    turn.end({ kind: 'run-failed', error: problem });
    return;
  }
  if (signal && !claimSignal(turn, op, event as string)) return;
  turn.add({
    kind: 'wait-started',
    step: identityOf(op, parentOf(turn)),
    event: event as string,
    if: condition,
    expiresAt,
    ...(signal ? { signal: true as const } : {}),
    ...raceOf(op),
  });
  turn.becomesPending(op.id);
}

/** Unix milliseconds; null after it ended the run because the text is no time, or is too far away. */
function dueOf(turn: Turn, text: string, tool: string): number | null {
  const due = parseDue(text, turn.at.now);
  if (due !== null && due - turn.at.now <= longestWait) return due;
  const message =
    due === null
      ? `${tool}: "${text}" is no duration and no date`
      : `${tool}: "${text}" is longer than 366 days`;
  turn.end({ kind: 'run-failed', error: { name: 'InvalidDuration', message } });
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
function decideUnknown(turn: Turn, op: Op): void {
  if (turn.isKnown(op.id)) return;
  const message = `Steplight's runtime cannot do "${op.op}" steps yet. Run this function on the Inngest dev server.`;
  turn.add({
    kind: 'step-failed',
    step: identityOf(op, parentOf(turn)),
    error: { name: 'UnsupportedStep', message },
    attempt: 0,
    startedAt: null,
  });
  turn.continueAfter(op.id, op.race);
}

function errorOf(op: Op): SerializedError {
  return op.error ?? { name: 'Error', message: 'The step failed without saying why.' };
}

export function raceOf(op: Op): { race?: true } {
  return op.race ? { race: true } : {};
}
