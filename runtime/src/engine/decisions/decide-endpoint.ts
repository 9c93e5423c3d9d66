/**
 * Runs of durable endpoints. They begin in the app, which answers somebody else's request and only reports to the runtime. As soon as
 * a run waits, or a step fails, the app hands it over, and it goes on like any other: by calls of the endpoint.
 */
import { createHash } from 'node:crypto';
import type { JournalFact } from '../../contract/journal.ts';
import type { EndpointStart } from '../../sdk-protocol/endpoint.ts';
import type { Op } from '../../sdk-protocol/ops.ts';
import type { Answer, AnswerMeta } from '../../sdk-protocol/response.ts';
import type { QueueItem, RunState } from '../state/run-state.ts';
import { decideAnswer, decideCheckpoint } from './decide-answer.ts';
import type { DecisionContext } from './decision-context.ts';

/** The id under which an SDK reports how the function itself ended. */
const completeId = createHash('sha1').update('complete').digest('hex');

/** Ops after which the app goes on by itself. */
const goesOn: ReadonlySet<string> = new Set(['Step', 'StepRun', 'DeferAdd', 'DeferAbort']);

export function decideEndpointStart(
  { runId, functionId, origin, method, path, maxAttempts }: EndpointStart,
  event: { internalId: string; name: string },
  token: string,
  { newId, now }: DecisionContext,
): JournalFact[] {
  const itemId = newId();
  return [
    {
      kind: 'run-queued',
      runId,
      functionId,
      functionName: functionId,
      appId: origin,
      sdk: null,
      eventIds: [event.internalId],
      eventName: event.name,
      maxAttempts,
      endpoint: { url: origin + path, method, token },
    },
    { kind: 'run-started', runId },
    { kind: 'request-queued', runId, itemId, target: null, outgoing: null, attempt: 0, dueAt: now },
    { kind: 'request-started', runId, requestId: newId(), target: null, attempt: 0, itemId },
  ];
}

/** The app reports ops while it works on the request that began the run. */
export function decideEndpointReport(
  run: RunState,
  item: QueueItem,
  ops: readonly Op[],
  version: number,
  context: DecisionContext,
): JournalFact[] {
  if (ops.every(({ op }) => goesOn.has(op))) return decideCheckpoint(run, item, ops, context);
  return decideAnswer(run, item, answerOf(ops, version), context);
}

/** The app has reported nothing for too long: it has ended, or its caller has gone. */
export function decideEndpointSilent(run: RunState, hours: number): JournalFact[] {
  if (run.ended || !reportedRequest(run)) return [];
  const message = `The endpoint has reported nothing for ${hours}h: its app has stopped, or it threw after its last step.`;
  return [{ kind: 'run-failed', runId: run.runId, error: { name: 'EndpointSilent', message } }];
}

/** The request that began the run, while the app works on it; null when the run goes on by calls. */
export function reportedRequest(run: RunState): QueueItem | null {
  if (!run.endpoint || run.endpoint.calledBack) return null;
  for (const item of run.items.values()) if (item.requestId !== null) return item;
  return null;
}

function answerOf(ops: readonly Op[], version: number): Answer {
  const meta: AnswerMeta = { status: 206, version, noRetry: null, retryAfter: null };
  const thrown = ops.find(({ op, id }) => id === completeId && (op === 'StepError' || op === 'StepFailed'));
  if (!thrown) return { kind: 'ops', ops: [...ops], meta };
  const error = thrown.error ?? { name: 'Error', message: 'The endpoint threw.' };
  return { kind: 'failure', error, retriable: thrown.op === 'StepError', from: 'app', meta };
}
