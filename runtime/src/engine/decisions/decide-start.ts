/** What becomes of an event that is to start a function: a run, a place among the held, or a refusal (protocol 4.5). */
import type { JournalFact } from '../../contract/journal.ts';
import type { EventRecord } from '../../contract/run.ts';
import { matches } from '../../expressions/expression.ts';
import { readFlowControl } from '../../queue/flow-control.ts';
import { admit, rateOf } from '../../queue/rate.ts';
import { wireEvent } from '../../sdk-protocol/memo.ts';
import type { EngineState } from '../state/engine-state.ts';
import type { Hold } from '../state/event-buffers.ts';
import type { ServedFunction } from '../state/function-directory.ts';
import type { Circumstances } from './decision.ts';
import { type QueueOptions, queueRun } from './queue-run.ts';
import { keyValue, singletonKey } from './run-flow.ts';

export interface Start {
  facts: JournalFact[];
  /** The run that was queued now; null when there is none (yet). */
  runId: string | null;
}

/** In the official order: batch, rate limit, debounce, singleton. */
export function decideStart(
  fn: ServedFunction,
  event: EventRecord,
  state: EngineState,
  at: Circumstances,
  options: QueueOptions = {},
): Start {
  const { idempotencyKey } = options;
  if (idempotencyKey !== undefined && state.wasStarted(fn.id, idempotencyKey, at.now))
    return refused(fn, event, { by: 'event-id', id: idempotencyKey });
  const flow = readFlowControl(fn.config);
  if (flow.batch && !isAlone(flow.batch.if, event, at.now)) {
    return decideBatch(fn, event, flow.batch, state, at, options);
  }
  const limited = decideRate(fn, event, state, at);
  if (limited.refusal) return refused(fn, event, limited.refusal);
  if (flow.debounce) return decideDebounce(fn, event, flow.debounce, state, at, options);
  return decideRun(fn, [event], state, at, limited.rate ? { ...options, rate: limited.rate } : options);
}

/** The run of the events that were held; of a debounce, the last one's. */
export function decideRelease(hold: Hold, fn: ServedFunction, state: EngineState, at: Circumstances): Start {
  const { holdId, functionId, events } = hold;
  const released: JournalFact = { kind: 'hold-released', holdId, functionId };
  if (events.length === 0) return { facts: [released], runId: null };
  const start = decideRun(fn, events, state, at);
  return { facts: [...start.facts, released], runId: start.runId };
}

function decideRun(
  fn: ServedFunction,
  events: readonly EventRecord[],
  state: EngineState,
  at: Circumstances,
  options: QueueOptions = {},
): Start {
  const [queued, request] = queueRun(fn, events, at, options);
  const { runId } = queued;
  const key = singletonKey(fn, events[0]!, at.now);
  const active = key === null ? [] : state.singletons(key);
  if (active.length === 0) return { facts: [queued, request], runId };
  if (readFlowControl(fn.config).singleton?.mode === 'skip') {
    const reason = `singleton: run ${active[0]} is active`;
    return { facts: [queued, { kind: 'run-skipped', runId, reason }], runId };
  }
  const reason = `singleton: run ${runId} takes its place`;
  const cancelled = active.map((each): JournalFact => ({ kind: 'run-cancelled', runId: each, reason }));
  return { facts: [...cancelled, queued, request], runId };
}

function decideRate(fn: ServedFunction, event: EventRecord, state: EngineState, at: Circumstances) {
  const { rateLimit } = readFlowControl(fn.config);
  const value = rateLimit ? keyValue(rateLimit.key, event, at.now) : false;
  if (!rateLimit || value === false) return { rate: null, refusal: null };
  const key = `rate ${fn.id}${value === null ? '' : ` ${value}`}`;
  const admission = admit(rateOf(rateLimit), state.arrival(key), at.now);
  if (admission.admitted) return { rate: { key, arrival: admission.arrival }, refusal: null };
  const { limit, period } = rateLimit;
  return {
    rate: null,
    refusal: { by: 'rate-limit' as const, limit, period, key: value, again: admission.again },
  };
}

function decideBatch(
  fn: ServedFunction,
  event: EventRecord,
  { maxSize, timeout, key: expression }: { maxSize: number; timeout: number; key: string | null },
  state: EngineState,
  at: Circumstances,
  { idempotencyKey }: QueueOptions,
): Start {
  const key = textOf(keyValue(expression, event, at.now));
  const open = state.holds.find(fn.id, 'batch', key);
  const hold: Hold = {
    holdId: open?.holdId ?? at.newId(),
    functionId: fn.id,
    by: 'batch',
    key,
    events: [...(open?.events ?? []), event],
    since: open?.since ?? at.now,
    releaseAt: open?.releaseAt ?? at.now + timeout,
  };
  const held = heldFact(hold, event, idempotencyKey);
  if (hold.events.length < maxSize) return { facts: [held], runId: null };
  const start = decideRelease(hold, fn, state, at);
  return { facts: [held, ...start.facts], runId: start.runId };
}

/** The latest event counts; it waits for `period` without another, and no longer than `timeout` after the first. */
function decideDebounce(
  fn: ServedFunction,
  event: EventRecord,
  { period, timeout, key: expression }: { period: number; timeout: number | null; key: string | null },
  state: EngineState,
  at: Circumstances,
  { idempotencyKey }: QueueOptions,
): Start {
  const key = textOf(keyValue(expression, event, at.now));
  const open = state.holds.find(fn.id, 'debounce', key);
  const latest = timeout === null ? Number.POSITIVE_INFINITY : (open?.since ?? at.now) + timeout;
  const hold = {
    holdId: open?.holdId ?? at.newId(),
    functionId: fn.id,
    by: 'debounce' as const,
    key,
    releaseAt: Math.min(at.now + period, latest),
  };
  return { facts: [heldFact(hold, event, idempotencyKey)], runId: null };
}

function heldFact(
  {
    holdId,
    functionId,
    by,
    key,
    releaseAt,
  }: Pick<Hold, 'holdId' | 'functionId' | 'by' | 'key' | 'releaseAt'>,
  event: EventRecord,
  idempotencyKey: string | undefined,
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
