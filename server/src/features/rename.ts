/** Renames events, functions and steps wherever they are written, and warns of risks before anything changes. */

import {
  type AnnotatedTextEdit,
  type ChangeAnnotation,
  LSPErrorCodes,
  ResponseError,
  type TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { NameLocation } from '../events/name-index.ts';
import { rangeContains } from '../syntax/ranges.ts';
import { escapedFor, isIdentifierName, quoted } from '../values/quoting.ts';
import type { Position, Range } from '../workflow-graph.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type NameAt, nameAt } from './cursor/name-at.ts';

export interface RenameAbilities {
  readonly documentChanges: boolean;
  readonly changeAnnotations: boolean;
}

export interface RenameRequest {
  readonly path: string;
  readonly position: Position;
  readonly newName: string;
}

/** Null where no name is written, as on a constant's name: that one is for the language's own server to rename. */
export function renameRangeAt(
  workspace: Workspace,
  path: string,
  position: Position,
): { range: Range; placeholder: string } | null {
  const found = nameAt(workspace, path, position);
  if (!found) return null;
  const written = writtenPlaces(workspace, path, found).find(
    (place) => place.path === path && rangeContains(place.range, position),
  );
  return written ? { range: written.range, placeholder: writtenName(workspace, path, found) } : null;
}

export async function renameAt(
  workspace: Workspace,
  { path, position, newName }: RenameRequest,
  abilities: RenameAbilities,
  isCancelled: () => boolean,
): Promise<WorkspaceEdit | null> {
  if (!nameAt(workspace, path, position)) return null;
  // Everywhere: a name that is missed becomes a silent bug.
  await workspace.refreshEvents(isCancelled);
  const found = isCancelled() ? null : nameAt(workspace, path, position);
  if (!found) return null;
  refuse(workspace, path, found, newName);
  const places = writtenPlaces(workspace, path, found);
  const edits = places.map((place) => ({ place, text: textFor(workspace, place, newName) }));
  return asWorkspaceEdit(workspace, edits, riskOf(workspace, path, found, newName), abilities);
}

function refuse(workspace: Workspace, path: string, found: NameAt, newName: string): void {
  const no = (message: string): never => {
    throw new ResponseError(LSPErrorCodes.RequestFailed, message);
  };
  if (newName.trim() === '') no('A name cannot be empty.');
  if (newName === found.name) return;
  if (found.kind === 'event' && newName.startsWith('inngest/')) {
    no('Names starting with `inngest/` are reserved.');
  }
  if (found.kind === 'step' && found.graph.nodes.some(({ step }) => isNamed(step?.id, newName))) {
    no(
      `This function already has a step \`${newName}\`; steps with the same ID are distinguished only by their order.`,
    );
  }
  if (found.kind === 'function') {
    const [own] = workspace.functionNamesFor(path).usesOf(found.name);
    const prefix = own ? found.name.slice(0, found.name.length - own.localId.length) : '';
    if (workspace.functionNamesFor(path).has(`${prefix}${newName}`)) {
      no(`A function \`${prefix}${newName}\` already exists.`);
    }
  }
}

function isNamed(id: { kind: string; value?: string } | undefined, name: string): boolean {
  return id?.kind === 'literal' && id.value === name;
}

/** As it is written; a function's wire id begins with the app's, which is written elsewhere. */
function writtenName(workspace: Workspace, path: string, found: NameAt): string {
  if (found.kind !== 'function') return found.name;
  const [use] = workspace
    .functionNamesFor(path)
    .usesOf(found.name)
    .filter(({ spelled }) => spelled);
  return use?.localId ?? found.name;
}

/** Where the name is written, each place once. */
function writtenPlaces(workspace: Workspace, path: string, found: NameAt): NameLocation[] {
  const uses =
    found.kind === 'step'
      ? found.steps
      : found.kind === 'event'
        ? workspace.eventsFor(path).usesOf(found.name)
        : workspace.functionNamesFor(path).usesOf(found.name);
  const places = new Map<string, NameLocation>();
  for (const { spelled } of uses) {
    if (!spelled) continue;
    places.set(`${spelled.path}:${spelled.range.start.line}:${spelled.range.start.character}`, spelled);
  }
  return [...places.values()];
}

/** With the escapes, and round a key without quotes the quotes, that the place needs. */
function textFor(workspace: Workspace, { path, range }: NameLocation, name: string): string {
  const file = workspace.sources.file(path);
  const before = file?.text[file.offsetAt(range.start) - 1] ?? '';
  if (!/['"`]/.test(before)) return isIdentifierName(name) ? name : quoted(name);
  return escapedFor(before, name);
}

/** What the user should know first; null when there is no risk. */
function riskOf(workspace: Workspace, path: string, found: NameAt, newName: string): ChangeAnnotation | null {
  if (found.kind === 'step') {
    return {
      label: 'Runs in progress run this step again',
      description: `Stored results belong to the ID: runs that completed \`${found.name}\` have no result for \`${newName}\`.`,
      needsConfirmation: true,
    };
  }
  if (found.kind === 'function') {
    return {
      label: 'The server treats this as a new function',
      description:
        'Runs in progress under the old ID fail when they resume; schedules and history start over.',
      needsConfirmation: true,
    };
  }
  const index = workspace.eventsFor(path);
  const uses = index.usesOf(found.name);
  if (index.has(newName)) {
    return {
      label: `Event \`${newName}\` already exists`,
      description: 'The two events are merged; renaming back would rename both.',
      needsConfirmation: true,
    };
  }
  if (uses.some(({ spelled }) => !spelled)) {
    return {
      label: 'Some code builds this name dynamically',
      description: 'Those places are not changed.',
      needsConfirmation: true,
    };
  }
  if (uses.some(({ role }) => role === 'sends')) return null;
  return {
    label: 'Nothing in this workspace sends this event by name',
    description: 'Senders elsewhere must switch to the new name.',
    needsConfirmation: true,
  };
}

function asWorkspaceEdit(
  workspace: Workspace,
  edits: readonly { place: NameLocation; text: string }[],
  risk: ChangeAnnotation | null,
  abilities: RenameAbilities,
): WorkspaceEdit {
  const byPath = Map.groupBy(edits, ({ place }) => place.path);
  if (!abilities.documentChanges) {
    const changes: Record<string, TextEdit[]> = {};
    for (const [path, own] of byPath) {
      changes[workspace.uriOf(path)] = own.map(({ place, text }) => ({ range: place.range, newText: text }));
    }
    return { changes };
  }
  const isAnnotated = risk !== null && abilities.changeAnnotations;
  const documentChanges: TextDocumentEdit[] = [...byPath].map(([path, own]) => ({
    textDocument: { uri: workspace.uriOf(path), version: workspace.versionOf(path) },
    edits: own.map(({ place, text }): TextEdit | AnnotatedTextEdit => ({
      range: place.range,
      newText: text,
      ...(isAnnotated ? { annotationId: 'risk' } : {}),
    })),
  }));
  return { documentChanges, ...(isAnnotated ? { changeAnnotations: { risk } } : {}) };
}
