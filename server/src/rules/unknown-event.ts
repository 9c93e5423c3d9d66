/** A name that nobody in the workspace sends. Often somebody outside does; when a name nearly like it is sent, hardly. */
import type { EventRole, EventUse } from '../events/event-use.ts';
import { nearMiss } from '../values/similar-names.ts';
import type { Finding, Rule, RuleContext } from './model/rule.ts';
import { type Span, spanOfRange } from './model/span.ts';

export const unknownEvent: Rule = {
  code: 'unknown-event',
  title: 'Nobody in the workspace sends the event, or only one that is written nearly like it',
  defaultSeverity: 'warning',
  looksAt: 'workspace',
  *check(context) {
    const { definition } = context.built;
    for (const use of context.workspace.events.usesIn(definition.file.path)) {
      const verb = listening[use.role];
      if (use.functionId !== definition.id || verb === undefined || isKnown(use.name, context)) continue;
      const finding = findingOf(use, verb, context);
      if (finding) yield finding;
    }
  },
};

/** Roles in which a function depends on somebody who sends. */
const listening: Partial<Record<EventRole, string>> = {
  starts: 'starts on',
  waits: 'waits for',
  cancels: 'ends on',
};

function isKnown(name: string, { workspace: { events } }: RuleContext): boolean {
  // The server itself sends these.
  if (name.startsWith('inngest/')) return true;
  const wildcard = /^(.*[./])\*$/.exec(name)?.[1];
  if (wildcard === undefined) return events.usesOf(name, 'sends').length > 0;
  return events.all().some((use) => use.role === 'sends' && use.name.startsWith(wildcard));
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
    const message = `Nobody in this workspace sends "${use.name}", which this function ${verb}.`;
    return { at, message, severity: 'hint' };
  }
  const [sender] = events.usesOf(near, 'sends');
  const senderAt = sender ? spanAt(sender.path, sender.range, context) : null;
  const spelled = use.spelled ? spanAt(use.spelled.path, use.spelled.range, context) : null;
  return {
    at,
    message: `Nobody sends "${use.name}"; did you mean "${near}"?`,
    ...(senderAt ? { related: [{ message: `"${near}" is sent here.`, at: senderAt }] } : {}),
    fixes: spelled
      ? [{ title: `Write "${near}"`, edits: [{ at: spelled, text: near }], isPreferred: true }]
      : [],
  };
}

function spanAt(path: string, range: EventUse['range'], { sources }: RuleContext): Span | null {
  const file = sources.file(path);
  return file && spanOfRange(file, range);
}
