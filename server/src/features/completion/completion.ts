/** Completions beyond those of TypeScript's own server; works on half-typed code. */
import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver';
import type { ParsedFile } from '../../syntax/parsed-file.ts';
import type { Position, Range } from '../../workflow-graph.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { slotOf } from '../cursor/slot-at.ts';
import { type EventItemData, eventCompletions, resolveEvent } from './event-completions.ts';
import { expressionCompletions } from './expression-completions.ts';
import { stepSnippets } from './step-snippets.ts';
import { textPlaceAt } from './text-place.ts';
import { cronCompletions, durationCompletions } from './time-completions.ts';

/** What makes an editor ask: quotes open a text, the others go on in a name or a path. */
export const completionTriggers = ["'", '"', '`', '.', '/'];

export function completionsAt(
  workspace: Workspace,
  path: string,
  position: Position,
  hasSnippets: boolean,
): CompletionItem[] | null {
  if (!workspace.usesSdk) return null;
  const file = workspace.sources.file(path);
  if (!file) return null;
  const offset = file.offsetAt(position);
  const place = textPlaceAt(file, offset);
  if (!place) return hasSnippets ? nonEmpty(stepSnippets(file, offset, workspace.sources)) : null;
  const slot = slotOf(place.literal, workspace.sources);
  switch (slot?.kind) {
    case 'event':
      return eventCompletions(workspace, path, slot.role, place.range, givenByTypes(workspace, file));
    case 'duration':
      return durationCompletions(place.before, slot.reader, place.range);
    case 'cron':
      return cronCompletions(place.before, place.range, position);
    case 'function':
      return functionCompletions(workspace, path, place.range);
    case 'expression':
      return nonEmpty(expressionCompletions(workspace, file, place, slot, offset));
    default:
      return null;
  }
}

export function resolveCompletion(workspace: Workspace, item: CompletionItem): CompletionItem {
  const data = item.data as EventItemData | undefined;
  return data?.kind === 'event' ? resolveEvent(workspace, item, data) : item;
}

function nonEmpty(items: CompletionItem[]): CompletionItem[] | null {
  return items.length > 0 ? items : null;
}

/** Up to SDK 3 the client's schemas type the names: where the SDK is installed, TypeScript offers them already. */
function givenByTypes(workspace: Workspace, file: ParsedFile): (name: string) => boolean {
  const { major } = workspace.sources.packageOf(file.path);
  if (major === null || major > 3 || !isInstalled(workspace, file.path)) return () => false;
  const index = workspace.eventsFor(file.path);
  return (name) => index.usesOf(name, 'declares').length > 0;
}

function isInstalled(workspace: Workspace, path: string): boolean {
  for (let folder = path; folder.includes('/'); ) {
    folder = folder.slice(0, folder.lastIndexOf('/'));
    if (workspace.disk.exists(`${folder}/node_modules/inngest/package.json`)) return true;
  }
  return false;
}

/** Ids for `referenceFunction`. */
function functionCompletions(workspace: Workspace, path: string, range: Range): CompletionItem[] {
  const defined = workspace
    .functionNamesFor(path)
    .all()
    .filter(({ role }) => role === 'defines');
  return defined.map(({ localId, name }) => ({
    label: localId,
    kind: CompletionItemKind.Function,
    labelDetails: { description: name },
    textEdit: { range, newText: localId },
  }));
}
