/** An event in plain English: its senders, its handlers and its payload. */
import type { EventRole, EventUse } from '../../events/event-use.ts';
import { handlersOf } from '../../events/handlers.ts';
import { code, fence, link, listed, shortened } from '../../markdown.ts';
import { eventSchema } from '../../payload/event-schema.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { schemaText } from './describe-schema.ts';

/** What the engine itself sends. */
const systemEvents: Record<string, string> = {
  'inngest/function.failed': 'Sent by the server after a run fails permanently.',
  'inngest/function.finished': 'Sent by the server after a run ends, successfully or not.',
  'inngest/function.cancelled': 'Sent by the server after a run is cancelled.',
  'inngest/function.invoked': 'Sent by the server when a function is invoked.',
  'inngest/scheduled.timer': 'Sent by the server when a cron schedule is due.',
};

/** Markdown. */
export function describeEvent(workspace: Workspace, path: string, event: string): string {
  const lines = [`**${code(event)}** · event`, ''];
  const sentences = [...senderSentences(workspace, path, event), ...handlerSentences(workspace, path, event)];
  lines.push(...sentences.map((sentence) => `- ${sentence}`));
  const known = eventSchema(workspace, path, event);
  const type = known ? schemaText(known.schema, true) : '';
  // A type that is just any object is not worth showing.
  if (known && type.startsWith('{')) {
    const source = known.source === 'types' ? 'Data:' : 'Data that the code uses:';
    lines.push('', source, fence('ts', type));
  }
  return lines.join('\n');
}

export function senderSentences(workspace: Workspace, path: string, event: string): string[] {
  const senders = named(workspace, path, workspace.eventsFor(path).usesOf(event, 'sends'));
  const system = systemEvents[event];
  const sentences = system === undefined ? [] : [system];
  if (senders.length > 0) sentences.push(`Sent by ${listed(shortened(senders))}.`);
  else if (system === undefined) sentences.push('Not sent by name in this workspace.');
  return sentences;
}

/** What the event starts, resumes and cancels, triggers that take it with a `*` included. */
export function handlerSentences(workspace: Workspace, path: string, event: string): string[] {
  const handlers = handlersOf(workspace.eventsFor(path), event);
  const functions = (role: EventRole): string[] =>
    named(
      workspace,
      path,
      handlers.filter((use) => use.role === role),
    );
  const [started, waiting, cancelled] = [functions('starts'), functions('waits'), functions('cancels')];
  const sentences: string[] = [];
  if (started.length > 0) sentences.push(`Starts ${listed(shortened(started))}.`);
  if (waiting.length > 0) {
    sentences.push(`${listed(shortened(waiting))} wait${waiting.length === 1 ? 's' : ''} for it.`);
  }
  if (cancelled.length > 0) sentences.push(`Cancels ${listed(shortened(cancelled))}.`);
  if (sentences.length === 0) sentences.push('Nothing in this workspace handles it.');
  return sentences;
}

/** Functions, or files where the code is in none; each once, leading to the place. */
function named(workspace: Workspace, path: string, uses: readonly EventUse[]): string[] {
  const functions = workspace.functionNamesFor(path);
  const links = new Map<string, string>();
  for (const use of uses) {
    const { functionId } = use;
    const own =
      functionId === null ? null : functions.usesOf(functionId).find(({ role }) => role === 'defines');
    const name = own?.localId ?? functionId ?? shortPath(workspace, use.path);
    if (!links.has(name)) links.set(name, link(name, workspace.uriOf(use.path), use.range.start.line));
  }
  return [...links.values()];
}

/** Within its folder of the workspace; only the end of a long way down. */
export function shortPath(workspace: Workspace, path: string): string {
  const parts = path.slice(workspace.rootOf(path).length + 1).split('/');
  return parts.length <= 3 ? parts.join('/') : `…/${parts.slice(-3).join('/')}`;
}
