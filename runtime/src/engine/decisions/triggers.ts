/** Which functions an event starts (protocol 4.1). */
import type { EventRecord } from '../../contract/run.ts';
import { matches } from '../../expressions/expression.ts';
import { wireEvent } from '../../sdk-protocol/memo.ts';
import type { ServedFunction } from '../state/function-directory.ts';

/** Each at most once, by the first of its triggers whose condition holds. */
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

/** The names a trigger may have for this event: `a/b.c` is met by itself, `a/*` and `a/b.*`. */
export function triggerNames(name: string): string[] {
  const names = [name];
  for (const [index, char] of [...name].entries()) {
    if (char === '/') names.push(`${name.slice(0, index)}/*`);
    if (char === '.') names.push(`${name.slice(0, index)}.*`);
  }
  return names;
}
