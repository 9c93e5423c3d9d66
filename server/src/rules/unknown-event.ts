/** A name that nobody in the workspace sends. Often somebody outside does; when a name nearly like it is sent, hardly. */
import type { EventUse } from '../events/event-use.ts';
import { nearMiss } from '../values/spelling.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';
import { type Span, spanOfRange } from './span.ts';

export const unknownEvent: Rule = {
  code: 'unknown-event',
  title: 'Nobody in the workspace sends the event, or only one that is written nearly like it',
  defaultSeverity: 'warning',
  looksAt: 'workspace',
  *check(context) {
    const { events } = context.workspace;
    const { definition } = context.built;
    for (const use of events.usesIn(definition.file.path)) {
      if (use.functionId !== definition.id || !listens(use) || isKnown(use.name, context)) continue;
      const finding = findingOf(use, context);
      if (finding) yield finding;
    }
  },
};

function listens({ role }: EventUse): boolean {
  return role === 'starts' || role === 'waits' || role === 'cancels';
}

function isKnown(name: string, { workspace: { events } }: RuleContext): boolean {
  // The server itself sends these.
  if (name.startsWith('inngest/')) return true;
  const wildcard = /^(.*[./])\*$/.exec(name)?.[1];
  if (wildcard === undefined) return events.usesOf(name, 'sends').length > 0;
  return events.all().some((use) => use.role === 'sends' && use.name.startsWith(wildcard));
}

function findingOf(use: EventUse, context: RuleContext): Finding | null {
  const { events } = context.workspace;
  const at = spanAt(use.path, use.range, context);
  if (!at) return null;
  const verb = { starts: 'starts on', waits: 'waits for', cancels: 'ends on' }[use.role as 'starts'];
  const isDeclared = events.usesOf(use.name, 'declares').length > 0;
  const sent = events.names.filter((name) => events.usesOf(name, 'sends').length > 0);
  // What a test listens to, the test brings about itself.
  const isTest = /\.(test|spec)\.\w+$|\/(__tests__|tests?)\//.test(use.path);
  const near = isDeclared || isTest || use.name.includes('*') ? null : nearMiss(use.name, sent);
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
