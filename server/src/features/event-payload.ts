/** A payload to start from: from the event's declared type, else from the way the code uses it. */
import type { EventPayload } from '../protocol.ts';
import type { Schema } from '../syntax/type-schema.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { declaredSchema } from './event-types.ts';
import { usedSchema } from './event-usage.ts';
import { skeletonOf } from './payload-skeleton.ts';

const dialect = 'https://json-schema.org/draft/2020-12/schema';

export function payloadFor(workspace: Workspace, event: string, now: Date): EventPayload {
  const files = workspace.eventFiles();
  for (const [source, read] of [
    ['types', declaredSchema],
    ['usage', usedSchema],
  ] as const) {
    for (const path of files) {
      const file = workspace.sources.file(path);
      const schema = file ? read(event, file, workspace.sources) : null;
      if (schema) return payload(event, schema, source, now);
    }
  }
  return { event, skeleton: {}, schema: null, source: 'none' };
}

function payload(event: string, schema: Schema, source: EventPayload['source'], now: Date): EventPayload {
  const skeleton = skeletonOf(schema, now.toISOString());
  const isObject = typeof skeleton === 'object' && skeleton !== null && !Array.isArray(skeleton);
  return {
    event,
    skeleton: isObject ? (skeleton as Record<string, unknown>) : {},
    schema: { $schema: dialect, ...schema },
    source,
  };
}
