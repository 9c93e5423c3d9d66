/** Names of events where an event is sent, waited for, or starts or cancels something. */
import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver';
import type { EventRole } from '../../events/event-use.ts';
import type { Range } from '../../workflow-graph.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { describeEvent } from '../describe/describe-event.ts';

/** What a choice needs to be explained later: `completionItem/resolve` hands it back. */
export interface EventItemData {
  kind: 'event';
  name: string;
  path: string;
}

type Wanted = Exclude<EventRole, 'mentions'>;

/** Uses that make an event a likely completion: senders complete handled events, handlers sent ones. */
const partners: Record<Wanted, readonly EventRole[]> = {
  sends: ['starts', 'waits', 'cancels'],
  starts: ['sends'],
  waits: ['sends'],
  cancels: ['sends'],
  declares: ['sends', 'starts', 'waits', 'cancels'],
};

export function eventCompletions(
  workspace: Workspace,
  path: string,
  role: Wanted,
  range: Range,
  isGivenByTypes: (name: string) => boolean,
): CompletionItem[] {
  const index = workspace.eventsFor(path);
  return index.names.flatMap((name): CompletionItem[] => {
    // Half a name that is being typed here is a use of itself.
    const elsewhere = index.usesOf(name).filter((use) => use.path !== path || !isSame(use.range, range));
    if (!elsewhere.some(({ role: other }) => other !== 'mentions') || isGivenByTypes(name)) return [];
    if (role === 'declares' && elsewhere.some((use) => use.role === 'declares')) return [];
    const isPartnered = elsewhere.some((use) => partners[role].includes(use.role));
    const data: EventItemData = { kind: 'event', name, path };
    return [
      {
        label: name,
        kind: CompletionItemKind.Event,
        labelDetails: { description: summaryOf(elsewhere) },
        sortText: `${isPartnered ? 0 : 1} ${name}`,
        filterText: name,
        textEdit: { range, newText: name },
        data,
      },
    ];
  });
}

function isSame(a: Range, b: Range): boolean {
  return a.start.line === b.start.line && a.start.character === b.start.character;
}

/** `sent by 2 · starts 1 · 1 waits`: short, for VS Code cuts it off; empty: it is only declared. */
function summaryOf(uses: readonly { role: EventRole; functionId: string | null; path: string }[]): string {
  const count = (role: EventRole): number =>
    new Set(uses.filter((use) => use.role === role).map((use) => use.functionId ?? use.path)).size;
  const [sends, starts, waits] = [count('sends'), count('starts'), count('waits')];
  const parts = [
    ...(sends > 0 ? [`sent by ${sends}`] : []),
    ...(starts > 0 ? [`starts ${starts}`] : []),
    ...(waits > 0 ? [`${waits} wait${waits === 1 ? 's' : ''}`] : []),
  ];
  return parts.join(' · ');
}

export function resolveEvent(
  workspace: Workspace,
  item: CompletionItem,
  data: EventItemData,
): CompletionItem {
  const value = describeEvent(workspace, data.path, data.name);
  return { ...item, documentation: { kind: 'markdown', value } };
}
