/** A function's flow control, applied to the events of one run. */
import type { RunFlow } from '../../contract/journal.ts';
import type { EventRecord } from '../../contract/run.ts';
import { evaluate } from '../../expressions/expression.ts';
import { plainOf } from '../../expressions/values.ts';
import { type ConcurrencyLimit, readFlowControl } from '../../queue/flow-control.ts';
import { wireEvent } from '../../sdk-protocol/memo.ts';
import type { ServedFunction } from '../state/function-directory.ts';

/** By which a priority may move a run, either way (protocol 1.4). */
const maxPrioritySeconds = 600;

/** Undefined when nothing limits it. */
export function runFlow(fn: ServedFunction, event: EventRecord, now: number): RunFlow | undefined {
  const { concurrency, throttle, priority, singleton, timeouts } = readFlowControl(fn.config);
  const flow: RunFlow = {};
  const placesOf = (counted: ConcurrencyLimit['of']) =>
    concurrency.filter(({ of }) => of === counted).map((each) => placeOf(each, fn.id, event, now));
  const places = placesOf('request');
  const runPlaces = placesOf('run');
  if (places.length > 0) flow.places = places;
  if (runPlaces.length > 0) flow.runPlaces = runPlaces;
  if (throttle) {
    const { limit, period, burst } = throttle;
    flow.throttle = {
      key: `throttle ${keyed(fn.id, keyValue(throttle.key, event, now))}`,
      limit,
      period,
      burst,
    };
  }
  const moved = priority === null ? 0 : seconds(priority, event, now);
  if (moved !== 0) flow.priority = moved;
  const single = singleton ? singletonKey(fn, event, now) : null;
  if (single !== null) flow.singleton = single;
  if (timeouts.start !== null) flow.startWithin = timeouts.start;
  if (timeouts.finish !== null) flow.finishWithin = timeouts.finish;
  return Object.keys(flow).length > 0 ? flow : undefined;
}

/** Null when the function is not a singleton, or its key is false for this event. */
export function singletonKey(fn: ServedFunction, event: EventRecord, now: number): string | null {
  const { singleton } = readFlowControl(fn.config);
  if (!singleton) return null;
  const value = keyValue(singleton.key, event, now);
  return value === false ? null : keyed(fn.id, value);
}

/**
 * The value of a key expression for an event: null without a key, false when it is false, which exempts the event from the limit
 * (protocol 4.5), else its value as text. One that cannot be evaluated counts as missing.
 */
export function keyValue(key: string | null, event: EventRecord, now: number): string | null | false {
  if (key === null) return null;
  try {
    const value = evaluate(key, wireEvent(event), now);
    if (value === false) return false;
    return typeof value === 'string' ? value : JSON.stringify(plainOf(value));
  } catch {
    return 'null';
  }
}

function placeOf(
  { scope, key, limit, of }: ConcurrencyLimit,
  functionId: string,
  event: EventRecord,
  now: number,
) {
  const value = keyValue(key, event, now);
  const text = value === false ? 'false' : value;
  const shared = of === 'run' ? 'run' : 'fn';
  return { key: scope === 'fn' ? `${shared} ${keyed(functionId, text)}` : `${scope} ${text ?? ''}`, limit };
}

function keyed(functionId: string, value: string | null | false): string {
  return value === null ? functionId : `${functionId} ${value}`;
}

function seconds(priority: string, event: EventRecord, now: number): number {
  try {
    // Whole numbers only: one from an event is a fraction, and needs int(…).
    const value = evaluate(priority, wireEvent(event), now);
    return typeof value === 'bigint'
      ? Math.max(-maxPrioritySeconds, Math.min(maxPrioritySeconds, Number(value)))
      : 0;
  } catch {
    return 0;
  }
}
