/** What is known of an event's data, from the files that name the event: others cannot know it. */
import type { Schema } from '../syntax/type-schema.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { declaredSchema } from './event-types.ts';
import { usedSchema } from './event-usage.ts';

export interface EventSchema {
  /** Of `data`. */
  schema: Schema;
  /** From declared types, or guessed from what the code takes out of the event. */
  source: 'types' | 'usage';
}

/** Null: neither types nor code say anything. `path`: the file whose text is surely up to date. */
export function eventSchema(workspace: Workspace, path: string, event: string): EventSchema | null {
  const index = workspace.eventsFor(path);
  const declaring = index.usesOf(event, 'declares').length > 0;
  const files = index.filesNaming(event);
  for (const source of declaring ? (['types', 'usage'] as const) : (['usage'] as const)) {
    const read = source === 'types' ? declaredSchema : usedSchema;
    for (const name of files) {
      const file = workspace.sources.file(name);
      const schema = file ? read(event, file, workspace.sources) : null;
      if (schema) return { schema, source };
    }
  }
  return null;
}
