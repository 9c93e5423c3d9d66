/** What is known of an event's data, from the files that name the event: others cannot know it. */
import type { Schema } from '../schema/read-schema.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { declaredSchema } from './event-types.ts';
import { usedSchema } from './event-usage.ts';

export interface EventSchema {
  /** Of `data`. */
  schema: Schema;
  /** From declared types, or inferred from how the code uses the event. */
  source: 'types' | 'usage';
}

/** A guess does not get better by reading more handlers than these. */
const maxHandlers = 8;

/** Null when nothing is known. @param path the file whose text is known to be current. */
export function eventSchema(workspace: Workspace, path: string, event: string): EventSchema | null {
  const index = workspace.eventsFor(path);
  const { sources } = workspace;
  const first = (
    files: readonly string[],
    read: typeof declaredSchema,
    source: EventSchema['source'],
  ): EventSchema | null => {
    for (const name of files) {
      const file = sources.file(name);
      const schema = file ? read(event, file, sources) : null;
      if (schema) return { schema, source };
    }
    return null;
  };
  const uses = index.usesOf(event);
  const isDeclared = uses.some(({ role }) => role === 'declares');
  const handling = uses.filter(({ role }) => role === 'starts' || role === 'waits').map((use) => use.path);
  const handlers = [...new Set(handling.includes(path) ? [path, ...handling] : handling)];
  return (
    // Types may be declared in another file than the call that makes them the events'.
    (isDeclared ? first(index.filesNaming(event), declaredSchema, 'types') : null) ??
    first(handlers.slice(0, maxHandlers), usedSchema, 'usage')
  );
}
