/** A payload to start from: from the event's declared type, else from the way the code uses it. */

import type { EventPayload } from '../protocol.ts';
import type { Schema } from '../schema/read-schema.ts';
import { isRecord } from '../values/records.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { declaredSchema } from './event-types.ts';
import { usedInFiles } from './event-usage.ts';
import { skeletonOf } from './payload-skeleton.ts';

const dialect = 'https://json-schema.org/draft/2020-12/schema';

/** A guess does not get better by reading more files than these. */
const maxFiles = 24;

export function payloadFor(workspace: Workspace, event: string, now: Date): EventPayload {
  const index = workspace.events();
  const { sources } = workspace;
  const naming = index.filesNaming(event);
  const declaring = index.usesOf(event, 'declares').map(({ path }) => path);
  const declared =
    declaredIn([...new Set([...declaring, ...naming])], event, workspace) ??
    declaredIn(declaringFiles(workspace), event, workspace);
  if (declared) return payload(event, declared, 'types', now);
  const used = usedInFiles(
    event,
    naming.slice(0, maxFiles).flatMap((path) => sources.file(path) ?? []),
    sources,
  );
  return used ? payload(event, used, 'usage', now) : { event, skeleton: {}, schema: null, source: 'none' };
}

function declaredIn(paths: readonly string[], event: string, { sources }: Workspace): Schema | null {
  for (const path of paths) {
    const file = sources.file(path);
    const schema = file ? declaredSchema(event, file, sources) : null;
    if (schema) return schema;
  }
  return null;
}

/** Names may come from mapped types, which no index of names can hold: all files that give a client its types. */
function declaringFiles(workspace: Workspace): string[] {
  return workspace
    .eventFiles()
    .filter((path) => /EventSchemas|new Inngest</.test(workspace.disk.read(path) ?? ''));
}

function payload(event: string, schema: Schema, source: EventPayload['source'], now: Date): EventPayload {
  const skeleton = skeletonOf(schema, now.toISOString());
  return {
    event,
    skeleton: isRecord(skeleton) ? skeleton : {},
    schema: { $schema: dialect, ...schema },
    source,
  };
}
