/** Paths of events inside expressions: `event.data.…`, `async.data.…`, and the one path of a `match`. */
import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver';
import type { Schema } from '../../schema/read-schema.ts';
import type { ParsedFile } from '../../syntax/parsed-file.ts';
import type { Range } from '../../workflow-graph.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import {
  type ExpressionSlot,
  eventsIn,
  fieldAt,
  membersOf,
  wholeEvent,
} from '../cursor/expression-events.ts';
import { schemaText } from '../describe/describe-schema.ts';
import type { TextPlace } from './text-place.ts';

const identifier = /^[A-Za-z_]\w*$/;

export function expressionCompletions(
  workspace: Workspace,
  file: ParsedFile,
  place: TextPlace,
  slot: ExpressionSlot,
  offset: number,
): CompletionItem[] {
  const { before, literal } = place;
  if (isInText(before)) return [];
  const [, base = '', typed = ''] = /((?:[A-Za-z_]\w*\.)*)([A-Za-z_]\w*)?$/.exec(before) ?? [];
  const names = base.split('.').filter((name) => name !== '');
  const range = { start: file.positionAt(offset - typed.length), end: file.positionAt(offset) };
  const events = eventsIn(slot, literal, file, workspace);
  if (slot.role === 'match') {
    const all = [...events.event, ...events.async];
    return memberItems(
      wholeEvent(workspace, file.path, all),
      names,
      range,
      isInEach(
        all.map((name) => wholeEvent(workspace, file.path, [name])),
        names,
      ),
    );
  }
  const [root, ...path] = names;
  if (root === undefined) return rootItems(events, slot, range);
  const known = root === 'event' ? events.event : root === 'async' && slot.hasAsync ? events.async : null;
  return known ? memberItems(wholeEvent(workspace, file.path, known), path, range, () => true) : [];
}

/** An odd number of quotes before the cursor: a text inside the expression. */
function isInText(before: string): boolean {
  const withoutEscapes = before.replace(/\\./g, '');
  const open = withoutEscapes.replace(/'[^']*'|"[^"]*"/g, '');
  return /['"]/.test(open);
}

function rootItems(
  events: { event: readonly string[]; async: readonly string[] },
  { hasAsync }: ExpressionSlot,
  range: Range,
): CompletionItem[] {
  const root = (label: string, names: readonly string[], what: string): CompletionItem => ({
    label,
    kind: CompletionItemKind.Variable,
    labelDetails: { description: names.join(', ') },
    documentation: what,
    textEdit: { range, newText: label },
  });
  return [
    root('event', events.event, 'The event that started the run.'),
    ...(hasAsync ? [root('async', events.async, 'The awaited event.')] : []),
  ];
}

/** A `match` needs a field that both events have; the others come later in the list. */
function isInEach(events: readonly Schema[], path: readonly string[]): (name: string) => boolean {
  return (name) => events.every((event) => fieldAt(event, [...path, name]) !== null);
}

function memberItems(
  event: Schema,
  path: readonly string[],
  range: Range,
  isLikely: (name: string) => boolean,
): CompletionItem[] {
  const owner = fieldAt(event, path);
  if (!owner) return [];
  return [...membersOf(owner)].flatMap(([name, schema]): CompletionItem[] => {
    if (!identifier.test(name)) return [];
    const { description } = schema;
    return [
      {
        label: name,
        kind: CompletionItemKind.Field,
        labelDetails: { description: schemaText(schema) },
        ...(typeof description === 'string' ? { documentation: description } : {}),
        sortText: `${isLikely(name) ? 0 : 1} ${path.length === 0 && name === 'data' ? '' : name}`,
        textEdit: { range, newText: name },
      },
    ];
  });
}
