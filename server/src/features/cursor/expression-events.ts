/** The events that `event` and `async` are in an expression, and the schema of a path in it. */
import type { ts } from 'ts-morph';
import { functionsIn } from '../../definitions/functions.ts';
import { eventNameOf } from '../../definitions/triggers.ts';
import { eventSchema } from '../../payload/event-schema.ts';
import { propertiesOf, type Schema } from '../../schema/read-schema.ts';
import type { ParsedFile } from '../../syntax/parsed-file.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { Slot } from './slot-at.ts';

export type ExpressionSlot = Extract<Slot, { kind: 'expression' }>;

export interface ExpressionEvents {
  /** Events that may be `event`: those that start the function. */
  event: string[];
  /** The event that is waited for, or that cancels. */
  async: string[];
}

export function eventsIn(
  slot: ExpressionSlot,
  literal: ts.Node,
  file: ParsedFile,
  workspace: Workspace,
): ExpressionEvents {
  const { sources } = workspace;
  const nameOf = (expression: ts.Expression | null): string[] => {
    const name = expression && eventNameOf(expression, sources);
    return name ? [name] : [];
  };
  const own = nameOf(slot.trigger);
  return {
    event: own.length > 0 ? own : triggersAround(literal, file, workspace),
    async: nameOf(slot.awaited),
  };
}

function triggersAround(node: ts.Node, file: ParsedFile, workspace: Workspace): string[] {
  const around = functionsIn(file, workspace.sources)
    .filter(({ place }) => place.getSourceFile() === file.tree)
    .filter(({ place }) => place.pos <= node.pos && node.end <= place.end)
    .sort((a, b) => a.place.end - a.place.pos - (b.place.end - b.place.pos));
  return (around[0]?.triggers ?? []).flatMap(({ event }) => event ?? []);
}

/** What an event has besides its data. */
const envelope: Schema = {
  type: 'object',
  properties: {
    id: { type: 'string', description: 'Unique ID of the event.' },
    name: { type: 'string', description: 'Name of the event.' },
    ts: { type: 'integer', description: 'When the event was sent, in Unix milliseconds.' },
    v: { type: 'string', description: 'Version of the event.' },
    user: { type: 'object', description: 'User data attached to the event.' },
  },
  required: ['id', 'name', 'ts'],
};

/** Schema of a whole event; of several, what any of them has. Paths of `match` begin here. */
export function wholeEvent(workspace: Workspace, path: string, names: readonly string[]): Schema {
  const all = names.flatMap((name): Schema[] => {
    const known = eventSchema(workspace, path, name);
    return known ? [known.schema] : [];
  });
  const [only] = all;
  const data: Schema = all.length > 1 ? { anyOf: all } : (only ?? { type: 'object' });
  return {
    ...envelope,
    properties: { data: { ...data, description: 'Payload of the event.' }, ...propertiesOf(envelope) },
  };
}

/** Members of an object schema; of a choice, the members of every option. */
export function membersOf(schema: Schema): Map<string, Schema> {
  const members = new Map<string, Schema>();
  const options = schema.anyOf ?? schema.oneOf;
  const parts = Array.isArray(options) ? (options as Schema[]) : [schema];
  for (const part of parts) {
    if (part !== schema) for (const [name, member] of membersOf(part)) members.set(name, member);
    for (const [name, member] of Object.entries(propertiesOf(part))) members.set(name, member);
  }
  return members;
}

/** Null: no event is known to have such a field. */
export function fieldAt(schema: Schema, names: readonly string[]): Schema | null {
  let at: Schema | undefined = schema;
  for (const name of names) {
    at = membersOf(at).get(name);
    if (!at) return null;
  }
  return at;
}
