/** The fields that an event's data has: by its type, or else by what its senders put there. */
import { ts } from 'ts-morph';
import { memberOf } from '../../events/name-literals.ts';
import { propertiesOf } from '../../schema/read-schema.ts';
import { literalOf, nameText } from '../../syntax/references.ts';
import type { RuleContext } from '../model/rule.ts';

/** Senders that are looked at; they hardly ever differ. */
const maxSenders = 10;

/** Null when neither is known. */
export function fieldsOf(event: string, context: RuleContext): string[] | null {
  const schema = context.workspace.eventSchema(event);
  if (schema) return Object.keys(propertiesOf(schema));
  const senders = context.workspace.events.usesOf(event, 'sends').slice(0, maxSenders);
  const sent = senders.flatMap(({ path, range }) => {
    const file = context.sources.file(path);
    const fields = file && sentFields(file.tree, file.offsetAt(range.start), context);
    return fields ? [fields] : [];
  });
  const [first, ...others] = sent;
  // A field that only some senders give cannot be relied on.
  return first?.filter((field) => others.every((fields) => fields.includes(field))) ?? null;
}

/** Keys of `data` in the payload around the event's name. */
function sentFields(tree: ts.SourceFile, offset: number, { sources }: RuleContext): string[] | null {
  let at: ts.Node = tree;
  for (;;) {
    const inner = ts.forEachChild(at, (child) =>
      child.pos <= offset && offset < child.end ? child : undefined,
    );
    if (!inner) break;
    at = inner;
  }
  for (; at.parent; at = at.parent) {
    if (!ts.isObjectLiteralExpression(at)) continue;
    const data = memberOf(at, 'data', sources);
    const literal = data && literalOf(data, sources);
    return literal ? keysOf(literal) : null;
  }
  return null;
}

function keysOf(literal: ts.ObjectLiteralExpression): string[] {
  return literal.properties.flatMap(({ name }) => {
    const text = name && nameText(name);
    return text === null || text === undefined ? [] : [text];
  });
}
