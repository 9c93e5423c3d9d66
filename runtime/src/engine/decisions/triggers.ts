/** Which functions an event starts (protocol 4.1). */
import type { EventRecord } from '../../contract/run.ts';
import { matches } from '../../expressions/expression.ts';
import { wireEvent } from '../../sdk-protocol/memo.ts';
import type { ServedFunction } from '../state/function-directory.ts';

/** Each function at most once, by its first trigger whose condition is true. */
export function startedBy(
  event: EventRecord,
  functions: readonly ServedFunction[],
  now: number,
): ServedFunction[] {
  const names = new Set(triggerNames(event.name));
  const view = wireEvent(event);
  return functions.filter((fn) =>
    fn.triggers.some(
      (trigger) =>
        trigger.event !== undefined &&
        names.has(trigger.event) &&
        (trigger.if === undefined || trigger.if === '' || matches(trigger.if, view, null, now)),
    ),
  );
}

/** The names with which a trigger matches this event: for `a/b.c` itself, `a/*` and `a/b.*`. */
export function triggerNames(name: string): string[] {
  const names = [name];
  for (const [index, char] of [...name].entries()) {
    if (char === '/') names.push(`${name.slice(0, index)}/*`);
    if (char === '.') names.push(`${name.slice(0, index)}.*`);
  }
  return names;
}
