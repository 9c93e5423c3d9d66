/** What handles an event: triggers, waits and cancellations by its name, and triggers that match it with a `*`. */
import type { EventIndex } from './event-index.ts';
import type { EventRole, EventUse } from './event-use.ts';
import { takesEvent } from './wildcard.ts';

const handlingRoles: ReadonlySet<EventRole> = new Set(['starts', 'waits', 'cancels']);

/** Those that name it first, by file and place. */
export function handlersOf(index: EventIndex, event: string): EventUse[] {
  const names = [event, ...index.names.filter((name) => takesEvent(name, event))];
  return names.flatMap((name) => index.usesOf(name).filter(({ role }) => handlingRoles.has(role)));
}
