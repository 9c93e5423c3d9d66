/** Which events the workspace names, where, and what for. */
import type { EventRole, EventUse } from './event-use.ts';
import { NameIndex } from './name-index.ts';

export class EventIndex extends NameIndex<EventUse> {
  /** What is only mentioned is no event: other things have names, too. */
  override has(name: string): boolean {
    return this.some(name, ({ role }) => role !== 'mentions');
  }

  /** Every use of an event, by file and place; of one role when given. */
  override usesOf(name: string, role?: EventRole): readonly EventUse[] {
    const uses = super.usesOf(name);
    return role === undefined ? uses : uses.filter((use) => use.role === role);
  }
}
