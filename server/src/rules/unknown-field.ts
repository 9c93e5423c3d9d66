/** A field that the declared type of the event does not have: the expression then compares with nothing. */

import { eventNameOf } from '../definitions/triggers.ts';
import { memberOf } from '../events/name-literals.ts';
import { propertiesOf, type Schema } from '../schema/read-schema.ts';
import { type ExpressionPath, expressionPaths } from '../values/expression-paths.ts';
import { nearMiss } from '../values/similar-names.ts';
import { type ExpressionPlace, expressionPlaces } from './facts/expression-places.ts';
import { textFinding, type WrittenText, writtenText } from './facts/written-text.ts';
import type { Finding, Rule, RuleContext } from './model/rule.ts';

export const unknownField: Rule = {
  code: 'unknown-field',
  title: "Field missing from the event's type",
  defaultSeverity: 'warning',
  looksAt: 'workspace',
  *check(context) {
    const starting = context.built.definition.triggers.map(({ event, unknown }) =>
      unknown ? undefined : event,
    );
    for (const place of expressionPlaces(context)) {
      const written = writtenText(place.expression, context.sources);
      if (!written) continue;
      const awaited = place.owner && memberOf(place.owner, 'event', context.sources);
      const awaitedName = awaited ? eventNameOf(awaited, context.sources) : place.step?.info.event;
      const events = { event: starting, async: awaited || place.step ? [awaitedName ?? undefined] : [] };
      yield* fieldsOf(written, place, events, context);
    }
  },
};

type Events = Record<'event' | 'async', (string | undefined)[]>;

function* fieldsOf(
  written: WrittenText,
  place: ExpressionPlace,
  events: Events,
  context: RuleContext,
): Iterable<Finding> {
  const reported = new Set<string>();
  for (const { path, offset, root } of pathsOf(written.text, place)) {
    const unknown = unknownMember(path, events[root], context);
    const place = unknown ? { start: unknown.start - offset, end: unknown.end - offset } : null;
    if (!unknown || !place || reported.has(`${place.start}`)) continue;
    reported.add(`${place.start}`);
    const near = nearMiss(unknown.name, unknown.known);
    const type = unknown.events.map((event) => `"${event}"`).join(', ');
    const question = near === null ? '' : ` Did you mean \`${near}\`?`;
    const problem = {
      ...place,
      message: `The type of ${type} has no \`${unknown.path}\`.${question}`,
      ...(near === null ? {} : { edits: [{ ...place, text: near }] }),
    };
    const finding = textFinding(written, problem, (fixed) => `Replace with "${fixed}"`);
    // Types may be open in ways that their source does not show.
    yield near === null ? { ...finding, severity: 'information' } : finding;
  }
}

interface RootedPath {
  path: ExpressionPath;
  /** Characters in front of the path that are not in the text. */
  offset: number;
  root: 'event' | 'async';
}

/** `match: 'data.id'` is both `event.data.id` and `async.data.id`. */
function pathsOf(text: string, { role }: ExpressionPlace): RootedPath[] {
  const roots = ['event', 'async'] as const;
  if (role === 'match') {
    return roots.flatMap((root) =>
      expressionPaths(`${root}.${text}`).map((path) => ({ path, offset: root.length + 1, root })),
    );
  }
  return expressionPaths(text).flatMap((path) => {
    const root = roots.find((each) => each === path.root);
    return root ? [{ path, offset: 0, root }] : [];
  });
}

interface UnknownMember {
  name: string;
  start: number;
  end: number;
  /** From the event on. */
  path: string;
  known: string[];
  events: string[];
}

/** Null when one of the events may have the field, for all that is known. */
function unknownMember(
  { members }: ExpressionPath,
  events: readonly (string | undefined)[],
  { workspace }: RuleContext,
): UnknownMember | null {
  if (members[0]?.name !== 'data' || events.length === 0) return null;
  const known: string[] = [];
  const asked: string[] = [];
  let depth = 0;
  for (const event of events) {
    const schema = event === undefined ? null : workspace.eventSchema(event);
    const missing = schema && missingIn(schema, members.slice(1));
    if (event === undefined || !missing) return null;
    depth = Math.max(depth, missing.depth + 1);
    known.push(...missing.known);
    asked.push(event);
  }
  const member = members[depth];
  const names = members.slice(0, depth + 1).map(({ name }) => name);
  return member ? { ...member, path: names.join('.'), known, events: asked } : null;
}

/** Where a path leaves the schema; null when it does not, or when the schema is open there. */
function missingIn(
  schema: Schema,
  members: readonly { name: string }[],
): { depth: number; known: string[] } | null {
  let current: Schema = schema;
  for (const [depth, { name }] of members.entries()) {
    const properties = propertiesOf(current);
    const known = Object.keys(properties);
    if (current.type !== 'object' || known.length === 0 || 'additionalProperties' in current) return null;
    const next = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (!next) return { depth, known };
    current = next;
  }
  return null;
}
