/** The first facts of a run. */
import type { JournalFact } from '../../contract/journal.ts';
import type { EventRecord } from '../../contract/run.ts';
import { parseDuration } from '../../sdk-protocol/duration.ts';
import type { ServedFunction } from '../state/function-directory.ts';
import type { DecisionContext, QueueOptions } from './decision-context.ts';
import { runFlow } from './run-flow.ts';

const defaultValidityMs = 365 * 86_400_000;

type RunQueued = Extract<JournalFact, { kind: 'run-queued' }>;

export function queueRun(
  fn: ServedFunction,
  events: readonly EventRecord[],
  context: DecisionContext,
  options: QueueOptions = {},
): [RunQueued, JournalFact] {
  const runId = context.newId();
  const cancelOn = cancelOnOf(fn, context.now);
  const flow = events[0] ? runFlow(fn, events[0], context.now) : undefined;
  // An event of the future starts its run then (protocol 3.1).
  const dueAt = Math.max(context.now, options.originalRunId ? context.now : (events[0]?.ts ?? context.now));
  return [
    {
      kind: 'run-queued',
      runId,
      functionId: fn.id,
      functionName: fn.name,
      appId: fn.appId,
      sdk: fn.sdk,
      eventIds: events.map((event) => event.internalId),
      eventName: events[0]?.name ?? '',
      maxAttempts: fn.maxAttempts,
      ...options,
      ...(cancelOn.length > 0 ? { cancelOn } : {}),
      ...(flow ? { flow } : {}),
    },
    {
      kind: 'request-queued',
      runId,
      itemId: context.newId(),
      target: null,
      outgoing: null,
      attempt: 0,
      dueAt,
    },
  ];
}

/** `cancel` of the registration: `{ event, if?, timeout? }` (protocol 1.4, 4.5). */
function cancelOnOf(fn: ServedFunction, now: number): NonNullable<RunQueued['cancelOn']> {
  const raw = fn.config.cancel;
  if (!Array.isArray(raw)) return [];
  return raw.flatMap((item: { event?: unknown; if?: unknown; timeout?: unknown }) => {
    if (typeof item?.event !== 'string') return [];
    const validity = typeof item.timeout === 'string' ? parseDuration(item.timeout) : null;
    const condition = typeof item.if === 'string' ? item.if : null;
    return [{ event: item.event, if: condition, until: now + (validity ?? defaultValidityMs) }];
  });
}
