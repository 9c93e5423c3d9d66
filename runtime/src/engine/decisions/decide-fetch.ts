/** `step.fetch` and `step.ai.infer`: the runtime makes a request, and the step gets the answer. */
import type { JournalFact } from '../../contract/journal.ts';
import type { SerializedError } from '../../contract/run.ts';
import { usageOf } from '../../sdk-protocol/ai-usage.ts';
import { type FetchRequest, readFetch, shownUrl } from '../../sdk-protocol/fetch-op.ts';
import { parseJson } from '../../sdk-protocol/json.ts';
import { identityOf, type Op } from '../../sdk-protocol/ops.ts';
import type { FetchOutcome } from '../../transport/fetcher.ts';
import type { QueueItem, RunState } from '../state/run-state.ts';
import { retryAfterTime } from './backoff.ts';
import { Decision } from './decision.ts';
import type { DecisionContext } from './decision-context.ts';
import type { OpOrigin } from './op-origin.ts';

export function decideFetch(decision: Decision, op: Op, { item }: OpOrigin): void {
  if (decision.isKnown(op.id)) return;
  const step = identityOf(op, decision.run.stack.at(-1) ?? null);
  const request = readFetch(op);
  if (typeof request === 'string') {
    const error = errorOf(op.op === 'AIGateway' ? 'ai' : 'fetch', request);
    decision.add({ kind: 'step-failed', step, error, attempt: 0, startedAt: null });
    decision.continueAfter(op.id, op.race);
    return;
  }
  const { by, method, url } = request;
  const race = op.race ? { race: true as const } : {};
  decision.add({ kind: 'fetch-started', step, by, method, url: shownUrl(url), ...race });
  decision.queueStep(op.id, item.outgoing);
}

export function decideFetchEnded(
  run: RunState,
  item: QueueItem,
  request: FetchRequest,
  outcome: FetchOutcome,
  context: DecisionContext,
): JournalFact[] {
  const { requestId, target, attempt, sentAt } = item;
  const pending = target === null ? undefined : run.pending.get(target);
  if (run.ended || requestId === null || pending?.kind !== 'fetch') return [];
  const decision = new Decision(run, context);
  const { step } = pending;
  const status = outcome.kind === 'answered' ? outcome.status : null;
  decision.add({ kind: 'request-ended', requestId, status });
  const result = resultOf(request, outcome);
  if (!('error' in result)) {
    decision.add({
      kind: 'step-completed',
      step,
      output: result.output,
      attempt,
      startedAt: sentAt,
      requestId,
    });
    const usage = request.by === 'ai' ? usageOf(result.output, context.now - sentAt) : null;
    if (usage) decision.add({ kind: 'metadata-updated', hashedId: step.hashedId, updates: [usage] });
    decision.continueAfter(step.hashedId, pending.race);
    return decision.facts;
  }
  const { error } = result;
  if (result.retriable && attempt + 1 < run.maxAttempts) {
    const retryAt =
      retryAfterTime(retryAfterOf(outcome), context.now) ?? context.now + context.backoff(attempt);
    decision.add({ kind: 'step-attempt-failed', step, error, attempt, retryAt, startedAt: sentAt });
    decision.requeue(item, attempt + 1, retryAt);
  } else {
    decision.add({ kind: 'step-failed', step, error, attempt, startedAt: sentAt });
    decision.continueAfter(step.hashedId, pending.race);
  }
  return decision.facts;
}

/**
 * The requests are not in the journal (their headers are secret), so after a restart the function is called to name them again.
 */
export function decideRecall(run: RunState, context: DecisionContext): JournalFact[] {
  if (run.ended || !hasFetches(run) || isDiscovering(run)) return [];
  const decision = new Decision(run, context);
  decision.queueDiscovery(run.stack.at(-1) ?? null);
  return decision.facts;
}

/** The function was called again and did not name these fetches: its code has changed. */
export function decideNotRecalled(
  run: RunState,
  isKnown: (hashedId: string) => boolean,
  context: DecisionContext,
): JournalFact[] {
  if (run.ended) return [];
  const decision = new Decision(run, context);
  for (const [hashedId, { kind, step, race }] of run.pending) {
    if (kind !== 'fetch' || isKnown(hashedId)) continue;
    const item = [...run.items.values()].find(({ target }) => target === hashedId);
    if (!item) continue;
    const error = errorOf('fetch', 'The function no longer makes this request: its code has changed.');
    decision.add({ kind: 'step-failed', step, error, attempt: item.attempt, startedAt: null });
    decision.continueAfter(hashedId, race);
  }
  return decision.facts;
}

export function hasFetches(run: RunState): boolean {
  for (const { kind } of run.pending.values()) if (kind === 'fetch') return true;
  return false;
}

export function isDiscovering(run: RunState): boolean {
  for (const { target } of run.items.values()) if (target === null) return true;
  return false;
}

type FetchResult = { output: unknown } | { error: SerializedError; retriable: boolean };

/** Any answer is a result of `step.fetch`, as of any `fetch`; a model's answer must be one of success. */
function resultOf(request: FetchRequest, outcome: FetchOutcome): FetchResult {
  if (outcome.kind === 'failed') {
    const { message, code, retriable } = outcome;
    const cause = { name: 'Error', message, ...(code === undefined ? {} : { code }) };
    return { error: { ...errorOf(request.by, message), cause }, retriable };
  }
  const { status, headers, body } = outcome;
  if (request.by === 'fetch') {
    return { output: { url: request.url, status_code: status, headers: canonical(headers), body } };
  }
  const answer = parsed(body);
  if (status >= 200 && status < 300 && answer !== undefined) return { output: answer };
  const problem =
    answer === undefined && status < 300 ? 'the response is not JSON' : `unsuccessful status code: ${status}`;
  return { error: { ...errorOf('ai', problem), stack: body, cause: answer ?? body }, retriable: true };
}

/** Names and sentences are the official server's, since code that catches such errors looks at them. */
function errorOf(by: FetchRequest['by'], problem: string): SerializedError {
  return by === 'ai'
    ? { name: 'AIGatewayError', message: `Error making AI request: ${problem}` }
    : { name: 'GatewayError', message: `Error making gateway request: ${problem}` };
}

function retryAfterOf(outcome: FetchOutcome): string | null {
  return outcome.kind === 'answered' ? (outcome.headers['retry-after'] ?? null) : null;
}

/** `content-type` as the official server writes it: `Content-Type`. */
function canonical(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.replaceAll(/(^|-)[a-z]/g, (start) => start.toUpperCase()),
      value,
    ]),
  );
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
