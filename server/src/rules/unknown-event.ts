/**
 * Events that nothing in the workspace sends, and that nothing handles. The other side may be outside of it, unless it
 * has a similar name.
 */
import type { EventIndex } from '../events/event-index.ts';
import type { EventRole, EventUse } from '../events/event-use.ts';
import { handlersOf } from '../events/handlers.ts';
import { withoutStar } from '../events/wildcard.ts';
import { nearMiss } from '../values/similar-names.ts';
import type { FileContext, Finding, Fix, Rule, RuleContext } from './model/rule.ts';
import { type Span, spanOfRange } from './model/span.ts';

export const unknownEvent: Rule = {
  code: 'unknown-event',
  title: 'Event that nothing in the workspace sends or handles',
  defaultSeverity: 'warning',
  looksAt: 'workspace',
  *check(context) {
    const { definition } = context.built;
    for (const use of context.workspace.events.usesIn(definition.file.path)) {
      const verb = dependentRoles[use.role];
      if (use.functionId !== definition.id || verb === undefined || isKnown(use.name, context)) continue;
      const finding = findingOf(use, verb, context);
      if (finding) yield finding;
    }
  },
  *checkFile(context) {
    for (const use of context.workspace.events.usesIn(context.path)) {
      const finding = use.role === 'sends' && use.path === context.path ? unhandled(use, context) : null;
      if (finding) yield finding;
    }
  },
};

/** Roles in which a function depends on a sender. */
const dependentRoles: Partial<Record<EventRole, string>> = {
  starts: 'triggers this function',
  waits: 'this function waits for',
  cancels: 'cancels this function',
};

function isKnown(name: string, { workspace: { events } }: RuleContext): boolean {
  // The server itself sends these.
  if (name.startsWith('inngest/')) return true;
  const beginning = withoutStar(name);
  if (beginning === null) return events.usesOf(name, 'sends').length > 0;
  return events.all().some((use) => use.role === 'sends' && use.name.startsWith(beginning));
}

/** What a test listens to, the test brings about itself. */
const testFile = /\.(test|spec)\.\w+$|\/(__tests__|tests?)\//;

function findingOf(use: EventUse, verb: string, context: RuleContext): Finding | null {
  const { events } = context.workspace;
  const at = spanAt(use.path, use.range, context);
  if (!at) return null;
  const isMeant =
    events.usesOf(use.name, 'declares').length > 0 || testFile.test(use.path) || use.name.includes('*');
  const sent = isMeant ? [] : events.all().flatMap(({ role, name }) => (role === 'sends' ? [name] : []));
  const near = nearMiss(use.name, new Set(sent));
  if (near === null) {
    const message = `Nothing in this workspace sends "${use.name}", which ${verb}.`;
    // Most such events come from outside, or are sent in a way that cannot be read.
    return { at, message, severity: 'hint', isDoubtful: true };
  }
  const [sender] = events.usesOf(near, 'sends');
  const senderAt = sender ? spanAt(sender.path, sender.range, context) : null;
  return {
    at,
    message: `Nothing sends "${use.name}"; did you mean "${near}"?`,
    ...(senderAt ? { related: [{ message: `"${near}" is sent here.`, at: senderAt }] } : {}),
    fixes: renameTo(near, use, context),
  };
}

/** Sent, while only a similar name is handled, which nothing sends. */
function unhandled(use: EventUse, context: FileContext): Finding | null {
  const { events } = context.workspace;
  const at = spanAt(use.path, use.range, context);
  const isMeant = events.usesOf(use.name, 'declares').length > 0 || testFile.test(use.path);
  if (!at || isMeant || use.name.startsWith('inngest/') || handlersOf(events, use.name).length > 0)
    return null;
  const near = nearMiss(use.name, new Set(handledNames(events)));
  if (near === null || events.usesOf(near, 'sends').length > 0) return null;
  const [handler] = handlersOf(events, near);
  const handlerAt = handler ? spanAt(handler.path, handler.range, context) : null;
  return {
    at,
    message: `Nothing handles "${use.name}"; did you mean "${near}"?`,
    ...(handlerAt ? { related: [{ message: `"${near}" is handled here.`, at: handlerAt }] } : {}),
    fixes: renameTo(near, use, context),
  };
}

function handledNames(events: EventIndex): string[] {
  return events
    .all()
    .flatMap(({ role, name }) => (role in dependentRoles && !name.includes('*') ? [name] : []));
}

function renameTo(name: string, { spelled }: EventUse, context: FileContext | RuleContext): Fix[] {
  const at = spelled ? spanAt(spelled.path, spelled.range, context) : null;
  return at ? [{ title: `Replace with "${name}"`, edits: [{ at, text: name }], isPreferred: true }] : [];
}

function spanAt(path: string, range: EventUse['range'], { sources }: FileContext | RuleContext): Span | null {
  const file = sources.file(path);
  return file && spanOfRange(file, range);
}
