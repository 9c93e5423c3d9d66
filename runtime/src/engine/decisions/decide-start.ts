/** Decides what an event that is to start a function leads to: a run, an entry in an event buffer, or a refusal (protocol 4.5). */
import type { JournalFact } from '../../contract/journal.ts';
import type { EventRecord } from '../../contract/run.ts';
import { matches } from '../../expressions/expression.ts';
import { type FlowControl, readFlowControl } from '../../queue/flow-control.ts';
import { admit, rateOf } from '../../queue/rate.ts';
import { wireEvent } from '../../sdk-protocol/memo.ts';
import type { EngineState } from '../state/engine-state.ts';
import type { EventBuffer } from '../state/event-buffers.ts';
import type { ServedFunction } from '../state/function-directory.ts';
import type { DecisionContext, QueueOptions, Start } from './decision-context.ts';
import { queueRun } from './queue-run.ts';
import { keyValue, singletonKey } from './run-flow.ts';

/** In the official order: batch, rate limit, debounce, singleton. */
export function decideStart(
  fn: ServedFunction,
  event: EventRecord,
  state: EngineState,
  context: DecisionContext,
  options: QueueOptions = {},
): Start {
  const { idempotencyKey } = options;
  if (idempotencyKey !== undefined && state.startedAt(fn.id, idempotencyKey, context.now) !== null)
    return refused(fn, event, { by: 'event-id', id: idempotencyKey });
  const flow = readFlowControl(fn.config);
  if (flow.batch && !isAlone(flow.batch.if, event, context.now)) {
    return decideBatch({ fn, event, state, context, options }, flow.batch);
  }
  const limited = decideRate(fn, event, state, context);
  if (limited.refusal) return refused(fn, event, limited.refusal);
  // What a debounce holds has passed the limit, which counts it from now on.
  const passed = limited.rate ? { ...options, rate: limited.rate } : options;
  if (flow.debounce) return decideDebounce({ fn, event, state, context, options: passed }, flow.debounce);
  return decideRun(fn, [event], state, context, passed);
}

/** The run of a buffer's events; for a debounce, of the last one. */
export function decideRelease(
  { id: holdId, functionId, events }: EventBuffer,
  fn: ServedFunction,
  state: EngineState,
  context: DecisionContext,
): Start {
  const released: JournalFact = { kind: 'hold-released', holdId, functionId };
  if (events.length === 0) return { facts: [released], runId: null };
  const start = decideRun(fn, events, state, context);
  return { facts: [...start.facts, released], runId: start.runId };
}

function decideRun(
  fn: ServedFunction,
  events: readonly EventRecord[],
  state: EngineState,
  context: DecisionContext,
  options: QueueOptions = {},
): Start {
  const [queued, request] = queueRun(fn, events, context, options);
  const { runId } = queued;
  const key = singletonKey(fn, events[0]!, context.now);
  const active = key === null ? [] : state.singletons(key);
  if (active.length === 0) return { facts: [queued, request], runId };
  if (readFlowControl(fn.config).singleton?.mode === 'skip') {
    const reason = `singleton: run ${active[0]} is active`;
    return { facts: [queued, { kind: 'run-skipped', runId, reason }], runId };
  }
  const reason = `singleton: replaced by run ${runId}`;
  const cancelled = active.map((each): JournalFact => ({ kind: 'run-cancelled', runId: each, reason }));
  return { facts: [...cancelled, queued, request], runId };
}

function decideRate(fn: ServedFunction, event: EventRecord, state: EngineState, context: DecisionContext) {
  const { rateLimit } = readFlowControl(fn.config);
  const value = rateLimit ? keyValue(rateLimit.key, event, context.now) : false;
  if (!rateLimit || value === false) return { rate: null, refusal: null };
  const key = `rate ${fn.id}${value === null ? '' : ` ${value}`}`;
  const admission = admit(rateOf(rateLimit), state.arrival(key), context.now);
  if (admission.admitted) return { rate: { key, arrival: admission.arrival }, refusal: null };
  const { limit, period } = rateLimit;
  return {
    rate: null,
    refusal: { by: 'rate-limit' as const, limit, period, key: value, again: admission.again },
  };
}

/** What a start is decided from. */
interface StartInput {
  fn: ServedFunction;
  event: EventRecord;
  state: EngineState;
  context: DecisionContext;
  options: QueueOptions;
}

function decideBatch(
  { fn, event, state, context, options }: StartInput,
  { maxSize, timeout, key: expression }: NonNullable<FlowControl['batch']>,
): Start {
  const key = textOf(keyValue(expression, event, context.now));
  const open = state.buffers.find(fn.id, 'batch', key);
  const buffer: EventBuffer = {
    id: open?.id ?? context.newId(),
    functionId: fn.id,
    by: 'batch',
    key,
    events: [...(open?.events ?? []), event],
    since: open?.since ?? context.now,
    releaseAt: open?.releaseAt ?? context.now + timeout,
  };
  const held = eventHeld(buffer, event, options);
  if (buffer.events.length < maxSize) return { facts: [held], runId: null };
  const start = decideRelease(buffer, fn, state, context);
  return { facts: [held, ...start.facts], runId: start.runId };
}

/**
 * The event with the latest `ts` counts; it waits for `period` without another, and no longer than `timeout` after the
 * first. One that is older changes nothing.
 */
function decideDebounce(
  { fn, event, state, context, options }: StartInput,
  { period, timeout, key: expression }: NonNullable<FlowControl['debounce']>,
): Start {
  const key = textOf(keyValue(expression, event, context.now));
  const open = state.buffers.find(fn.id, 'debounce', key);
  const held = open?.events.at(-1);
  if (held && held.ts > event.ts) return refused(fn, event, { by: 'debounce', heldEventId: held.id });
  const latest = timeout === null ? Number.POSITIVE_INFINITY : (open?.since ?? context.now) + timeout;
  const buffer = {
    id: open?.id ?? context.newId(),
    functionId: fn.id,
    by: 'debounce' as const,
    key,
    releaseAt: Math.min(context.now + period, latest),
  };
  return { facts: [eventHeld(buffer, event, options)], runId: null };
}

function eventHeld(
  { id: holdId, functionId, by, key, releaseAt }: Omit<EventBuffer, 'events' | 'since'>,
  event: EventRecord,
  { idempotencyKey, rate }: QueueOptions,
): JournalFact {
  return {
    kind: 'event-held',
    holdId,
    functionId,
    by,
    key,
    eventId: event.internalId,
    releaseAt,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(rate === undefined ? {} : { rate }),
  };
}

/** `batchEvents.if`: an event for which it does not hold runs by itself. */
function isAlone(condition: string | null, event: EventRecord, now: number): boolean {
  return condition !== null && !matches(condition, wireEvent(event), null, now);
}

function textOf(value: string | null | false): string | null {
  return value === false ? 'false' : value;
}

function refused(
  fn: ServedFunction,
  event: EventRecord,
  reason: Extract<JournalFact, { kind: 'start-refused' }>['reason'],
): Start {
  return {
    facts: [{ kind: 'start-refused', eventId: event.internalId, functionId: fn.id, reason }],
    runId: null,
  };
}
